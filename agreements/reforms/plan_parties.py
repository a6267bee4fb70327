"""Who is in a plan: read from its facts, and checked against its kind."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.reforms.models import ReformParty, ReformPlan
from agreements.reforms.queries import created_by, is_not_yet_created
from agreements.reforms.states import PartyRole, ReformKind
from municipalities.register.models import Organisation
from municipalities.register.organisation_numbers import is_valid_organisation_number
from municipalities.texts import Text

LISTS = {
    PartyRole.PREDECESSOR: "predecessors",
    PartyRole.SUCCESSOR: "successors",
    PartyRole.RENUMBERED: "renumbered",
}
"""Where the parties of a role stand in the facts."""


def parties_from_facts(plan: ReformPlan, facts) -> list[ReformParty]:
    """Everybody in the plan; who is added to the register is of the first predecessor's kind."""
    giving = _parties(plan, PartyRole.PREDECESSOR, facts)
    like = giving[0].organisation if giving else None
    taking = _parties(plan, PartyRole.SUCCESSOR, facts, like=like)
    return [*giving, *taking, *_parties(plan, PartyRole.RENUMBERED, facts)]


def _parties(plan: ReformPlan, role, facts, *, like=None) -> list[ReformParty]:
    """The parties of a role; the first successor is the main one unless another says so."""
    rows = rows_of(facts, LISTS[role])
    main = next((row for row in rows if row.get("main")), rows[0] if rows else None)
    return [
        ReformParty(
            plan=plan,
            organisation=_organisation(plan, row, like=like),
            role=role,
            is_dissolved=role == PartyRole.PREDECESSOR and _is_dissolved(plan, row),
            is_main=role == PartyRole.SUCCESSOR and row is main,
            municipality_number=row.get("municipality_number", ""),
        )
        for row in rows
    ]


def rows_of(facts, name: str):
    """A list of objects in a file that may hold anything."""
    rows = facts.get(name, [])
    if not (isinstance(rows, list) and all(isinstance(row, dict) for row in rows)):
        raise ValidationError(
            _("%(name)s is not a list of organisations."), code="not_a_list", params={"name": name}
        )
    return rows


def _is_dissolved(plan: ReformPlan, row) -> bool:
    dissolved = row.get("dissolved", plan.kind != ReformKind.BOUNDARY)
    if not isinstance(dissolved, bool):
        raise ValidationError(_("Write true or false for dissolved."), code="not_yes_or_no")
    return dissolved


def _organisation(plan: ReformPlan, row, *, like) -> Organisation:
    """The organisation that a row names; with `like`, a predecessor's, it may be a new one."""
    number = str(row.get("organisation_number", "")).replace(" ", "")
    is_number = is_valid_organisation_number(number)
    known = is_number and Organisation.objects.filter(organisation_number=number).first()
    is_new = is_number and not known and like and row.get("name")
    if is_new:
        known = _new_organisation(number, str(row["name"]), like=like, at=plan.drafted_at)
    if not known:
        raise ValidationError(
            _("%(number)s is not in the register. Add the organisation first."),
            code="not_in_register",
            params={"number": number or "–"},
        )
    if is_new or like and is_not_yet_created(known):
        plan.created_organisations.add(known)
    return known


def _new_organisation(number, name: str, *, like, at: datetime) -> Organisation:
    """An organisation of the same kind and form, which does not exist before a reform begins it."""
    made = Organisation(
        organisation_number=number,
        kind=like.kind,
        organisation_form=like.organisation_form,
        name=name,
        register_name=name.upper(),
        dissolved_on=timezone.localdate(at),
    )
    made.full_clean()
    made.save()
    return made


def check_parties(plan: ReformPlan, parties) -> None:
    """Refuse a plan whose parties do not fit its kind, or do not exist."""
    begins = set(created_by(plan))
    there = [party.organisation for party in parties]
    gone = [body for body in there if body.dissolved_on and body not in begins]
    if gone:
        raise ValidationError(
            _("%(organisation)s is dissolved, or does not exist yet."),
            code="dissolved_already",
            params={"organisation": gone[0].name},
        )
    if len(set(there)) < len(there):
        raise ValidationError(_("An organisation stands twice in the plan."), code="party_twice")
    if not _fits(plan.kind, parties):
        raise ValidationError(SENTENCES[plan.kind], code="parties_do_not_fit")


SENTENCES: dict[str, Text] = {
    ReformKind.MERGER: _(
        "A merger has at least one organisation that is dissolved, and one successor."
    ),
    ReformKind.SPLIT: _(
        "A split has one predecessor, and at least one successor; two when the predecessor "
        "is dissolved."
    ),
    ReformKind.BOUNDARY: _(
        "A boundary adjustment has one predecessor, which continues, and one successor."
    ),
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
