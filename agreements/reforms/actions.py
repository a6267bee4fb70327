"""Approving, withdrawing, carrying out and reversing a reform. move_plan alone writes the state."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.accessions.models import Accession
from agreements.reforms.applying import apply_plan
from agreements.reforms.models import OverlapDecision, ReformPlan
from agreements.reforms.plan_checks import check_can_be_carried_out
from agreements.reforms.preview import fingerprint
from agreements.reforms.queries import overlaps
from agreements.reforms.reversing import check_no_later_changes, undo_plan
from agreements.reforms.states import ALLOWED_FROM, ReformState
from municipalities import formatting
from municipalities.people.models import User
from municipalities.register.locking import lock_organisations
from municipalities.register.models import Organisation


@transaction.atomic
def approve_plan(plan: ReformPlan, *, by: User, seen: str, now: datetime) -> None:
    """Approve a draft as it was `seen` (preview.fingerprint); what is divided must add up.

    Neither who drafted it nor who wrote its shares approves.
    """
    ReformPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    plan.refresh_from_db()
    if plan.writer == by:
        raise ValidationError(
            _("You drafted this reform or wrote its shares. A colleague must approve it."),
            code="own_draft",
        )
    move_plan(plan, ReformState.APPROVED, approved_at=now, approved_by=by)
    if fingerprint(plan) != seen:
        raise ValidationError(
            _("The allocation has changed since you opened the page. Check it again."),
            code="look_again",
        )
    check_can_be_carried_out(plan)


def withdraw_plan(plan: ReformPlan, *, by: User, now: datetime) -> None:
    """Give up a plan that is not carried out."""
    move_plan(plan, ReformState.WITHDRAWN, withdrawn_at=now, withdrawn_by=by)


@transaction.atomic
def carry_out(plan: ReformPlan, *, by: User | None, now: datetime) -> None:
    """Carry out an approved plan from its day on, all or nothing; by None: the portal itself.

    Of two at the same moment one carries it out. The parties' rows are locked, so that nobody
    orders, joins or asks for a role there meanwhile.
    """
    if timezone.localdate(now) < plan.takes_effect_on:
        raise ValidationError(
            _("The reform can be carried out from %(day)s."),
            code="too_early",
            params={"day": formatting.day(plan.takes_effect_on)},
        )
    move_plan(plan, ReformState.CARRIED_OUT, carried_out_at=now, carried_out_by=by)
    _lock_parties(plan)
    check_can_be_carried_out(plan)
    apply_plan(plan, by=by, now=now)


@transaction.atomic
def reverse_plan(plan: ReformPlan, *, by: User, reason: str, now: datetime) -> None:
    """Take back what a reform did, while nothing new builds on it."""
    move_plan(plan, ReformState.REVERSED, reversed_at=now, reversed_by=by, reversed_reason=reason)
    _lock_parties(plan)
    check_no_later_changes(plan)
    undo_plan(plan, by=by, now=now)


@transaction.atomic
def decide_overlap(
    plan: ReformPlan, accession: Accession, *, decision: str, reason: str, by: User, now: datetime
) -> OverlapDecision:
    """Record what is to become of agreements that stand side by side after a reform."""
    ReformPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    if not overlaps(plan).filter(pk=accession.pk).exists():
        raise ValidationError(
            _("There are no overlapping agreements here."), code="nothing_overlaps"
        )
    if plan.overlap_decisions.filter(accession=accession).exists():
        raise ValidationError(_("This is decided already."), code="decided_already")
    made = OverlapDecision(
        plan=plan,
        accession=accession,
        decision=decision,
        reason=reason,
        decided_at=now,
        decided_by=by,
    )
    made.full_clean()
    made.save()
    return made


def move_plan(plan: ReformPlan, state: ReformState, **fields: Any) -> None:
    """Move a plan to a state it may reach; of two at once the second is refused."""
    movable = ReformPlan.objects.filter(pk=plan.pk, state__in=ALLOWED_FROM[state])
    if not movable.update(state=state, **fields):
        raise ValidationError(
            _("The reform has changed since you opened the page."), code="reform_has_changed"
        )
    plan.refresh_from_db()


def _lock_parties(plan: ReformPlan) -> None:
    """Hold the organisations' rows, in one order for all."""
    lock_organisations(Organisation.objects.filter(reforms__plan=plan))
