"""An organisation's papers: the list, bringing one, fetching one, and withdrawing one."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypedDict, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.kept_documents import actions
from agreements.kept_documents.forms import KeptDocumentForm, WithdrawForm
from agreements.kept_documents.models import KeptDocument
from agreements.kept_documents.queries import documents_of, may_read
from agreements.kept_documents.responses import file_response
from municipalities.access import PortalRequest, organisation_page
from municipalities.people.models import Role
from municipalities.refusals import add_refusal, show_outcome
from municipalities.register.models import Organisation

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

DOCUMENTS_A_PAGE = 25
UPLOADING_ROLES = (Role.ORDERER, Role.SIGNATORY, Role.ADMINISTRATOR)


@require_safe
@organisation_page()
def kept_documents(request: PortalRequest, organisation: Organisation) -> HttpResponse:
    """The organisation's papers, newest first."""
    return _show_documents(request, organisation)


class OnPage(TypedDict):
    """What stands with a paper on its page: what the person may do, and the form to withdraw it."""

    can_be_read: bool
    can_be_withdrawn: bool
    withdraw_form: WithdrawForm


type DocumentOnPage = WithAnnotations[KeptDocument, OnPage]


def _show_documents(
    request: PortalRequest, organisation: Organisation, *, refused=None, status: int = 200
) -> HttpResponse:
    """A page of papers, each with its form to withdraw it; `refused` is one by the paper's key."""
    page = Paginator(documents_of(organisation), DOCUMENTS_A_PAGE).get_page(request.GET.get("page"))
    may_administrate = Role.ADMINISTRATOR in request.roles
    for document in cast(Iterable[DocumentOnPage], page):
        document.can_be_read = _can_be_read(document, request)
        is_own = bool(request.roles) and document.uploaded_by_id == request.user.pk
        document.can_be_withdrawn = document.withdrawn_at is None and (may_administrate or is_own)
        form = (refused or {}).get(document.pk)
        document.withdraw_form = form or WithdrawForm(auto_id=f"id_%s-{document.pk}")
    context = {
        "organisation": organisation,
        "page_obj": page,
        "may_keep": bool(request.roles.intersection(UPLOADING_ROLES)),
    }
    return render(request, "kept_documents/kept_documents.html", context, status=status)


def _can_be_read(document, request: PortalRequest):
    return may_read(document, roles=request.roles, is_case_officer=request.user.is_case_officer)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(*UPLOADING_ROLES)
def kept_document_new(
    request: PortalRequest, organisation: Organisation
) -> HttpResponse | HttpResponseRedirect:
    """Bring a paper."""
    form = KeptDocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep_document(
                organisation,
                form.cleaned_data["file"].read(),
                name=form.cleaned_data["file"].name,
                description=form.description(),
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as refusal:
            add_refusal(form, ValidationError({"file": refusal}))
        else:
            messages.success(request, _("The document is kept."))
            return redirect("kept_documents", organisation.organisation_number)
    status = 422 if request.method == "POST" else 200
    context = {"organisation": organisation, "form": form}
    return render(request, "kept_documents/kept_document_new.html", context, status=status)


@require_safe
@organisation_page()
def kept_document(request: PortalRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """The file, to save; a browser never shows it as a page of the portal."""
    document = get_object_or_404(documents_of(organisation), pk=pk)
    if not _can_be_read(document, request):
        raise PermissionDenied
    return file_response(document)


@require_POST
@organisation_page()
def kept_document_withdraw(
    request: PortalRequest, organisation: Organisation, pk: int
) -> HttpResponse | HttpResponseRedirect:
    """Take a paper out of use."""
    document = get_object_or_404(documents_of(organisation), pk=pk)
    if not actions.may_withdraw(document, request.user):
        raise PermissionDenied
    form = WithdrawForm(request.POST, auto_id=f"id_%s-{document.pk}")
    if not form.is_valid():
        return _show_documents(request, organisation, refused={document.pk: form}, status=422)
    reason = form.cleaned_data["reason"]
    with show_outcome(request, done=_("The document is withdrawn.")):
        actions.withdraw_document(document, by=request.user, reason=reason, now=timezone.now())
    return redirect("kept_documents", organisation.organisation_number)
