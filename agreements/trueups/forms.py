"""Turning counts and what an order needs into values."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.orders.models import MAX_QUANTITY


class CountsForm(forms.Form):
    """How many are used of each product that is held; begins at what is held."""

    def __init__(self, *args, held, **kwargs):
        super().__init__(*args, **kwargs)
        for row in held:
            self.fields[f"counted-{row.product.pk}"] = forms.IntegerField(
                label=row.product.name,
                initial=row.quantity,
                min_value=0,
                max_value=MAX_QUANTITY,
                help_text=_("You have %(held)s.") % {"held": row.quantity},
                error_messages={
                    "required": _("Write how many you use."),
                    "invalid": _("Write the quantity as a whole number, for example 25."),
                },
            )

    def counts(self):
        """{product id: how many}, of a valid form."""
        return {
            int(name.removeprefix("counted-")): number for name, number in self.cleaned_data.items()
        }


class DifferenceForm(forms.Form):
    """What the order of the difference needs; the hidden sum is what the person saw."""

    buyer_reference = forms.CharField(
        label=_("Buyer reference"),
        max_length=100,
        help_text=_("The reseller repeats it on the invoice, so that it finds its way to you."),
    )
    cost_centre = forms.CharField(label=_("Cost centre"), max_length=50, required=False)
    seen_net = forms.DecimalField(
        widget=forms.HiddenInput, max_digits=16, decimal_places=2, localize=False
    )
