"""Turning what a buyer records of a reseller's answer into values."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.orders.models import Order, Proposal
from agreements.orders.models.proposals import OPEN_STATES
from municipalities.number_fields import QuantityField


class ResponseForm(forms.Form):
    """The file with a reseller's answer."""

    file = forms.FileField(
        label=gettext_lazy("Order response"),
        help_text=gettext_lazy("The XML file that the reseller's system sent."),
        widget=forms.FileInput(attrs={"accept": ".xml,application/xml,text/xml"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty. Choose another."),
        },
    )


class ConfirmForm(forms.Form):
    """What the reseller has confirmed and refused of each line that is open.

    What is neither confirmed nor refused stays open.
    """

    reseller_reference = forms.CharField(
        label=gettext_lazy("The reseller's reference"),
        max_length=100,
        help_text=gettext_lazy("The number on the reseller's confirmation."),
    )

    seen_answers = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data=None, *, order: Order) -> None:
        said = {"seen_answers": order.answer_count, "reseller_reference": order.reseller_reference}
        super().__init__(data, initial=said)
        self.lines = [line for line in order.lines.all() if line.open]
        for line in self.lines:
            labels = {"product": line.name, "open": line.open}
            self.fields[f"confirmed-{line.pk}"] = _quantity(
                _("%(product)s: confirmed of %(open)s") % labels, line, initial=line.open
            )
            self.fields[f"refused-{line.pk}"] = _quantity(
                _("%(product)s: refused") % labels, line, initial=0
            )

    def clean(self):
        """No more of a line than is open is answered."""
        facts = super().clean() or self.cleaned_data
        for line in self.lines:
            numbers = [facts.get(f"{name}-{line.pk}") or 0 for name in ("confirmed", "refused")]
            if sum(numbers) > line.open:
                self.add_error(
                    f"refused-{line.pk}",
                    _("Confirmed and refused are %(sum)s together, but only %(open)s are open.")
                    % {"sum": sum(numbers), "open": line.open},
                )
        return facts

    @property
    def answered(self):
        """What confirm_order is given: {line id: (confirmed, refused)}."""
        facts = self.cleaned_data
        return {
            line.pk: (facts[f"confirmed-{line.pk}"] or 0, facts[f"refused-{line.pk}"] or 0)
            for line in self.lines
        }


def _quantity(label, line, *, initial) -> QuantityField:
    return QuantityField(
        label=label,
        initial=initial,
        required=False,
        max_value=line.open,
        error_messages={"max_value": gettext_lazy("Only %(limit_value)s are open.")},
    )


class ProposalForm(forms.Form):
    """What the buyer says to the reseller who proposes a change: needed when one declines.

    `seen_state` is the proposal's state when the person looked.
    """

    seen_state = forms.ChoiceField(
        choices=[(state.value, state.label) for state in OPEN_STATES],
        widget=forms.HiddenInput,
        error_messages={
            "required": gettext_lazy("Open the order again, and decide on what it shows now."),
            "invalid_choice": gettext_lazy(
                "Open the order again, and decide on what it shows now."
            ),
        },
    )

    reply = forms.CharField(
        label=gettext_lazy("Your reply to the reseller"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Write why if you decline."),
    )

    def __init__(self, data=None, *, proposal: Proposal | None = None, declines=False) -> None:
        super().__init__(data, initial={"seen_state": proposal and proposal.state})
        self.declines = declines

    def clean_reply(self):
        """Whoever declines says why."""
        reply = self.cleaned_data["reply"]
        if self.declines and not reply:
            raise forms.ValidationError(_("Write why you decline, so that the reseller knows."))
        return reply
