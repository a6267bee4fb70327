"""Selecting accessions and volume licence agreements."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.db.models.query import QuerySet
from django.utils import timezone

from agreements.accessions.models import (
    Accession,
    AccessionAct,
    AccessionSuccession,
    ConditionOverride,
    RenewedLevel,
    VolumeLicenceAgreement,
)
from agreements.accessions.states import (
    ENDED,
    NON_TRANSITION_ACTS,
    STATE_AFTER,
    UNANSWERED,
    WAITING_FOR_KS,
    WAITING_FOR_ORGANISATION,
    AccessionState,
)
from agreements.documents.models import IssuedDocument
from agreements.frameworks.models import FrameworkAgreement
from municipalities.people.models import User
from municipalities.people.queries import people_with_any_role
from municipalities.register.models import Organisation

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

UNANSWERED_AFTER = timedelta(days=30)
"""How long after a case was begun its silence stands on the work list."""


def accessions_with_parties() -> QuerySet[Accession]:
    """Accessions with what a list of them shows."""
    return Accession.objects.select_related(
        "grounds_document__organisation",
        "organisation",
        "framework__supplier",
        "terms_version",
        "signed_by",
        "countersigned_by",
        "first_contact",
        "second_contact",
        "assigned_to",
        "issued_declaration__document",
    )


def accessions_of(organisation: Organisation) -> QuerySet[Accession]:
    """An organisation's accessions, newest first."""
    return accessions_with_parties().filter(organisation=organisation)


class AsOf(TypedDict):
    """What a query adds to an accession: how it stood at the end of a day."""

    act_as_of: str
    has_changed_since: bool


type AccessionAsOf = WithAnnotations[Accession, AsOf]


def accessions_as_of(organisation: Organisation, day: date) -> QuerySet[AccessionAsOf]:
    """The accessions that were the organisation's by the end of a day, signed, oldest first.

    `act_as_of` is the last act by that day that moved it, `has_changed_since` whether others came.
    """
    moves = AccessionAct.objects.filter(accession=OuterRef("pk")).exclude(
        kind__in=NON_TRANSITION_ACTS
    )
    by_then = moves.filter(at__date__lte=day).order_by("-at", "-pk")
    return (
        accessions_of(organisation)
        .filter(signed_at__date__lte=day)
        .annotate(
            act_as_of=Subquery(by_then.values("kind")[:1]),
            has_changed_since=Exists(moves.filter(at__date__gt=day)),
        )
        # What was taken over later carries the predecessor's signature of before
        .exclude(act_as_of=None)
        .order_by("signed_at", "pk")
    )


def accession_as_of(accession: AccessionAsOf, day: date) -> Accession:
    """One of `accessions_as_of` without what came after the day; not to be saved."""
    if accession.has_changed_since:
        accession.state = STATE_AFTER.get(accession.act_as_of, accession.act_as_of)
    if accession.countersigned_at and timezone.localdate(accession.countersigned_at) > day:
        accession.countersigned_at = None
    return accession


def open_case(organisation: Organisation, framework: FrameworkAgreement) -> Accession | None:
    """The organisation's case under the framework agreement that is not over, or None."""
    cases = Accession.objects.filter(organisation=organisation, framework=framework)
    return cases.exclude(state__in=ENDED).first()


def open_accession(organisation: Organisation, framework: FrameworkAgreement) -> Accession | None:
    """The same with everything that its pages show."""
    return accessions_of(organisation).filter(framework=framework).exclude(state__in=ENDED).first()


def acts_of(accession: Accession) -> QuerySet[AccessionAct]:
    """Everything done in a case, oldest first."""
    return accession.acts.select_related("by")


def people_to_notify(accession: Accession) -> QuerySet[User]:
    """Who is notified of what KS decides: the signatory and the contacts, with a role still, by
    name.
    """
    named = (accession.signed_by_id, accession.first_contact_id, accession.second_contact_id)
    told = [key for key in named if key is not None]
    return people_with_any_role(accession.organisation).filter(pk__in=told)


def last_note(accession: Accession) -> str:
    """The reason given with the newest act that moved the case."""
    return accession.acts.exclude(kind__in=NON_TRANSITION_ACTS).latest("at", "pk").note


def override_of(
    organisation: Organisation, framework: FrameworkAgreement
) -> ConditionOverride | None:
    """The joining condition that KS has waived for the organisation, or None."""
    return (
        ConditionOverride.objects.filter(organisation=organisation, framework=framework)
        .select_related("made_by")
        .first()
    )


def waiting_for_ks() -> QuerySet[Accession]:
    """What KS has to decide, oldest first."""
    return accessions_with_parties().filter(state__in=WAITING_FOR_KS).order_by("signed_at")


def unanswered_cases(framework: FrameworkAgreement) -> QuerySet[Accession]:
    """Cases under a framework agreement that wait for the organisation."""
    return accessions_with_parties().filter(framework=framework, state__in=WAITING_FOR_ORGANISATION)


def cases() -> QuerySet[Accession]:
    """All accession cases in the order KS takes them, with what the work list shows."""
    return accessions_with_parties().order_by(Coalesce("signed_at", "begun_at"), "pk")


def members_of(framework: FrameworkAgreement) -> QuerySet[Accession]:
    """The accessions in force under a framework agreement, by the organisations' names."""
    members = accessions_with_parties().select_related("organisation__county")
    return members.filter(in_force(), framework=framework).order_by("organisation__name", "pk")


def is_long_unanswered(now: datetime) -> Q:
    """The condition that an organisation was asked long ago, and nobody there has signed."""
    return Q(state__in=UNANSWERED, begun_at__lt=now - UNANSWERED_AFTER)


