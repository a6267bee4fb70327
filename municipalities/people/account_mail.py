"""Mail about accounts, written here and sent by the worker; and where one lands who signs in."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils import timezone

from municipalities.outbox.actions import write_message
from municipalities.outbox.leaving import mail_delay


class AccountAdapter(DefaultAccountAdapter):
    """A mail server that is away neither stops a person nor tells which addresses are known."""

    def send_mail(self, template_prefix, email: str, context) -> None:
        """Write the mail; who waits for it in front of the screen sees why it is delayed."""
        message = self.render_mail(template_prefix, email, self._names(email) | context)
        write_message(email, subject=message.subject, body=message.body, is_awaited=True)
        delay = mail_delay(timezone.now())
        if delay and self.request:
            messages.warning(self.request, delay)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """A case officer begins at the work list, others where LOGIN_REDIRECT_URL says.

        An address that one was on the way to goes before both.
        """
        if request.user.is_authenticated and request.user.is_case_officer:
            return resolve_url("work_list")
        return super().get_login_redirect_url(request)

    def _names(self, email: str):
        return {
            "request": self.request,
            "email": email,
            "current_site": get_current_site(self.request),
        }
