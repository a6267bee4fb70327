"""What waits for KS: for the work list, and for the daily mail about it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from agreements.accessions.models import Accession
from agreements.accessions.queries import is_long_unanswered
from agreements.accessions.states import WAITING_FOR_KS
from agreements.dispatch.queries import held, stuck
from agreements.framework_administration.follow_up import (
    expiring_documents,
    frameworks_with_products_outside_lots,
    nearly_spent_ceilings,
)
from agreements.orders.models import Dispatch
from agreements.reforms.models import ReformPlan
from agreements.reforms.queries import due
from agreements.reforms.states import ReformState
from agreements.trueups.queries import unanswered_true_ups
from municipalities.officer_mail.models import Subject
from municipalities.outbox.queries import stuck_messages
from municipalities.people.queries import requests_for_ks
from municipalities.registry.queries import waiting
from municipalities.worker.actions import failed_tasks

DEADLINE_WARNING = timedelta(days=14)
"""How long before its last day a silent true-up stands on the case officers' list."""

LABELS = {
    "cases": gettext_noop("Accession cases that wait for KS"),
    "role_requests": gettext_noop("Role requests"),
    "dispatches": gettext_noop("Orders that did not reach the reseller"),
    "held_orders": gettext_noop("Approved orders that are held back"),
    "stopped_work": gettext_noop("Mail and work that stopped"),
    "silent_true_ups": gettext_noop("Unanswered true-ups, at most two weeks left"),
    "unanswered_cases": gettext_noop("Organisations that have never answered"),
    "expiring_documents": gettext_noop("Documents of suppliers that expire"),
    "nearly_spent_ceilings": gettext_noop("Ceilings that are nearly spent"),
    "outside_lots": gettext_noop("Products without a lot"),
    "registry_findings": gettext_noop("Findings from Enhetsregisteret to decide"),
    "reforms_to_approve": gettext_noop("Reforms that another case officer must approve"),
    "reforms_due": gettext_noop("Approved reforms whose day has come"),
    "failed_steps": gettext_noop("Steps of the nightly work that failed"),
}
"""What is said of each count, to be translated where it is shown."""

PLACES = {
    "cases": (Subject.CASES, "work_list", ""),
    "role_requests": (Subject.ROLE_REQUESTS, "ks_memberships", ""),
    "dispatches": (Subject.ORDERS, "ks_dispatches", ""),
    "held_orders": (Subject.ORDERS, "ks_dispatches", ""),
    "silent_true_ups": (Subject.TRUE_UPS, "ks_true_ups", ""),
    "unanswered_cases": (Subject.FOLLOW_UP, "work_list", "?state=unanswered"),
    "expiring_documents": (Subject.FOLLOW_UP, "ks_follow_up", "#papers"),
    "nearly_spent_ceilings": (Subject.FOLLOW_UP, "ks_follow_up", "#ceilings"),
    "outside_lots": (Subject.FOLLOW_UP, "ks_follow_up", "#lots"),
    "registry_findings": (Subject.REFORMS, "ks_registry", ""),
    "reforms_to_approve": (Subject.REFORMS, "ks_reforms", ""),
    "reforms_due": (Subject.REFORMS, "ks_reforms", ""),
    "failed_steps": (Subject.NIGHTLY, "work_list", ""),
    "stopped_work": (Subject.NIGHTLY, "ks_stopped_work", ""),
}
"""By count: the subject it belongs to, the address where it is, and what follows the address."""


@dataclass(frozen=True)
class Line:
    """So many of something wait, at a place in the portal."""

    subject: Subject
    label: str
    number: int
    path: str

    def as_list(self) -> list[int | str]:
        """What a task can carry: label, number, path."""
        return [self.label, self.number, self.path]


def waiting_lines(now: datetime, *, failed_steps: int) -> list[Line]:
    """A Line for everything of which something waits."""
    counts = waiting_counts(now) | {"failed_steps": failed_steps}
    lines = []
    for name, (subject, address, rest) in PLACES.items():
        if counts[name]:
            lines.append(Line(subject, LABELS[name], counts[name], reverse(address) + rest))
    return lines


def waiting_counts(now: datetime) -> dict[str, int]:
    """How much waits for KS, by kind."""
    today = timezone.localdate(now)
    return {
        "cases": Accession.objects.filter(state__in=WAITING_FOR_KS).count(),
        "role_requests": requests_for_ks().count(),
        "dispatches": Dispatch.objects.filter(stuck(now)).count(),
        "held_orders": Dispatch.objects.filter(held()).count(),
        "stopped_work": stuck_messages(now).count() + failed_tasks().count(),
        "registry_findings": waiting().count(),
        "reforms_to_approve": ReformPlan.objects.filter(state=ReformState.DRAFTED).count(),
        "reforms_due": due(today).count(),
        "unanswered_cases": Accession.objects.filter(is_long_unanswered(now)).count(),
        "expiring_documents": expiring_documents(today).count(),
        "nearly_spent_ceilings": nearly_spent_ceilings(today).count(),
        "outside_lots": sum(
            framework.outside_lots for framework in frameworks_with_products_outside_lots(today)
        ),
        "silent_true_ups": unanswered_true_ups(today)
        .filter(closes_on__lte=today + DEADLINE_WARNING)
        .count(),
    }
