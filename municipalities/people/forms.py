"""Turning what people write about roles into values."""

from django import forms
from django.utils.translation import gettext_lazy as _

from municipalities.people.models import Role


class SignupForm(forms.Form):
    """What sign-up asks for besides e-mail and password."""

    name = forms.CharField(
        label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )

    def signup(self, request, user):
        """Called by allauth when the person is made."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class RoleForm(forms.Form):
    """The role someone asks for."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[
            (Role.READER, _("Reader: sees agreements, orders and holdings")),
            (Role.ORDERER, _("Orderer: draws up agreements and places orders")),
            (Role.APPROVER, _("Approver: approves colleagues' orders")),
            (Role.SIGNATORY, _("Signatory: joins framework agreements for the organisation")),
            (Role.ADMINISTRATOR, _("Administrator: lets in and invites colleagues")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role.")},
    )


class InvitationForm(RoleForm):
    """Whom to invite, and to what."""

    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    field_order = ["email", "role"]
