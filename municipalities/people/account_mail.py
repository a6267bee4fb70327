"""Mail about accounts (confirm an address, a new password): written here, sent by the worker."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.sites.shortcuts import get_current_site

from municipalities.outbox.actions import write_message


class AccountAdapter(DefaultAccountAdapter):
    """A mail server that is away neither stops a person nor tells which addresses are known."""

    def send_mail(self, template_prefix, email: str, context) -> None:
        """Write the mail; the person waits for it in front of the screen."""
        message = self.render_mail(template_prefix, email, self._names(email) | context)
        write_message(email, subject=message.subject, body=message.body, is_awaited=True)

    def _names(self, email: str):
        return {
            "request": self.request,
            "email": email,
            "current_site": get_current_site(self.request),
        }
