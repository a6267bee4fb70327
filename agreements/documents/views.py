"""An organisation's issued documents, and the public pages that say whether one is unchanged."""

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from agreements.documents import archive
from agreements.documents.codes import grouped, read_code
from agreements.documents.forms import CodeForm, FileForm
from agreements.documents.models import IssuedDocument
from agreements.documents.queries import issued_to
from agreements.documents.responses import pdf_response
from agreements.documents.verification import verify as verdict_on
from municipalities.access import organisation_page
from municipalities.register.models import Organisation

DOCUMENTS_A_PAGE = 25


@require_safe
@organisation_page()
def issued_documents(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What the portal has issued to the organisation, newest first."""
    page = Paginator(issued_to(organisation), DOCUMENTS_A_PAGE).get_page(request.GET.get("page"))
    context = {"organisation": organisation, "page_obj": page}
    return render(request, "verification/issued_documents.html", context)


@require_safe
@organisation_page()
def issued_document(request: HttpRequest, organisation: Organisation, code) -> HttpResponse:
    """The file as it was issued."""
    document = get_object_or_404(issued_to(organisation), code=read_code(code))
    return pdf_response(archive.read(document.sha256), filename=document.title)


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse | HttpResponseRedirect:
    """Check a document by its code or its file."""
    if request.method == "POST":
        return _check_file(request)
    form = CodeForm(request.GET) if "code" in request.GET else CodeForm()
    if form.is_valid():
        return redirect("verify_code", grouped(form.cleaned_data["code"]))
    return _show(request, code_form=form)


def _check_file(request: HttpRequest) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, file_form=form, status=422)
    return _show(request, verdict=verdict_on(form.cleaned_data["file"]))


def _show(
    request: HttpRequest, *, status: int = 200, code_form=None, file_form=None, verdict=None
) -> HttpResponse:
    context = {
        "code_form": code_form or CodeForm(),
        "file_form": file_form or FileForm(),
        "verdict": verdict,
        "document": verdict and verdict.document,
    }
    return render(request, "verification/verify.html", context, status=status)


@require_safe
def verify_code(request: HttpRequest, code) -> HttpResponse:
    """Where the QR code leads: what was issued under a code, and never the document itself."""
    document = IssuedDocument.objects.filter(code=read_code(code)).first()
    context = {"document": document, "code_form": CodeForm(initial={"code": code})}
    status = 200 if document else 404
    return render(request, "verification/issued_document.html", context, status=status)
