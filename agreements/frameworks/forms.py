"""Turning what a case officer writes about a framework agreement into values."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.frameworks.models import FrameworkAgreement
from municipalities.number_fields import KronerField, QuantityField


def date_input():
    """The browser's own date field."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def reason_field():
    """Why something is done; obligatory."""
    return forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why.")},
    )


class AmendForm(forms.ModelForm):
    """New dates of a framework agreement, and why they move."""

    reason = reason_field()

    class Meta:
        model = FrameworkAgreement
        fields = ["accession_opens_on", "accession_closes_on", "starts_on", "ends_on"]
        widgets = {name: date_input() for name in fields}

    def dates(self):
        """The dates by field, without the reason."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def _post_clean(self):
        """The action checks the dates, on the agreement as it then is."""


class CeilingForm(forms.Form):
    """How much more than the maximum may be ordered, and why."""

    extra_value = KronerField(label=_("More value, net kroner"), required=False)
    extra_quantity = QuantityField(label=_("More units"), max_value=1_000_000_000, required=False)
    reason = reason_field()

    def more(self):
        """What the action takes; nothing is written as zero."""
        return {
            "extra_value": self.cleaned_data["extra_value"] or Decimal(0),
            "extra_quantity": self.cleaned_data["extra_quantity"] or 0,
            "reason": self.cleaned_data["reason"],
        }


class OptionForm(forms.Form):
    """Why KS extends a framework agreement."""

    reason = reason_field()


class SuspendForm(forms.Form):
    """Why a framework agreement is stopped, and until when probably."""

    reason = reason_field()
    expected_end = forms.DateField(
        label=_("Expected to end"),
        widget=date_input(),
        error_messages={"required": _("Write when it is expected to go on.")},
    )
