"""Turning what a reseller types on an order's page into values."""

from dataclasses import replace

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import DateInput
from django.utils.translation import gettext_lazy as _

from agreements.exchange.response_lines import LineAnswer, LineStatus
from agreements.exchange.response_values import MAX_PRICE
from agreements.orders.models import Order
from agreements.orders.states import MAX_QUANTITY
from municipalities.number_fields import KronerField, QuantityField


def _day_input() -> DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


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
        widget=_day_input(),
    )


class RejectForm(forms.Form):
    """The reseller refuses the order."""

    reason = forms.CharField(
        label=_("Why you cannot deliver"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ChangeForm(forms.Form):
    """What the reseller answers line by line: how many now, how many later, at which price.

    Lines that are answered in full are left out.
    """

    reference = forms.CharField(
        label=_("Your own reference"),
        max_length=100,
        required=False,
        help_text=_("The number of the order in your system."),
    )
    note = forms.CharField(
        label=_("What you propose, in a few words"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    seen_answers = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data=None, *, order: Order) -> None:
        super().__init__(data, initial={"seen_answers": order.answer_count})
        self.lines = [line for line in order.lines.all() if line.open]
        for line in self.lines:
            self.fields |= _fields_of(line)

    def clean(self):
        """Refuse an answer that says no more than a confirmation."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and all(
            answer.status == LineStatus.ACCEPTED and not (answer.later or answer.promised_to)
            for answer in self.answers()
        ):
            raise ValidationError(
                _("Nothing differs from the order. If you deliver as ordered, confirm it instead."),
                code="nothing_changed",
            )
        return cleaned

    def answers(self) -> list[LineAnswer]:
        """What is answered about each line, as in a file."""
        return [answer for line in self.lines for answer in self._answers(line)]

    def _answers(self, line) -> list[LineAnswer]:
        """One answer; two where what comes later has a day of its own."""
        typed = {name: self.cleaned_data[f"{name}_{line.position}"] for name in LINE_FIELDS}
        quantity, later, day = typed["quantity"], typed["later"] or 0, typed["day"]
        if not (quantity or later):
            return [LineAnswer(line=str(line.position), status=LineStatus.REFUSED)]
        answer = LineAnswer(
            line=str(line.position),
            status=_status(line, typed),
            quantity=quantity,
            later=later or None,
            price=typed["price"],
            promised_to=day,
            note=typed["note"],
        )
        if not (quantity and later and day):
            return [answer]
        now = replace(answer, later=None, promised_to=None)
        return [now, replace(answer, quantity=0, note="")]


def _status(line, typed) -> str:
    """Whether the reseller changes a line, or accepts it; in parts, all that is open."""
    is_all = typed["quantity"] + (typed["later"] or 0) == line.open
    is_at_its_price = typed["price"] in {None, line.unit_net}
    is_as_ordered = is_all and is_at_its_price and not typed["note"]
    return LineStatus.ACCEPTED if is_as_ordered else LineStatus.CHANGED


LINE_FIELDS = ("quantity", "later", "day", "price", "note")


def _fields_of(line):
    """The fields of a line, by their names."""
    fields = (
        QuantityField(
            label=_("%(product)s: quantity") % {"product": line.name},
            max_value=MAX_QUANTITY,
            initial=line.open,
        ),
        QuantityField(
            label=_("%(product)s: delivered later") % {"product": line.name},
            max_value=MAX_QUANTITY,
            required=False,
        ),
        forms.DateField(
            label=_("%(product)s: day of delivery") % {"product": line.name},
            required=False,
            help_text=_("Of what comes later, where something does."),
            widget=_day_input(),
        ),
        KronerField(
            label=_("%(product)s: net price each") % {"product": line.name},
            max_value=MAX_PRICE,
            required=False,
            initial=line.unit_net,
        ),
        forms.CharField(
            label=_("%(product)s: what is different") % {"product": line.name},
            max_length=500,
            required=False,
        ),
    )
    return {
        f"{name}_{line.position}": field for name, field in zip(LINE_FIELDS, fields, strict=True)
    }
