"""When mail that is written now leaves, as a page may promise it."""

from datetime import datetime

from django.utils.translation import gettext as _

from municipalities.confirmation import Fact, fact
from municipalities.mail_hold.switch import mail_is_held
from municipalities.outbox.queries import late_messages
from municipalities.texts import Text
from municipalities.worker.heartbeat import is_alive, last_seen
from municipalities.worker.queries import queue_is_stuck


def when_mail_leaves(now: datetime) -> Fact:
    """When mail that is queued at a moment leaves, by what KS' work list says of the portal.

    A background fact: the worker may stop or go on while somebody reads, and the act is the same.
    """
    leaves = mail_delay(now) or _("Within minutes.")
    return fact(_("When the mail leaves"), leaves, is_background=True)


def with_mail_delay(sentence: Text, now: datetime) -> str:
    """The sentence that mail has just been queued, and after it why that does not leave soon."""
    return f"{sentence} {mail_delay(now)}".strip()


def mail_delay(now: datetime) -> str:
    """Why mail that is queued at a moment does not leave within minutes; "" where it does."""
    if mail_is_held():
        return _("All mail is held back. It leaves when those who run the portal let it.")
    if not is_alive(last_seen(), now=now) or queue_is_stuck(now):
        return _("What the portal does by itself stands still. The mail leaves when it runs again.")
    if late_messages(now).exists():
        return _("The mail leaves later than usual: other mail has waited for more than an hour.")
    return ""
