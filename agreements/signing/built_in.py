"""The built-in signer: a signed-in person writes their name, and their password once more."""

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agreements.signing.models import Signature
from agreements.signing.port import Proof
from municipalities.access import PortalRequest


class BuiltInSignForm(forms.Form):
    """What the built-in signer asks for; `request` is the signatory's.

    `begin_address` leads to the electronic signer instead; empty where there is none.
    """

    begin_address = ""

    typed_name = forms.CharField(
        label=_("Write your full name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name, as it stands in your account.")},
    )
    password = forms.CharField(
        label=_("Your password, once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("So that nobody signs at a screen you have left."),
        error_messages={"required": _("Write your password.")},
    )

    def __init__(self, *args, request: PortalRequest, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_typed_name(self):
        """The name must be the person's own; case and spaces do not matter."""
        typed = self.cleaned_data["typed_name"]
        if _plain(typed) != _plain(self.request.user.name):
            raise ValidationError(
                _("Write your name as it stands in your account: %(name)s."),
                code="another_name",
                params={"name": self.request.user.name},
            )
        return typed

    def clean_password(self):
        """The password proves presence; tries are counted as when signing in."""
        user, password = self.request.user, self.cleaned_data["password"]
        if not ratelimit.consume(self.request, action="reauthenticate", user=user):
            raise ValidationError(
                _("Too many tries. Wait a minute and try again."), code="too_many_tries"
            )
        if not get_adapter().reauthenticate(user, password):
            raise ValidationError(_("The password is wrong."), code="wrong_password")
        return password

    def proof(self) -> Proof:
        """The person's presence, proved; only when the form is valid."""
        return Proof(
            method=Signature.Method.BUILT_IN,
            name=self.request.user.name,
            client_address=get_adapter().get_client_ip(self.request),
            evidence={"typed_name": self.cleaned_data["typed_name"]},
        )


def _plain(name: str):
    return " ".join(name.casefold().split())
