"""The case officers' pages of batches: the summaries of all members of a framework agreement."""

from django.contrib import messages
from django.db.models.query import QuerySet
from django.http import FileResponse
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements.frameworks.queries import frameworks_with_parties
from agreements.reports import batches
from agreements.reports.models import SummaryBatch
from municipalities.access import PortalRequest, case_officer_page

BATCHES_SHOWN = 25


@require_safe
@case_officer_page
def summary_batches(request: PortalRequest, reference: str) -> HttpResponse:
    """The newest batches of a framework agreement, and the place to start one."""
    framework = get_object_or_404(frameworks_with_parties(), reference=reference)
    newest = framework.summary_batches.select_related("requested_by")[:BATCHES_SHOWN]
    context = {"framework": framework, "batches": newest}
    return render(request, "ks/summary_batches.html", context)


@require_POST
@case_officer_page
def summary_batch_start(request: PortalRequest, reference: str) -> HttpResponseRedirect:
    """Queue the summaries of all members, as of today."""
    framework = get_object_or_404(frameworks_with_parties(), reference=reference)
    batch = batches.start_batch(
        framework, as_of=timezone.localdate(), by=request.user, now=timezone.now()
    )
    return redirect("ks_summary_batch", batch.pk)


@require_safe
@case_officer_page
def summary_batch(request: PortalRequest, pk: int) -> HttpResponse:
    """How far a batch has come; the page asks again by itself while it is being made."""
    batch = get_object_or_404(_batches(), pk=pk)
    done = batches.progress(batch, now=timezone.now())
    context = {
        "batch": batch,
        "progress": done,
        "is_at_work": done["made"] + done["failed"] < done["total"],
        "failed": batch.summaries.exclude(error="").select_related("organisation"),
    }
    template = "ks/summary_progress.html" if request.htmx else "ks/summary_batch.html"
    return render(request, template, context)


@require_POST
@case_officer_page
def summary_batch_resume(request: PortalRequest, pk: int) -> HttpResponseRedirect:
    """Go on with a batch that stopped."""
    batches.resume_batch(get_object_or_404(_batches(), pk=pk), now=timezone.now())
    messages.success(request, _("The work goes on."))
    return redirect("ks_summary_batch", pk)


@require_safe
@case_officer_page
def summary_batch_zip(request: PortalRequest, pk: int) -> FileResponse:
    """All summaries that are made, as a zip."""
    batch = get_object_or_404(_batches(), pk=pk)
    filename = f"avtalesammendrag-{batch.framework.reference}-{batch.as_of}.zip"
    return FileResponse(
        batches.zipped(batch),
        as_attachment=True,
        filename=filename,
    )


def _batches() -> QuerySet[SummaryBatch]:
    return SummaryBatch.objects.select_related("framework", "requested_by")
