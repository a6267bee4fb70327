"""Handing a message to the mail server, and what is known about it when that fails."""

import smtplib
from contextlib import suppress
from enum import StrEnum

from django.core import mail
from django.db import transaction
from django.utils.translation import gettext_noop

from municipalities.mail_hold.switch import mail_is_held

MAIL_IS_HELD = gettext_noop("All mail is held back.")
"""Kept as it stands, and translated where it is shown (refusals.shown_error)."""


class Failure(StrEnum):
    """What is known of a message after a failure; only what did not leave may be tried again."""

    NOT_LEFT = "not_left"
    STOPPED = "stopped"
    DOUBTFUL = "doubtful"


class UnreachableError(Exception):
    """The mail server did not let us in: nothing has left."""


def send_to_mail_server(message) -> None:
    """Send a message, outside of any transaction: one that is rolled back calls no mail back.

    Whatever the mail server does, outcome_of says what it means for the message. Raises
    RuntimeError inside a transaction.
    """
    with transaction.atomic(durable=True):
        pass  # it refuses to stand inside another
    if mail_is_held():
        raise UnreachableError(MAIL_IS_HELD)
    server = mail.mailers.default
    try:
        server.open()
    except OSError as error:
        raise UnreachableError(str(error)) from error
    try:
        server.send_messages([message])
    finally:
        # A goodbye that fails says nothing about the message.
        with suppress(OSError):
            server.close()


def outcome_of(error) -> Failure:
    """What is known after a failure: only NOT_LEFT may be tried again by itself.

    A server that answers 4xx has not taken the message, and may later; one that answers 5xx will
    not (RFC 5321, 4.2.1). A connection that breaks in between says neither.
    """
    if isinstance(error, UnreachableError):
        return Failure.NOT_LEFT
    codes = _codes(error)
    if not codes:
        return Failure.DOUBTFUL
    return Failure.NOT_LEFT if all(400 <= code < 500 for code in codes) else Failure.STOPPED


def _codes(error):
    """The server's answers in which it refused the message."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [code for code, _words in error.recipients.values()]
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPDataError):
        return [error.smtp_code]
    return []
