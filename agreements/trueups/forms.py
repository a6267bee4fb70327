"""Turning counts and what an order needs into values."""

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from agreements.orders.states import MAX_QUANTITY
from municipalities.number_fields import QuantityField

PREFIX = "counted-"


def written_counts(data):
    """The counts that somebody has written, by field, out of what an address or a form holds."""
    return {name: data[name] for name in data if name.startswith(PREFIX)}


class CountsForm(forms.Form):
    """How many are used of each product that is counted; begins at what is held.

    `written` is the counts by field; what is not written is as it was.
    """

    def __init__(self, written=None, *, held) -> None:
        self.held = held
        self.counted = [row for row in held if row.is_counted]
        if written is not None:
            written = {_field(row): row.quantity for row in self.counted} | written
        super().__init__(written)
        for row in self.counted:
            self.fields[_field(row)] = QuantityField(
                label=row.product.name,
                initial=row.quantity,
                max_value=MAX_QUANTITY,
                widget=forms.TextInput(attrs={"aria-label": row.product.name}),
                error_messages={"required": _("Write how many you use.")},
            )

    def table(self):
        """What is held, each with the field for how many are used."""
        return [(row, self[_field(row)]) for row in self.counted]

    def counts(self):
        """{product id: how many are used}; what is held, where nothing valid is written."""
        self.is_valid()
        written = self.cleaned_data if self.is_bound else {}
        return {row.product.pk: written.get(_field(row), row.quantity) for row in self.counted}

    def changes(self):
        """The counts that differ from what is held, by field."""
        counts = self.counts()
        changed = [row for row in self.counted if counts[row.product.pk] != row.quantity]
        return {_field(row): counts[row.product.pk] for row in changed}


def _field(row) -> str:
    return f"{PREFIX}{row.product.pk}"


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

    @property
    def typed(self) -> list[BoundField]:
        """The fields that a person writes in."""
        return self.visible_fields()

    @property
    def facts(self):
        """What order_difference is given."""
        return {field.name: self.cleaned_data[field.name] for field in self.typed}
