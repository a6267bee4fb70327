"""Turning what a reseller types on an order's page into values."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agreements.orders.models import MAX_QUANTITY


class AcceptForm(forms.Form):
    """The reseller accepts the order."""

    reference = forms.CharField(
        label=_("Your own reference"),
        max_length=100,
        help_text=_("The number of the order in your system."),
    )
    delivery_on = forms.DateField(
        label=_("When you deliver"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class RejectForm(forms.Form):
    """The reseller says no."""

    reason = forms.CharField(
        label=_("Why you cannot deliver"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ChangeForm(forms.Form):
    """What the reseller would deliver instead: for each line a quantity and a few words."""

    note = forms.CharField(
        label=_("What you propose, in a few words"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields[f"quantity_{line.position}"] = forms.IntegerField(
                label=_("%(product)s: quantity") % {"product": line.name},
                min_value=0,
                max_value=MAX_QUANTITY,
                initial=line.quantity,
            )
            self.fields[f"note_{line.position}"] = forms.CharField(
                label=_("%(product)s: what is different") % {"product": line.name},
                max_length=500,
                required=False,
            )

    def clean(self):
        """Refuse a proposal that changes nothing."""
        cleaned = super().clean()
        if not self.errors and not self.changed_lines():
            raise ValidationError(
                _("Change a quantity, or write what is different about a line."),
                code="nothing_changed",
            )
        return cleaned

    def changed_lines(self):
        """The lines that differ from the order, as they are stored."""
        answered = [
            {
                "number": str(line.position),
                "quantity": str(self.cleaned_data[f"quantity_{line.position}"]),
                "note": self.cleaned_data[f"note_{line.position}"],
            }
            for line in self.lines
        ]
        ordered = [str(line.quantity) for line in self.lines]
        return [
            line
            for line, quantity in zip(answered, ordered, strict=True)
            if line["note"] or line["quantity"] != quantity
        ]
