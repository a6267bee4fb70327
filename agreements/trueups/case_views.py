"""The case officers' page of true-ups: who has answered, and who is silent."""

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from agreements.trueups.actions import remind_unanswered_true_ups
from agreements.trueups.queries import (
    all_true_ups,
    answer_counts,
    true_ups_to_remind,
    unanswered_true_ups,
    with_awaited,
    with_standing_orders,
    without_recipients,
)
from municipalities.access import PortalRequest, case_officer_page
from municipalities.outbox.leaving import with_mail_delay

TRUE_UPS_A_PAGE = 50


@require_safe
@case_officer_page
def true_ups(request: PortalRequest) -> HttpResponse:
    """The silent, soonest last day first; or everybody."""
    show_all = request.GET.get("alle") == "1"
    today = timezone.localdate()
    listed = with_awaited(all_true_ups(), today) if show_all else unanswered_true_ups(today)
    page = Paginator(listed, TRUE_UPS_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = cast(list, with_standing_orders(page.object_list))
    context = {
        "show_all": show_all,
        "counts": answer_counts(today),
        "true_ups_to_remind": true_ups_to_remind(timezone.now()).count(),
        "nobody_to_ask": without_recipients(today),
        "page_obj": page,
        "today": today,
    }
    return render(request, "ks/true_ups.html", context)


@require_POST
@case_officer_page
def remind(request: PortalRequest) -> HttpResponseRedirect:
    """Remind the silent."""
    now = timezone.now()
    reminded = remind_unanswered_true_ups(now)
    said = ngettext(
        "A true-up reminder to %(count)s organisation is in the queue.",
        "True-up reminders to %(count)s organisations are in the queue.",
        reminded,
    )
    messages.success(request, with_mail_delay(said % {"count": reminded}, now))
    return redirect("ks_true_ups")
