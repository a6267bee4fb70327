"""The parts of an organisation that orders are for."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.segments import actions as segments_actions
from agreements.segments.forms import OFFERED, SegmentForm
from agreements.segments.queries import open_segments
from municipalities.access import PortalRequest, organisation_page
from municipalities.people.models import Role
from municipalities.refusals import show_outcome
from municipalities.register.models import Organisation


@require_safe
@organisation_page()
def segments(request: PortalRequest, organisation: Organisation) -> HttpResponse:
    """The organisation's segments with their contacts."""
    kept = list(open_segments(organisation))
    taken = {segment.name.lower() for segment in kept}
    context = {
        "organisation": organisation,
        "segments": kept,
        "offered": [name for name in OFFERED if str(name).lower() not in taken],
        "may_edit": Role.ADMINISTRATOR in request.roles,
    }
    return render(request, "orders/segments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(Role.ADMINISTRATOR)
def segment_new(
    request: PortalRequest, organisation: Organisation
) -> HttpResponse | HttpResponseRedirect:
    """Add a segment, of an offered name or another."""
    form = SegmentForm(request.POST or None, initial={"name": request.GET.get("name", "")[:60]})
    if _done(form, lambda facts: segments_actions.add_segment(organisation, facts)):
        messages.success(request, _("The segment is added."))
        return redirect("segments", organisation.organisation_number)
    return _show(request, organisation, form)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(Role.ADMINISTRATOR)
def segment_edit(
    request: PortalRequest, organisation: Organisation, pk: int
) -> HttpResponse | HttpResponseRedirect:
    """Change a segment's name or contact."""
    segment = get_object_or_404(open_segments(organisation), pk=pk)
    initial = {name: getattr(segment, name) for name in segments_actions.FIELDS}
    form = SegmentForm(request.POST or None, initial=initial)
    if _done(form, lambda facts: segments_actions.change_segment(segment, facts)):
        messages.success(request, _("The segment is changed."))
        return redirect("segments", organisation.organisation_number)
    return _show(request, organisation, form)


@require_POST
@organisation_page(Role.ADMINISTRATOR)
def segment_close(
    request: PortalRequest, organisation: Organisation, pk: int
) -> HttpResponseRedirect:
    """Let no more orders be placed for a segment."""
    segment = get_object_or_404(open_segments(organisation), pk=pk)
    with show_outcome(request, done=_("The segment is closed. Its orders keep their name.")):
        segments_actions.close_segment(segment, now=timezone.now())
    return redirect("segments", organisation.organisation_number)


def _done(form, act) -> bool:
    """Whether the form was sent and the act went well; a refusal stands on the form."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except ValidationError as refusal:
        form.add_error(None, ValidationError(refusal.messages))
        return False
    return True


def _show(request: PortalRequest, organisation: Organisation, form) -> HttpResponse:
    context = {"organisation": organisation, "form": form}
    status = 422 if form.errors else 200
    return render(request, "orders/segment_form.html", context, status=status)
