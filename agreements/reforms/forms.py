"""Turning what a case officer writes about a reform in progress into values."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import BooleanField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.accessions.models import Accession
from agreements.reforms.states import Decision
from municipalities.form_choices import offer_rows
from municipalities.number_fields import QuantityField


class SharesForm(forms.Form):
    """How many of each holding each successor gets.

    A field is named by what the holding is: one that has come or gone moves no other's number.
    """

    def __init__(self, *args, shares, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.shares = shares
        for share in shares:
            for successor, quantity in share.quantities.items():
                field = _quantity(share.holding, successor, quantity)
                self.fields[name_of(share.holding, successor)] = field

    def clean(self) -> None:
        """Refuse an answer about other holdings than there are now."""
        if {name for name in self.data if name.startswith(SHARE)} != self.fields.keys():
            raise ValidationError(
                _("The holdings have changed since you opened the page. Look again."),
                code="holdings_changed",
            )

    def table(self):
        """A row for each holding: its Share, and the fields for what each successor gets."""
        return [
            (
                share,
                [
                    (successor, self[name_of(share.holding, successor)])
                    for successor in share.quantities
                ],
            )
            for share in self.shares
        ]

    def rows(self):
        """What allocate takes."""
        return [
            (successor, share.holding, self.cleaned_data[name_of(share.holding, successor)] or 0)
            for share in self.shares
            for successor in share.quantities
        ]


SHARE = "share-"


def name_of(holding, successor) -> str:
    """The name of the field for how many of a holding a successor's party gets."""
    return SHARE + "-".join(map(str, (*holding.key, successor.pk)))


def _quantity(holding, successor, quantity) -> QuantityField:
    names = {"product": holding, "organisation": successor.organisation.name}
    label = _("%(product)s to %(organisation)s") % names
    return QuantityField(
        label=label,
        required=False,
        initial=quantity,
        max_value=holding.quantity,
        widget=forms.TextInput(attrs={"aria-label": label}),
    )


def confirmation_field(label) -> BooleanField:
    """A tick before what moves much at once."""
    return forms.BooleanField(
        label=label, error_messages={"required": gettext_lazy("Tick that you are sure.")}
    )


class CarryOutForm(forms.Form):
    """That the officer means to carry out a reform."""

    sure = confirmation_field(gettext_lazy("Yes, carry out the reform"))


class ReverseForm(forms.Form):
    """Why a reform is reversed, and that the officer means to."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write why.")},
    )
    sure = confirmation_field(gettext_lazy("Yes, reverse the reform"))


class OverlapForm(forms.Form):
    """What becomes of agreements that stand side by side."""

    accession = forms.ModelChoiceField(
        Accession.objects.none(),
        label=gettext_lazy("Framework agreement"),
        error_messages={"invalid_choice": gettext_lazy("This is decided already.")},
    )
    decision = forms.ChoiceField(label=gettext_lazy("What is decided"), choices=Decision)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write why.")},
    )

    def __init__(self, *args, overlaps, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "accession", overlaps)
