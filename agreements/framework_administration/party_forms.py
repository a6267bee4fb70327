"""Turning what a case officer writes about suppliers and resellers into values."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.framework_administration.forms import reason_field
from agreements.frameworks.models import Reseller, Supplier
from municipalities.number_fields import QuantityField
from municipalities.register.forms import OrganisationNumberField


class SupplierForm(forms.ModelForm):
    """A supplier."""

    class Meta:
        model = Supplier
        fields = [
            "name",
            "organisation_number",
            "email",
            "website",
            "part_number_pattern",
            "is_active",
        ]
        field_classes = {"organisation_number": OrganisationNumberField}
        help_texts = {
            "is_active": _("Agreements that the supplier has already are not changed by this.")
        }


class ResellerForm(forms.ModelForm):
    """A new reseller, with the address that its orders go to."""

    class Meta:
        model = Reseller
        fields = [
            "name",
            "organisation_number",
            "email",
            "place",
            "country",
            "website",
            "dispatch_by",
            "answer_within_days",
            "is_active",
        ]
        field_classes = {
            "organisation_number": OrganisationNumberField,
            "answer_within_days": QuantityField,
        }
        help_texts = {"email": _("Orders are sent to this address.")}


class ResellerChangeForm(ResellerForm):
    """What may be changed of a reseller without a reason: all but the order address."""

    class Meta(ResellerForm.Meta):
        fields = [name for name in ResellerForm.Meta.fields if name != "email"]


class OrderAddressForm(forms.Form):
    """The address that a reseller's orders go to from now on, and why."""

    email = forms.EmailField(label=_("New e-mail address for orders"), max_length=254)
    reason = reason_field()
