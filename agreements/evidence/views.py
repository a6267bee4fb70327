"""Evidence for licence reviews: asked for, followed while it is made, fetched."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements.evidence.actions import MAKING_TIMEOUT, request_pack
from agreements.evidence.files import zipped
from agreements.evidence.forms import EvidenceForm
from agreements.evidence.models import EvidencePack
from agreements.evidence.queries import packs_of
from municipalities.access import PortalRequest, organisation_page
from municipalities.people.models import Role
from municipalities.refusals import add_refusal
from municipalities.register.models import Organisation

PACKS_A_PAGE = 25


@require_safe
@organisation_page()
def evidence_packs(request: PortalRequest, organisation: Organisation) -> HttpResponse:
    """What was made and is being made, newest first; the page asks again by itself."""
    form = EvidenceForm(initial={"as_of": timezone.localdate()})
    return _show(request, organisation, form)


@require_POST
@organisation_page(*Role)
def evidence_pack_request(
    request: PortalRequest, organisation: Organisation
) -> HttpResponse | HttpResponseRedirect:
    """Ask for the evidence of a day."""
    form = EvidenceForm(request.POST)
    if form.is_valid():
        try:
            request_pack(
                organisation,
                as_of=form.cleaned_data["as_of"],
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(
                request, _("The evidence is in the queue. It is listed here when done.")
            )
            return redirect("evidence_packs", organisation.organisation_number)
    return _show(request, organisation, form, status=422)


def _show(
    request: PortalRequest, organisation: Organisation, form, *, status: int = 200
) -> HttpResponse:
    page = Paginator(packs_of(organisation), PACKS_A_PAGE).get_page(request.GET.get("page"))
    left = timezone.now() - MAKING_TIMEOUT
    rows = [(pack, _state(pack, left)) for pack in page]
    context = {
        "organisation": organisation,
        "form": form,
        "page_obj": page,
        "rows": rows,
        "is_at_work": any(state == "waiting" for _pack, state in rows),
        "may_ask": bool(request.roles),
    }
    is_part = request.htmx and request.method == "GET"
    template = "evidence/packs.html" if is_part else "evidence/evidence.html"
    return render(request, template, context, status=status)


def _state(pack: EvidencePack, left) -> str:
    """made, failed, or waiting; one that waits for too long has failed."""
    if pack.is_made:
        return "made"
    return "failed" if pack.error or pack.requested_at < left else "waiting"


@require_safe
@organisation_page()
def evidence_pack_zip(request: PortalRequest, organisation: Organisation, pk: int) -> FileResponse:
    """The PDF, the data and the papers as one file."""
    pack = get_object_or_404(packs_of(organisation).exclude(document=None), pk=pk)
    return FileResponse(
        zipped(pack),
        as_attachment=True,
        filename=f"lisensgjennomgang-{organisation.organisation_number}-{pack.as_of}.zip",
    )
