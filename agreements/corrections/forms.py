"""Turning what a buyer wants to be left of an order into numbers."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.corrections.actions import last_day_to_correct, nothing_is_lowered
from agreements.orders.queries import LineLeft
from agreements.orders.states import OrderState
from municipalities import formatting
from municipalities.number_fields import QuantityField


class CorrectionForm(forms.Form):
    """The new quantity of each line, and why; `lines` are those that can be lowered.

    A field begins with what is left of its line.
    """

    buyer_reference = forms.CharField(label=gettext_lazy("Buyer reference"), max_length=100)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Your colleague and the reseller read it."),
        error_messages={"required": gettext_lazy("Write why.")},
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, lines, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields[_field_name(line)] = _quantity_of(line)
        self.order_fields([_field_name(line) for line in lines])

    def clean(self):
        """Something goes down."""
        facts = super().clean() or self.cleaned_data
        written = [(line, facts.get(_field_name(line))) for line in self.lines]
        if all(quantity == line.left for line, quantity in written):
            raise nothing_is_lowered()
        return facts

    @property
    def quantities(self):
        """{line id: how many there shall be}."""
        return {line.pk: self.cleaned_data[_field_name(line)] for line in self.lines}

    @property
    def correction(self):
        """What correct_order is given; what is left now is what the preview's hash was made of."""
        names = ("submission_key", "buyer_reference", "reason")
        return {name: self.cleaned_data[name] for name in names} | {
            "quantities": self.quantities,
            "seen_left": {line.pk: line.left for line in self.lines},
        }


def earlier_quantities(returned, lines):
    """What a returned change said, as the form of these lines begins."""
    fewer = {line.corrects_id: -line.quantity for line in returned.lines.all()}
    first_step = returned.steps.get(state=OrderState.SUBMITTED)
    return {
        "buyer_reference": returned.buyer_reference,
        "reason": first_step.reason,
        **{_field_name(line): max(line.left - fewer.get(line.pk, 0), 0) for line in lines},
    }


def _field_name(line: LineLeft) -> str:
    return f"quantity-{line.pk}"


def _quantity_of(line: LineLeft) -> QuantityField:
    """A whole number from 0 to what is left of a line."""
    left = {"left": formatting.whole(line.left)}
    return QuantityField(
        label=_("New quantity of %(product)s") % {"product": line.name},
        help_text=" ".join([_("You have %(left)s.") % left, _until(line), _("0 ends it.")]),
        initial=line.left,
        max_value=line.left,
        error_messages={
            "required": _("Write %(left)s if it shall stay as it is, or fewer.") % left,
            "max_value": _("You have %(left)s. Write that or less: more of it is a new order.")
            % left,
        },
    )


def _until(line: LineLeft) -> str:
    """How long what is left lasts, or how long a wrong order can be corrected."""
    last_day = line.owned_until
    if last_day:
        return _("It lasts until %(day)s.") % {"day": formatting.day(last_day)}
    return _("Perpetual: a wrong order can be corrected until %(day)s.") % {
        "day": formatting.day(last_day_to_correct(line))
    }
