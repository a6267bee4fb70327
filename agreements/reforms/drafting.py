"""Drafting a plan, and dividing what is divided.

The facts of a plan are what a JSON file holds (docs/reforms.md): title, kind, takes_effect_on,
decision, predecessors, successors, renumbered, and for what is divided a key.
"""

from collections import defaultdict
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agreements.reforms.models import ReformAllocation, ReformPlan
from agreements.reforms.plan_parties import check_parties, parties_from_facts, rows_of
from agreements.reforms.queries import holdings_from, predecessor_parties, successor_parties
from agreements.reforms.shares import share_out
from agreements.reforms.states import ReformKind, ReformState
from municipalities.people.models import User

DIVIDED = {ReformKind.SPLIT, ReformKind.BOUNDARY}
"""Kinds whose licences are allocated, holding by holding."""


@transaction.atomic
def draft_plan(facts, *, by: User | None, now: datetime) -> ReformPlan:
    """Write a plan as a draft, with its parties.

    A successor that is not in the register is added as one that does not exist yet.
    """
    plan = ReformPlan(
        title=facts.get("title", ""),
        kind=facts.get("kind", ""),
        takes_effect_on=_day(facts.get("takes_effect_on")),
        decision=facts.get("decision", ""),
        drafted_at=now,
        drafted_by=by,
    )
    plan.full_clean()
    plan.save()
    parties = parties_from_facts(plan, facts)
    check_parties(plan, parties)
    for party in parties:
        party.full_clean()
        party.save()
    if key := facts.get("key"):
        allocate_by_key(plan, key, by=by)
    if amounts := rows_of(facts, "allocations"):
        _allocate_rows(plan, amounts, by=by)
    return plan


def _day(value) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value or "")
    except (TypeError, ValueError) as error:
        raise ValidationError(
            {"takes_effect_on": ValidationError(_("Write the day."), code="no_day")}
        ) from error


@transaction.atomic
def allocate_by_key(plan: ReformPlan, key, *, by: User | None) -> None:
    """Divide every holding by a key, {organisation number: weight}, in place of what was there.

    The weight of a predecessor that continues is what it keeps.
    """
    predecessor, successors = _divided_between(plan)
    known = (
        set(successors)
        if predecessor.is_dissolved
        else {*successors, predecessor.organisation.organisation_number}
    )
    if not (_are_numbers(key, of=known) and any(key.values())):
        raise ValidationError(
            _(
                "The key gives whole numbers to the successors, and to the predecessor "
                "only if it continues."
            ),
            code="not_a_key",
        )
    rows = []
    for holding in holdings_from(predecessor.organisation, plan.takes_effect_on):
        shares = share_out(max(holding.quantity, 0), key)
        rows += [(successors[n], holding, share) for n, share in shares.items() if n in successors]
    return allocate(plan, rows, by=by)


def _divided_between(plan: ReformPlan):
    """The predecessor, and the successors by organisation number, where a plan divides."""
    if plan.kind not in DIVIDED:
        raise ValidationError(
            _("Nothing is divided here: everything goes to the one successor."),
            code="nothing_to_divide",
        )
    [predecessor] = predecessor_parties(plan)
    successors = successor_parties(plan)
    return predecessor, {party.organisation.organisation_number: party for party in successors}


def _are_numbers(amounts, *, of):
    """Whether a file tells a whole number, 0 or more, for some of these organisations."""
    return (
        isinstance(amounts, dict)
        and amounts.keys() <= of
        and all(type(number) is int and number >= 0 for number in amounts.values())
    )


def _allocate_rows(plan: ReformPlan, rows, *, by: User | None) -> None:
    """Single holdings as a file divides them: agreement, part_number, valid_to and shares.

    Where that names several, counting_basis, unit and valid_from tell which.
    """
    predecessor, successors = _divided_between(plan)
    named = defaultdict(list)
    for holding in holdings_from(predecessor.organisation, plan.takes_effect_on):
        named[_row_of(holding)].append(holding)
    for row in rows:
        holding = _the_one(named[_as_text(row)], row)
        shares = _shares_from_row(row.get("shares"), holding, successors)
        amounts = [(successors[number], holding, share) for number, share in shares.items()]
        allocate(plan, amounts, by=by, keep_others=True)


def _row_of(holding):
    """What a file always says about a holding: agreement, part number, last day."""
    return holding.agreement.number, holding.product.part_number, str(holding.valid_to)


def _as_text(row) -> tuple[str, ...]:
    """The same of a row, which may hold anything."""
    return tuple(str(row.get(name)) for name in ("agreement", "part_number", "valid_to"))


def _the_one(holdings, row):
    """The one of the holdings that a row of a file means."""
    meant = [holding for holding in holdings if _is_meant(holding, row)]
    params = {"agreement": row.get("agreement"), "product": row.get("part_number")}
    if not meant:
        raise ValidationError(
            _("The organisation does not have %(product)s under %(agreement)s."),
            code="no_such_holding",
            params=params,
        )
    if len(meant) > 1:
        raise ValidationError(
            _(
                "The organisation has more than one holding of %(product)s under %(agreement)s. "
                "Say which with counting_basis, unit or valid_from."
            ),
            code="several_holdings",
            params=params,
        )
    return meant[0]


def _is_meant(holding, row) -> bool:
    return all(
        row.get(name) in (None, str(getattr(holding, name)))
        for name in ("counting_basis", "unit", "valid_from")
    )


def _shares_from_row(shares, holding, successors):
    """What each successor gets of a holding, as a file tells it."""
    if not _are_numbers(shares, of=successors.keys()):
        raise ValidationError(
            _("The shares of %(product)s give successors of the plan a whole number each."),
            code="not_shares",
            params={"product": holding.product.name},
        )
    if sum(shares.values()) > holding.quantity:
        raise ValidationError(
            _("%(owned)s of %(product)s are owned, and %(shared)s are divided."),
            code="shares_do_not_add_up",
            params={
                "product": holding.product.name,
                "owned": holding.quantity,
                "shared": sum(shares.values()),
            },
        )
    return shares


@transaction.atomic
def allocate(plan: ReformPlan, rows, *, by: User | None, keep_others=False) -> None:
    """Write who gets how many of which holding: `rows` of (successor's party, Holding, how many).

    In place of everything that was allocated, or with `keep_others` of these holdings alone. By
    None: a file.
    """
    ReformPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    _check_drafted(plan)
    _check_writer(plan, by)
    before = ReformAllocation.objects.filter(party__plan=plan)
    if keep_others:
        for _party, holding, _quantity in rows:
            before.filter(**holding.key._asdict()).delete()
    else:
        before.delete()
    ReformAllocation.objects.bulk_create(
        ReformAllocation(party=party, quantity=quantity, **holding.key._asdict())
        for party, holding, quantity in rows
        if quantity
    )


def _check_drafted(plan: ReformPlan) -> None:
    plan.refresh_from_db()
    if plan.state != ReformState.DRAFTED:
        raise ValidationError(
            _("Only a draft can be changed. Withdraw it and draft a new one."), code="not_a_draft"
        )


def _check_writer(plan: ReformPlan, by: User | None) -> None:
    """Remember who writes the shares; refuse everybody else."""
    if plan.writer not in (None, by):
        raise ValidationError(
            _("%(name)s writes the shares of this reform. Withdraw it to draft your own."),
            code="not_your_draft",
            params={"name": plan.writer.name},
        )
    plan.allocated_by = by
    plan.save(update_fields=["allocated_by"])
