"""Mail to people at home in organisations: plain text, one message to each."""

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from municipalities.outbox.actions import write_message


@transaction.atomic
def send_to_each(recipients, *, subject, template, context):
    """Write the same text to each address, so that nobody sees the others'; the worker sends it.

    The template gets the context and `site`, the portal's address.
    """
    body = render_to_string(template, context | {"site": settings.SITE_URL})
    subject = " ".join(subject.split())  # a name may hold a line break, a subject may not
    for recipient in recipients:
        write_message(recipient, subject=subject, body=body)
