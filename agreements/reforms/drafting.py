"""Drafting a plan, and dividing what is divided.

The facts of a plan are what a JSON file holds (docs/reforms.md): title, kind, takes_effect_on,
decision, predecessors, successors, renumbered, and for what is divided a key.
"""

from collections import defaultdict
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agreements.reforms.models import ReformAllocation, ReformParty, ReformPlan
from agreements.reforms.queries import holdings_from, predecessor_parties, successor_parties
from agreements.reforms.shares import share_out
from agreements.reforms.states import PartyRole, ReformKind, ReformState
from municipalities.register.models import Organisation
from municipalities.register.organisation_numbers import is_valid_organisation_number

DIVIDED = {ReformKind.SPLIT, ReformKind.BOUNDARY}
"""Kinds whose licences are allocated, holding by holding."""


@transaction.atomic
def draft_plan(facts, *, by, now):
    """Write a plan as a draft, with its parties; a successor not in the register is added."""
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
    parties = [party for role in PartyRole for party in _parties(plan, role, facts)]
    check_parties(plan, parties)
    for party in parties:
        party.full_clean()
        party.save()
    if key := facts.get("key"):
        allocate_by_key(plan, key)
    if told := _rows(facts, "allocations"):
        _allocate_as_told(plan, told)
    return plan


def _day(value):
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value or "")
    except (TypeError, ValueError) as error:
        raise ValidationError(
            {"takes_effect_on": ValidationError(_("Write the day."), code="no_day")}
        ) from error


LISTS = {
    PartyRole.PREDECESSOR: "predecessors",
    PartyRole.SUCCESSOR: "successors",
    PartyRole.RENUMBERED: "renumbered",
}
"""Where the parties of a role stand in the facts."""


def _parties(plan, role, facts):
    """The parties of a role; the first successor is the main one unless another says so."""
    rows = _rows(facts, LISTS[role])
    main = next((row for row in rows if row.get("main")), rows[0] if rows else None)
    return [
        ReformParty(
            plan=plan,
            organisation=_organisation(row, is_successor=role == PartyRole.SUCCESSOR),
            role=role,
            is_dissolved=role == PartyRole.PREDECESSOR and _is_dissolved(plan, row),
            is_main=role == PartyRole.SUCCESSOR and row is main,
            municipality_number=row.get("municipality_number", ""),
        )
        for row in rows
    ]


def _rows(facts, name):
    """A list of objects in a file that may hold anything."""
    rows = facts.get(name, [])
    if not (isinstance(rows, list) and all(isinstance(row, dict) for row in rows)):
        raise ValidationError(
            _("%(name)s is not a list of organisations."), code="not_a_list", params={"name": name}
        )
    return rows


def _is_dissolved(plan, row):
    return row.get("dissolved", plan.kind != ReformKind.BOUNDARY)


def _organisation(row, *, is_successor):
    number = str(row.get("organisation_number", "")).replace(" ", "")
    known = Organisation.objects.filter(organisation_number=number).first()
    if known:
        return known
    if is_successor and row.get("name") and is_valid_organisation_number(number):
        return Organisation.objects.create(
            organisation_number=number,
            kind=Organisation.Kind.MUNICIPALITY,
            organisation_form="KOMM",
            name=row["name"],
            register_name=row["name"].upper(),
        )
    raise ValidationError(
        _("%(number)s is not in the register. Add the organisation first."),
        code="not_in_register",
        params={"number": number or "–"},
    )


def check_parties(plan, parties):
    """Refuse a plan whose parties do not fit its kind, or no longer exist."""
    gone = [party for party in parties if party.organisation.dissolved_on]
    if gone:
        raise ValidationError(
            _("%(organisation)s is dissolved already."),
            code="dissolved_already",
            params={"organisation": gone[0].organisation.name},
        )
    organisations = [party.organisation.pk for party in parties]
    if len(set(organisations)) < len(organisations):
        raise ValidationError(_("An organisation stands twice in the plan."), code="party_twice")
    if not _fits(plan.kind, parties):
        raise ValidationError(SENTENCES[plan.kind], code="parties_do_not_fit")