def case_counts() -> dict[str, int]:
    """How many accession cases stand in each state, by state."""
    counted = Accession.objects.values_list("state").annotate(Count("pk")).order_by("state")
    return dict(counted)


def without_case(framework: FrameworkAgreement) -> QuerySet[Organisation]:
    """Organisations that have no standing case under a framework agreement."""
    standing = Accession.objects.filter(framework=framework).exclude(state__in=ENDED)
    return (
        Organisation.objects.filter(dissolved_on=None)
        .exclude(pk__in=standing.values("organisation"))
        .select_related("county")
        .order_by(*(Organisation._meta.ordering or ()))
    )


def next_case(accession: Accession) -> Accession | None:
    """The case KS should take after this one: the oldest other that waits; None if none does."""
    return waiting_for_ks().exclude(pk=accession.pk).first()


def earlier_answers(organisation: Organisation) -> dict[str, Any]:
    """What the organisation answered when it last signed; reused when it joins the next one."""
    last = accessions_of(organisation).exclude(signed_at=None).order_by("-signed_at").first()
    if last is None:
        return {}
    names = (
        "grounds",
        "grounds_reference",
        "budget_authority",
        "first_contact",
        "second_contact",
    )
    return {name: getattr(last, name) for name in names}


def without_declaration() -> QuerySet[Accession]:
    """Accessions in force whose declaration is not issued yet, oldest first.

    What was taken over in a reform rests on the predecessor's declaration.
    """
    return (
        accessions_with_parties()
        .filter(in_force(), issued_declaration=None, inheritances=None)
        .order_by("signed_at")
    )


def origins_of(accession: Accession) -> QuerySet[Accession]:
    """The accessions of others that this one has taken over in reforms."""
    return (
        Accession.objects.filter(successions__successor=accession)
        .select_related("organisation", "framework", "issued_declaration__document")
        .order_by("pk")
    )


def origins_as_of(accessions: Iterable[Accession], day: date) -> dict[int, list[int]]:
    """The keys of what each accession had taken over by a day: {its key: [key of another's]}.

    Through any number of reforms; accessions that something was taken over from have theirs too.
    """
    in_effect = AccessionSuccession.objects.filter(
        predecessor__organisation__successions__successor=F("successor__organisation"),
        predecessor__organisation__successions__takes_effect_on__lte=day,
    )
    origins, ask = defaultdict(list), {accession.pk for accession in accessions}
    while ask:
        found = in_effect.filter(successor__in=ask).order_by("predecessor").distinct()
        pairs = list(found.values_list("successor", "predecessor"))
        for successor, predecessor in pairs:
            origins[successor].append(predecessor)
        ask = {predecessor for _successor, predecessor in pairs} - origins.keys()
    return origins


def issued_declaration_of(accession: Accession) -> IssuedDocument | None:
    """The IssuedDocument of the accession's declaration, or None before it is issued."""
    issued = getattr(accession, "issued_declaration", None)
    return issued and issued.document


def in_force() -> Q:
    """The condition that both have signed an accession and neither has ended it."""
    return Q(state=AccessionState.COUNTERSIGNED)


def with_acceded(organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Organisations, each with whether it has joined any framework agreement: `has_acceded`."""
    joined = Accession.objects.filter(in_force(), organisation=OuterRef("pk"))
    return organisations.annotate(has_acceded=Exists(joined))


def waiting_invitations(on: date) -> QuerySet[Accession]:
    """Cases of organisations that are invited and have not answered, while they still can."""
    return Accession.objects.filter(
        state=AccessionState.INVITED, framework__accession_closes_on__gte=on
    )


def with_invitations(organisations: QuerySet[Organisation], on: date) -> QuerySet[Organisation]:
    """Organisations, each with the names of the agreements it is invited to: `invited_to`."""
    waiting = waiting_invitations(on).filter(organisation=OuterRef("pk"))
    names = waiting.order_by("framework__name").values("framework__name")
    return organisations.annotate(invited_to=ArraySubquery(names))


def with_member_count(frameworks: QuerySet[FrameworkAgreement]) -> QuerySet[FrameworkAgreement]:
    """Framework agreements, each with how many have joined: `member_count`."""
    return frameworks.annotate(
        member_count=Count(
            "accessions",
            filter=Q(accessions__state=AccessionState.COUNTERSIGNED),
        )
    ).order_by("name")


def volume_licence_agreements_of(organisation: Organisation) -> QuerySet[VolumeLicenceAgreement]:
    """An organisation's own agreements, with what a list or document shows.

    Not those that are cancelled or went back with a reform: nothing was ever ordered under them.
    """
    return agreements_with_cancelled(organisation).filter(withdrawn_at=None)


def agreements_with_cancelled(organisation: Organisation) -> QuerySet[VolumeLicenceAgreement]:
    """The same with those that are cancelled."""
    stands_or_is_cancelled = Q(withdrawn_at=None) | Q(withdrawn_by__isnull=False)
    return VolumeLicenceAgreement.objects.filter(
        stands_or_is_cancelled, accession__organisation=organisation
    ).select_related(
        "predecessor__accession__organisation",
        "accession__organisation",
        "accession__framework__supplier",
        "programme",
        "price_level",
        "reseller",
        "drawn_up_by",
        "notice_given_by",
        "withdrawn_by",
    )


def renewed_levels(agreement: VolumeLicenceAgreement, on: date) -> dict[str, RenewedLevel]:
    """By pool ("" for all), the newest renewed level of an agreement on a day."""
    rows = RenewedLevel.objects.filter(agreement=agreement, valid_from__lte=on)
    return {row.pool: row for row in rows.select_related("price_level").order_by("valid_from")}
