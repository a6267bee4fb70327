"""Owned against used, and the counts behind it."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agreements.counts.actions import import_counts, record_count
from agreements.counts.forms import CountForm, DayForm, SheetForm
from agreements.counts.queries import counts_of, margins
from agreements.counts.reading import SAMPLE
from agreements.spreadsheets import CONTENT_TYPES
from agreements.table_files.sheets import Sheet, sample, sentence, unread_sentence
from municipalities.access import PortalRequest, organisation_page
from municipalities.people.models import Role, User
from municipalities.refusals import add_refusal
from municipalities.register.models import Organisation

COUNTING_ROLES = (Role.ADMINISTRATOR, Role.ORDERER)
COUNTS_A_PAGE = 25


@require_safe
@organisation_page()
def counts(request: PortalRequest, organisation: Organisation) -> HttpResponse:
    """Each product with how many are owned and used on a day, and every count."""
    form = DayForm(request.GET or None, organisation=organisation)
    today = timezone.localdate()
    at, segment = form.chosen(today=today)
    if not form.is_bound:
        form = DayForm(initial={"at": today}, organisation=organisation)
    rows = margins(organisation, at, segment=segment)
    context = {
        "organisation": organisation,
        "form": form,
        "at": at,
        "margins": rows,
        "over": [row for row in rows if row.is_over],
        "per_cent": settings.COUNT_MARGIN_PER_CENT,
        "may_count": bool(request.roles.intersection(COUNTING_ROLES)),
        "page_obj": Paginator(counts_of(organisation), COUNTS_A_PAGE).get_page(
            request.GET.get("page")
        ),
    }
    return render(request, "counts/counts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(*COUNTING_ROLES)
def count_new(
    request: PortalRequest, organisation: Organisation
) -> HttpResponse | HttpResponseRedirect:
    """Write how many are in use."""
    initial = {
        "counted_on": timezone.localdate(),
        "part_number": request.GET.get("part_number", "")[:30],
    }
    form = CountForm(request.POST or None, initial=initial, organisation=organisation)
    if form.is_valid():
        try:
            record_count(organisation, form.cleaned_data, by=request.user, now=timezone.now())
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The count is recorded."))
            return redirect("counts", organisation.organisation_number)
    context = {"organisation": organisation, "form": form}
    return render(request, "counts/count_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(*COUNTING_ROLES)
def counts_import(
    request: PortalRequest, organisation: Organisation
) -> HttpResponse | HttpResponseRedirect:
    """Bring counts as a file: all of it is recorded, or nothing."""
    form, sheet = SheetForm(request.POST or None, request.FILES or None), Sheet()
    if form.is_valid():
        sheet = _import(organisation, form.cleaned_data["file"], by=request.user)
        if not sheet.findings:
            messages.success(request, _("The counts are recorded."))
            if sheet.unread:
                messages.warning(request, unread_sentence(sheet.unread))
            return redirect("counts", organisation.organisation_number)
    context = {
        "organisation": organisation,
        "form": form,
        "unread": unread_sentence(sheet.unread),
        "findings": [(one, sentence(one.code, one.params, one.column)) for one in sheet.findings],
    }
    status = 422 if form.errors or sheet.findings else 200
    return render(request, "counts/counts_import.html", context, status=status)


def _import(organisation: Organisation, file, *, by: User) -> Sheet:
    return import_counts(organisation, file.read(), name=file.name, by=by, now=timezone.now())


@require_safe
@organisation_page(*COUNTING_ROLES)
def counts_sample(request: PortalRequest, organisation: Organisation) -> HttpResponse:
    """A file to begin with: every column, and rows to write over."""
    headers = {"Content-Disposition": 'attachment; filename="telling.xlsx"'}
    return HttpResponse(sample(SAMPLE), content_type=CONTENT_TYPES["xlsx"], headers=headers)