SENTENCES = {
    ReformKind.MERGER: _("A merger has at least one organisation that is dissolved, and one heir."),
    ReformKind.SPLIT: _(
        "A split has one organisation that gives, and at least one that takes; two when the first "
        "is dissolved."
    ),
    ReformKind.BOUNDARY: _("In a boundary adjustment one that lives on gives to one other."),
    ReformKind.NEW_NUMBER: _("A new organisation number has one old organisation and one new."),
    ReformKind.RENUMBERING: _("Name those that are renumbered, each with its new number."),
}


def _fits(kind, parties):
    """Whether the parties are those that a reform of this kind has."""
    giving = [party for party in parties if party.role == PartyRole.PREDECESSOR]
    taking = [party for party in parties if party.role == PartyRole.SUCCESSOR]
    renumbered = len(parties) - len(giving) - len(taking)
    dissolved = sum(party.is_dissolved for party in giving)
    if kind == ReformKind.RENUMBERING:
        return renumbered > 0 and not giving and not taking
    return not renumbered and {
        ReformKind.MERGER: len(taking) == 1 and 0 < len(giving) == dissolved,
        ReformKind.NEW_NUMBER: len(taking) == len(giving) == dissolved == 1,
        ReformKind.SPLIT: len(giving) == 1 and len(taking) >= 1 + dissolved,
        ReformKind.BOUNDARY: len(giving) == len(taking) == 1 and not dissolved,
    }.get(kind, False)


@transaction.atomic
def allocate_by_key(plan, key):
    """Divide every holding by a key, {organisation number: weight}, in place of what was there.

    The weight of a predecessor that lives on is what it keeps.
    """
    [giver] = predecessor_parties(plan)
    takers = {party.organisation.organisation_number: party for party in successor_parties(plan)}
    known = {*takers, giver.organisation.organisation_number}
    is_key = all(isinstance(weight, int) and weight >= 0 for weight in key.values())
    if not (is_key and any(key.values()) and key.keys() <= known):
        raise ValidationError(
            _("The key gives each organisation of the plan a whole number."), code="not_a_key"
        )
    rows = []
    for holding in holdings_from(giver.organisation, plan.takes_effect_on):
        shares = share_out(holding.quantity, key)
        rows += [(takers[n], holding, share) for n, share in shares.items() if n in takers]
    return allocate(plan, rows)


def _allocate_as_told(plan, rows):
    """Single holdings as a file divides them: agreement, part_number, valid_to and shares.

    Where that names several, counting_basis, unit and valid_from tell which.
    """
    [giver] = predecessor_parties(plan)
    takers = {party.organisation.organisation_number: party for party in successor_parties(plan)}
    named = defaultdict(list)
    for holding in holdings_from(giver.organisation, plan.takes_effect_on):
        named[_told_by(holding)].append(holding)
    for row in rows:
        holding = _the_one(named[_as_text(row)], row)
        shares = row.get("shares", {})
        told = [(takers[n], holding, share) for n, share in shares.items() if n in takers]
        allocate(plan, told, keep_others=True)


def _told_by(holding):
    """What a file always says about a holding: agreement, part number, last day."""
    return holding.agreement.number, holding.product.part_number, str(holding.valid_to)


def _as_text(row):
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


def _is_meant(holding, row):
    return all(
        row.get(name) in (None, str(getattr(holding, name)))
        for name in ("counting_basis", "unit", "valid_from")
    )


@transaction.atomic
def allocate(plan, rows, *, keep_others=False):
    """Write who gets how many of which holding: `rows` of (successor's party, Holding, how many).

    In place of everything that was allocated, or with `keep_others` of these holdings alone.
    """
    ReformPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    _check_drafted(plan)
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


def _check_drafted(plan):
    plan.refresh_from_db()
    if plan.state != ReformState.DRAFTED:
        raise ValidationError(
            _("Only a draft can be changed. Withdraw it and draft a new one."), code="not_a_draft"
        )
