"""Turning what people write about roles into values."""

from allauth.account.forms import SignupForm as AccountSignupForm
from allauth.core import context
from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from municipalities.constraints import broken_constraint
from municipalities.form_choices import offer_choices
from municipalities.number_fields import KronerField
from municipalities.people.models import Membership, Role, User
from municipalities.texts import Text

INVITED_EMAIL = "invited_email"
"""Where a session keeps the address that an invitation went to, to fill it in at sign-up."""

ROLES: list[tuple[str, Text]] = [
    (Role.READER, _("Reader: sees agreements, orders and holdings")),
    (Role.ORDERER, _("Orderer: draws up agreements and places orders")),
    (Role.APPROVER, _("Approver: approves colleagues' orders")),
    (Role.SIGNATORY, _("Signatory: joins framework agreements for the organisation")),
    (Role.ADMINISTRATOR, _("Administrator: lets in and invites colleagues")),
]
"""What each role may do, in a line."""


SAME_ADDRESS = {
    "municipalities_user_email_key",
    "account_emailaddress_user_id_email_987c8728_uniq",
    "unique_verified_email",
}
"""The constraints that refuse a second account with an address; the last two are allauth's."""


class SignupForm(AccountSignupForm):
    """allauth's sign-up, which also asks for the name, and knows the address one is invited at."""

    name = forms.CharField(
        label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ["name", "email", "password1", "password2"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if context.request:
            self.fields["email"].initial = context.request.session.get(INVITED_EMAIL)

    def clean_name(self):
        """One line, whatever was pasted: the name stands in the subject of mail."""
        return " ".join(self.cleaned_data["name"].split())

    def try_save(self, request: HttpRequest):
        """Make the person; the second of two clicks is answered like any address that is known."""
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError as error:
            if broken_constraint(error) not in SAME_ADDRESS:
                raise
            self.account_already_exists = True
            return super().try_save(request)

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth when the person is made."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class RolesForm(forms.Form):
    """The roles someone asks for; those they have or have asked for are not offered."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=ROLES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role.")},
    )

    def __init__(self, *args, taken=(), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "roles", [choice for choice in ROLES if choice[0] not in taken])


class DecisionForm(forms.Form):
    """Which requested roles a case officer decides about, and how."""

    memberships = forms.ModelMultipleChoiceField(
        queryset=Membership.objects.all(),
        error_messages={"required": _("Choose at least one role.")},
    )
    act = forms.ChoiceField(choices=[("confirm", _("Confirm")), ("decline", _("Decline"))])


class RoleReasonForm(forms.Form):
    """Why KS changes somebody's role; the person and the administrators see it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person and the administrators see it. It is kept."),
        error_messages={"required": _("Write the reason.")},
    )


class GiveRoleForm(RoleReasonForm):
    """Who gets which role from KS."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The person must have signed up with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=ROLES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role.")},
    )
    field_order = ["email", "role", "reason"]


class ChangeRoleForm(RoleReasonForm):
    """Which role a person gets in the place of the one they have."""

    role = forms.ChoiceField(
        label=_("New role"),
        choices=ROLES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role.")},
    )
    field_order = ["role", "reason"]

    def __init__(self, *args, taken, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "role", [choice for choice in ROLES if choice[0] not in taken])


class OrderLimitForm(forms.Form):
    """The largest order somebody may submit or approve."""

    limit = KronerField(
        label=_("Order limit, net kroner"),
        required=False,
        help_text=_("Leave it empty for no limit."),
    )


class InvitationForm(forms.Form):
    """Whom to invite, and to which roles."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=ROLES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role.")},
    )
