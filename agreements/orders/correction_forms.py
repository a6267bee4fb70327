"""Turning what a buyer gives up into numbers."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class CorrectionForm(forms.Form):
    """How many fewer of each line, and why; `lines` are those that can be lowered."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Your colleague and the reseller read it."),
        error_messages={"required": gettext_lazy("Write why.")},
    )
    buyer_reference = forms.CharField(label=gettext_lazy("Buyer reference"), max_length=100)
    submission_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields[f"fewer-{line.pk}"] = _fewer_of(line)
        self.order_fields([f"fewer-{line.pk}" for line in lines])

    @property
    def correction(self):
        """What correct_order is given."""
        facts = self.cleaned_data
        names = ("submission_key", "buyer_reference", "reason")
        fewer = {line.pk: facts[f"fewer-{line.pk}"] or 0 for line in self.lines}
        return {name: facts[name] for name in names} | {"fewer": fewer}


def _fewer_of(line):
    """A whole number from 0 to what is left of a line."""
    return forms.IntegerField(
        label=_("How many fewer of %(product)s") % {"product": line.name},
        help_text=_("You have %(left)s. Empty: keep all.") % {"left": line.left},
        required=False,
        min_value=0,
        max_value=line.left,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "ds-input short"}),
        error_messages={
            "invalid": _("Write the quantity as a whole number, for example 25."),
            "min_value": _("Write how many fewer, for example 5."),
            "max_value": _("There are only %(limit_value)s left to give up."),
        },
    )
