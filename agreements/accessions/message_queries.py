"""Whom KS can write to in an organisation, and how far its invitations have come."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, Value, When
from django.db.models.query import QuerySet
from django.utils import timezone

from agreements.accessions.models import Accession, AccessionAct, AccessionMessage
from agreements.accessions.queries import accessions_with_parties
from agreements.accessions.states import (
    AccessionState,
    ActKind,
    MessageChannel,
    Reach,
)
from agreements.frameworks.models import FrameworkAgreement
from municipalities.outbox.queries import doubtful_messages
from municipalities.people.models import Membership, Role
from municipalities.people.queries import in_force
from municipalities.register.models import Organisation

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

ANSWERING_ROLES = (Role.SIGNATORY, Role.ADMINISTRATOR)
"""Who can answer an invitation, or let in somebody who can."""


@dataclass(frozen=True)
class Recipients:
    """The e-mail addresses that a message to an organisation goes to, and whose they are.

    The people who can answer, or where there are none the official address. Empty: only a letter
    reaches the organisation.
    """

    channel: MessageChannel
    addresses: tuple[str, ...]


def recipients_of(organisations):
    """{organisation's key: Recipients} of organisations, in one query however many they are."""
    roles = Membership.objects.filter(
        in_force(),
        organisation__in=[organisation.pk for organisation in organisations],
        role__in=ANSWERING_ROLES,
        user__is_active=True,
    )
    people = defaultdict(set)
    for organisation, email in roles.values_list("organisation", "user__email"):
        people[organisation].add(email)
    return {one.pk: _recipients(one, sorted(people[one.pk])) for one in organisations}


def _recipients(organisation: Organisation, people) -> Recipients:
    if people:
        return Recipients(MessageChannel.PERSON, tuple(people))
    official = organisation.official_email
    if official:
        return Recipients(MessageChannel.OFFICIAL, (official,))
    return Recipients(MessageChannel.LETTER, ())


class Invited(TypedDict):
    """What a query adds to a case: how far KS' invitation has come, and the act that invited."""

    reach: str
    invitation_acts: list[AccessionAct]


type InvitedCase = WithAnnotations[Accession, Invited]


def invited_cases(framework: FrameworkAgreement) -> QuerySet[InvitedCase]:
    """Cases that KS began by inviting, by name, each with `reach` (Reach) and `invitation_acts`.

    `invitation_acts` is a list of the one act that invited, with its messages.
    """
    invitations = AccessionMessage.objects.filter(act__kind=ActKind.INVITED)
    return (
        accessions_with_parties()
        .filter(_was_invited(), framework=framework)
        .annotate(reach=_reach(invitations, now=timezone.now()))
        .prefetch_related(
            Prefetch("acts", queryset=_invitation_acts(), to_attr="invitation_acts"),
        )
        .order_by("organisation__name", "pk")
    )


def _was_invited() -> Q:
    return Q(pk__in=_invitation_acts().values("accession"))


def _invitation_acts() -> QuerySet[AccessionAct]:
    messages = AccessionMessage.objects.select_related("outgoing", "posted_by")
    acts = AccessionAct.objects.filter(kind=ActKind.INVITED)
    return acts.prefetch_related(Prefetch("messages", queryset=messages))


def _reach(invitations, *, now: datetime) -> Case:
    """The furthest that one of a case's messages has come, or that it was not needed."""
    own = invitations.filter(act__accession=OuterRef("pk"))
    emails = own.exclude(channel=MessageChannel.LETTER)
    doubtful = emails.filter(outgoing__in=doubtful_messages(now))
    on_their_way = emails.filter(
        outgoing__sent_at=None, outgoing__set_aside_at=None, outgoing__failed_at=None
    ).exclude(outgoing__in=doubtful_messages(now))
    return Case(
        When(Exists(emails.filter(outgoing__sent_at__isnull=False)), then=Value(Reach.EMAILED)),
        When(Exists(own.filter(channel=MessageChannel.LETTER)), then=Value(Reach.POSTED)),
        When(Exists(on_their_way), then=Value(Reach.QUEUED)),
        When(~Q(state=AccessionState.INVITED), then=Value(Reach.BY_ITSELF)),
        When(Exists(doubtful), then=Value(Reach.DOUBTFUL)),
        When(Exists(emails), then=Value(Reach.FAILED)),
        default=Value(Reach.NOT_WRITTEN_TO),
    )


def reach_counts(framework: FrameworkAgreement):
    """How many invited organisations stand at each Reach: [(Reach, count)], none left out at 0."""
    rows = invited_cases(framework).order_by().values_list("reach").annotate(Count("pk"))
    counted = dict(rows)
    return [(reach, counted[reach]) for reach in Reach if reach in counted]


def invited_without_email(cases) -> QuerySet[Accession]:
    """Those of these cases whose invitation has no e-mail at all."""
    invitations = AccessionMessage.objects.filter(act__kind=ActKind.INVITED)
    written_to = invitations.filter(act__accession=OuterRef("pk"))
    return Accession.objects.filter(~Exists(written_to), pk__in=[case.pk for case in cases])
