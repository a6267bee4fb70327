"""Mail to people at home in organisations: plain text, one message to each."""

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from municipalities.outbox.actions import write_message
from municipalities.outbox.models import OutgoingMessage


@transaction.atomic
def send_to_each(recipients, *, subject, template, context, is_kept=False) -> list[OutgoingMessage]:
    """Write the same text to each address, so that nobody sees the others'; the worker sends it.

    The template gets the context and `site`, the portal's address. Returns the messages, which
    stay in the outbox permanently where `is_kept`.
    """
    body = render_to_string(template, context | {"site": settings.SITE_URL})
    subject = " ".join(subject.split())  # a name may hold a line break, a subject may not
    return [
        write_message(recipient, subject=subject, body=body, is_kept=is_kept)
        for recipient in recipients
    ]
