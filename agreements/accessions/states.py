"""Where an accession is: what may follow what, and what a day makes of it."""

from datetime import date, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from municipalities.outbox.queries import MAX_SENDING_TIME


class AccessionState(models.TextChoices):
    """Where an accession is. The last two follow from the framework's dates and are not stored."""

    INVITED = "invited", _("Invited")
    STARTED = "started", _("Started")
    SUBMITTED = "submitted", _("Waiting for KS")
    RETURNED = "returned", _("Returned for correction")
    APPROVED = "approved", _("Approved, not countersigned")
    COUNTERSIGNED = "countersigned", _("Signed by both")
    TERMINATED = "terminated", _("Terminated")
    TRANSFERRED = "transferred", _("Transferred")
    DECLINED = "declined", _("Declined")
    REJECTED = "rejected", _("Rejected")
    IN_FORCE = "in_force", _("In force")
    EXPIRED = "expired", _("Expired")


class ActKind(models.TextChoices):
    """What is done in an accession case: what moves it, and what only leaves its trace."""

    INVITED = "invited", _("Invited")
    STARTED = "started", _("Started")
    SUBMITTED = "submitted", _("Signed and submitted")
    RETURNED = "returned", _("Returned for correction")
    APPROVED = "approved", _("Approved")
    COUNTERSIGNED = "countersigned", _("Countersigned by KS")
    TERMINATED = "terminated", _("Terminated")
    TRANSFERRED = "transferred", _("Transferred")
    DECLINED = "declined", _("Declined")
    REJECTED = "rejected", _("Rejected")
    TAKEN_OVER = "taken_over", _("Taken over in a reform")
    REVERSED = "reversed", _("The reform is reversed")
    REMINDED = "reminded", _("Reminded")
    ASSIGNED = "assigned", _("Assigned")
    NOTED = "noted", _("Note")


NON_TRANSITION_ACTS = (ActKind.REMINDED, ActKind.ASSIGNED, ActKind.NOTED)
"""Acts that leave the state as it is."""
STATE_AFTER: dict[str, str] = {
    ActKind.TAKEN_OVER: AccessionState.COUNTERSIGNED,
    ActKind.REVERSED: AccessionState.COUNTERSIGNED,
}
"""The state after an act that is not called like it, of an accession that has moved since."""
INTERNAL_ACTS = (ActKind.ASSIGNED, ActKind.NOTED)
"""Acts that the organisation does not see."""


class JoiningCondition(models.TextChoices):
    """What the gate looks at before an organisation may join."""

    EXISTS = "exists", _("The organisation exists")
    NAMED = "named", _("Covered by the notice")
    KIND = "kind", _("Kind of organisation")
    WINDOW = "window", _("Time to join")
    FRAMEWORK = "framework", _("Framework agreement in force")
    ONCE = "once", _("Not joined before")
    AUTHORITY = "authority", _("Authority of the signatory")


class Outcome(models.TextChoices):
    """What the gate found about a condition."""

    HOLDS = "holds", _("yes")
    FAILS = "fails", _("no")
    OVERRIDDEN = "overridden", _("no, but KS has made an exception")


class MessageChannel(models.TextChoices):
    """How KS writes to an organisation about its case."""

    PERSON = "person", _("E-mail to a person with a role")
    OFFICIAL = "official", _("E-mail to the official address")
    LETTER = "letter", _("Letter")


class MessageState(models.TextChoices):
    """Where an e-mail of the outbox is; it follows from its moments."""

    QUEUED = "queued", _("In the queue")
    STOPPED = "stopped", _("The sending stopped: it is not known whether it left")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not sent")
    SET_ASIDE = "set_aside", _("Was set aside")


class Reach(models.TextChoices):
    """How far the invitation of an organisation has come; it follows from its messages.

    Whoever has begun the case, or answered, knows of it without a message too.
    """

    EMAILED = "emailed", _("E-mail is sent")
    POSTED = "posted", _("Letter is posted")
    QUEUED = "queued", _("E-mail is in the queue")
    BY_ITSELF = "by_itself", _("Has begun by itself")
    DOUBTFUL = "doubtful", _("Not known whether the e-mail left")
    FAILED = "failed", _("E-mail was not sent")
    NOT_WRITTEN_TO = "nothing", _("Not contacted")


DECISIONS = (
    ActKind.APPROVED,
    ActKind.COUNTERSIGNED,
    ActKind.RETURNED,
    ActKind.REJECTED,
    ActKind.TERMINATED,
)
"""Acts that keep what the gate said when KS decided."""

OVERRIDABLE = (JoiningCondition.NAMED, JoiningCondition.KIND, JoiningCondition.WINDOW)
"""The conditions that a case officer may waive, with a reason."""

STORED = [state for state in AccessionState.values if state not in {"in_force", "expired"}]
ENDED = ["terminated", "transferred", "declined", "rejected"]
"""Over: the organisation may begin anew."""
UNANSWERED = ["invited", "started"]
NOT_SIGNED = [*UNANSWERED, "declined"]
"""Here nobody has signed; a case that was returned keeps the signature it was returned with."""

DRAWING_UP_STATES = (AccessionState.COUNTERSIGNED, AccessionState.IN_FORCE)
"""Where an organisation may draw up an agreement: before the framework's first day too."""

WAITING_FOR_KS = ["submitted", "approved"]
WAITING_FOR_ORGANISATION = ["invited", "started", "returned"]

ALLOWED_FROM = {
    AccessionState.STARTED: ["invited"],
    AccessionState.SUBMITTED: ["invited", "started", "returned"],
    AccessionState.RETURNED: ["submitted", "approved"],
    AccessionState.APPROVED: ["submitted"],
    AccessionState.COUNTERSIGNED: ["approved"],
    AccessionState.DECLINED: ["invited", "started"],
    AccessionState.REJECTED: ["submitted", "returned", "approved"],
    AccessionState.TERMINATED: ["countersigned"],
    AccessionState.TRANSFERRED: ["countersigned"],
}
"""By state: those it may follow."""
ALLOWED_FROM_BY_REVERSAL = {AccessionState.COUNTERSIGNED: ["transferred"]}
"""The way back, which only the reversal of a reform takes."""


def accession_state(accession, on: date) -> AccessionState:
    """The state on a day: what both have signed is in force while its framework is."""
    if accession.state != AccessionState.COUNTERSIGNED:
        return AccessionState(accession.state)
    if on > accession.framework.ends_on:
        return AccessionState.EXPIRED
    if on < accession.framework.starts_on:
        return AccessionState.COUNTERSIGNED
    return AccessionState.IN_FORCE


def message_state(outgoing, now: datetime) -> MessageState:
    """The state of an e-mail (OutgoingMessage) at a moment."""
    if outgoing.sent_at:
        return MessageState.SENT
    if outgoing.set_aside_at:
        return MessageState.SET_ASIDE
    if outgoing.failed_at:
        return MessageState.FAILED
    is_interrupted = outgoing.claimed_at and now - outgoing.claimed_at >= MAX_SENDING_TIME
    if is_interrupted or (outgoing.claimed_at and outgoing.error):
        return MessageState.STOPPED
    return MessageState.QUEUED
