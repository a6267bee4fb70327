"""Turning what a case officer writes about a framework agreement into values."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import CharField
from django.forms.widgets import DateInput
from django.utils.translation import gettext_lazy as _

from agreements.frameworks.long_terms import check_long_term
from agreements.frameworks.models import FrameworkAgreement
from municipalities.number_fields import KronerField, QuantityField

DATES = ["accession_opens_on", "accession_closes_on", "starts_on", "ends_on"]


def date_input() -> DateInput:
    """The browser's own date field."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def reason_field() -> CharField:
    """Why something is done; obligatory."""
    return forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why.")},
    )


class LongTermMixin(forms.Form):
    """Of a form with a framework agreement's term: the reason is asked for at its own field."""

    def clean(self):
        """Ask for the reason when the term is longer than four years."""
        written = super().clean() or self.cleaned_data
        first, last = written.get("starts_on"), written.get("ends_on")
        if first and last:
            try:
                check_long_term(first, last, written.get("long_term_reason", ""))
            except ValidationError as refusal:
                self.add_error(None, refusal)
        return written


def long_term_field() -> CharField:
    """Why an agreement lasts more than four years."""
    return forms.CharField(
        label=_("Reason for more than four years"),
        help_text=_("Only when the agreement lasts more than four years."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AmendForm(LongTermMixin, forms.ModelForm):
    """New dates of a framework agreement, and why they move."""

    long_term_reason = long_term_field()
    reason = reason_field()

    class Meta:
        model = FrameworkAgreement
        fields = [*DATES, "long_term_reason"]
        widgets = {name: date_input() for name in DATES}

    def amendment(self):
        """What the action takes: the dates by field, and the reasons."""
        return {
            "dates": {name: self.cleaned_data[name] for name in DATES},
            "reason": self.cleaned_data["reason"],
            "long_term_reason": self.cleaned_data["long_term_reason"],
        }

    def _post_clean(self) -> None:
        """The action checks the dates, on the agreement as it then is."""


HEADINGS = _("A numbered line of its own, such as “1. Partene”, becomes a heading.")


def terms_field(label, **options) -> CharField:
    """The text of the terms in one language."""
    widget = forms.Textarea(attrs={"rows": 16})
    return forms.CharField(label=label, help_text=HEADINGS, widget=widget, **options)


class TermsForm(forms.Form):
    """New terms of an announced framework agreement."""

    version = forms.CharField(label=_("Version of the terms"), max_length=20)
    valid_from = forms.DateField(label=_("Valid from"), widget=date_input())
    text_nb = terms_field(_("Terms in Bokmål"))
    text_nn = terms_field(_("Terms in Nynorsk"))


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


class CeilingAmendmentForm(forms.Form):
    """The most that may be ordered from now on, and why."""

    maximum_value = KronerField(label=_("Maximum value, net kroner"), required=False)
    maximum_quantity = QuantityField(
        label=_("Maximum quantity"), max_value=1_000_000_000, required=False
    )
    reason = reason_field()


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
