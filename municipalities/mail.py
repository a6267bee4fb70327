"""Mail to people at home in organisations: plain text, one message to each."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string


def send_to_each(recipients, *, subject, template, context):
    """Send the same text to each address, so that nobody sees the others'.

    The template gets the context and `site`, the portal's address.
    """
    body = render_to_string(template, context | {"site": settings.SITE_URL})
    subject = " ".join(subject.split())  # a name may hold a line break, a subject may not
    for recipient in recipients:
        send_mail(subject, body, None, [recipient])
