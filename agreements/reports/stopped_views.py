"""The case officers' pages of mail that did not leave, and of work that failed."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.reports import stopped_work as stopped
from agreements.reports.stopped_tasks import name_of, subjects_of
from municipalities.access import PortalRequest, case_officer_page
from municipalities.confirmation import show_confirmation
from municipalities.outbox.actions import send_again, set_aside
from municipalities.outbox.leaving import with_mail_delay
from municipalities.outbox.models import OutgoingMessage
from municipalities.outbox.queries import stuck_messages
from municipalities.refusals import show_outcome
from municipalities.worker.actions import failed_tasks, run_again, set_aside_task

ROWS_A_PAGE = 25


@require_safe
@case_officer_page
def stopped_work(request: PortalRequest) -> HttpResponse:
    """Mail and work that wait for a decision, oldest first."""
    mail: Paginator = Paginator(stuck_messages(timezone.now()), ROWS_A_PAGE)
    tasks: Paginator = Paginator(failed_tasks(), ROWS_A_PAGE)
    longest: Paginator = max(mail, tasks, key=lambda one: one.num_pages)
    page = longest.get_page(request.GET.get("page"))
    context = {
        "mail": _rows_on(page.number, mail),
        "tasks": list(_tasks(_rows_on(page.number, tasks))),
        "page_obj": page,
    }
    return render(request, "ks/stopped_work.html", context)


def _tasks(rows):
    """What the page shows of each task."""
    subjects = subjects_of(rows)
    for row in rows:
        yield {
            "row": row,
            "name": name_of(row),
            "subject": subjects.get(row.pk),
            "reason": stopped.reason_of(row),
            "technical": stopped.technical_of(row),
        }


def _rows_on(number, pages):
    """A page's rows of one list; none where the longer one beside it goes on alone."""
    return pages.page(number) if number <= pages.num_pages else []


@require_POST
@case_officer_page
def message_send_again(request: PortalRequest, pk: int) -> HttpResponseRedirect:
    """Send a mail that did not leave, or may not have."""
    message = get_object_or_404(OutgoingMessage, pk=pk)
    done = with_mail_delay(_("The mail is in the queue again."), timezone.now())
    return _decide(request, lambda now: send_again(message, now=now), done)


@require_http_methods(["GET", "HEAD", "POST"])
@case_officer_page
def message_set_aside(request: PortalRequest, pk: int) -> HttpResponse | HttpResponseRedirect:
    """Show what goes, and give up a mail."""
    message = get_object_or_404(OutgoingMessage, pk=pk)
    is_stuck = stuck_messages(timezone.now()).filter(pk=pk).exists()
    loss = stopped.message_discard_confirmation(message, is_stuck=is_stuck)
    if not loss.is_confirmed_by(request.POST):
        return show_confirmation(request, loss, section="stopped_work", trail=_trail())
    return _decide(
        request,
        lambda now: set_aside(message, by=request.user, now=now),
        _("The mail is set aside."),
    )


@require_POST
@case_officer_page
def task_run_again(request: PortalRequest, pk: UUID) -> HttpResponseRedirect:
    """Do work again that failed."""
    row = get_object_or_404(failed_tasks(), pk=pk)
    return _decide(
        request,
        lambda now: run_again(row, by=request.user, now=now),
        _("The work is in the queue again."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@case_officer_page
def task_set_aside(request: PortalRequest, pk: UUID) -> HttpResponse | HttpResponseRedirect:
    """Show what is given up, and give it up."""
    row = get_object_or_404(failed_tasks(), pk=pk)
    loss = stopped.task_discard_confirmation(row)
    if not loss.is_confirmed_by(request.POST):
        return show_confirmation(request, loss, section="stopped_work", trail=_trail())
    return _decide(
        request,
        lambda now: set_aside_task(row, by=request.user),
        _("The work is set aside."),
    )


def _decide(request: PortalRequest, act, success) -> HttpResponseRedirect:
    with show_outcome(request, done=success):
        act(timezone.now())
    return redirect("ks_stopped_work")


def _trail() -> list[tuple[str, str]]:
    return [(_("Stopped work"), reverse("ks_stopped_work"))]
