"""What case officers do about invitations that have reached nobody: send again, post a letter."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.query import QuerySet
from django.utils.translation import gettext as _

from agreements.accessions.mail import write_messages
from agreements.accessions.message_queries import InvitedCase, invited_cases, recipients_of
from agreements.accessions.models import Accession, AccessionMessage
from agreements.accessions.states import AccessionState, MessageChannel, Reach
from agreements.frameworks.models import FrameworkAgreement
from municipalities.outbox.actions import set_aside
from municipalities.outbox.queries import stuck_messages
from municipalities.people.models import User

UNREACHED = (Reach.DOUBTFUL, Reach.FAILED, Reach.NOT_WRITTEN_TO)
"""How far an invitation has come that nobody has got, as far as we know."""


def unreached_cases(framework: FrameworkAgreement) -> QuerySet[InvitedCase]:
    """Invited organisations that have not answered, and that no invitation has surely reached."""
    return invited_cases(framework).filter(state=AccessionState.INVITED, reach__in=UNREACHED)


@transaction.atomic
def send_again(framework: FrameworkAgreement, keys, *, by: User, now: datetime) -> int:
    """Write the invitation anew to the addresses of today; returns how many are written to.

    Raises ValidationError (no_address) when one of the cases has no address, and (reached) when
    one is answered or reached already. All or none.
    """
    cases = _lock_unreached(framework, keys)
    organisations = [case.organisation for case in cases]
    recipients = recipients_of(organisations)
    without = [one.name for one in organisations if not recipients[one.pk].addresses]
    if without:
        raise ValidationError(
            _("No e-mail address is known: %(organisations)s. Print the letter."),
            code="no_address",
            params={"organisations": ", ".join(without)},
        )
    for case in cases:
        [act] = case.invitation_acts
        _set_aside_stuck(act, by=by, now=now)
        write_messages(act, recipients[case.organisation_id])
    return len(cases)


@transaction.atomic
def record_posted_letters(framework: FrameworkAgreement, keys, *, by: User, now: datetime) -> int:
    """Write down that the letters of these cases are posted; returns how many. All or none."""
    cases = _lock_unreached(framework, keys)
    AccessionMessage.objects.bulk_create(
        AccessionMessage(
            act=case.invitation_acts[0],
            channel=MessageChannel.LETTER,
            written_at=now,
            posted_by=by,
        )
        for case in cases
    )
    return len(cases)


def _lock_unreached(framework: FrameworkAgreement, keys) -> list[InvitedCase]:
    """The chosen cases, held until the transaction ends."""
    list(Accession.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))
    cases = list(unreached_cases(framework).filter(pk__in=keys))
    if not keys or len(cases) != len(set(keys)):
        raise ValidationError(
            _("Some of these have been reached or have answered. Check the list again."),
            code="reached",
        )
    return cases


def _set_aside_stuck(act, *, by: User, now: datetime) -> None:
    """Give up the e-mails that wait for a decision, which those written now take the place of."""
    for message in stuck_messages(now).filter(pk__in=act.messages.values("outgoing")):
        set_aside(message, by=by, now=now)
