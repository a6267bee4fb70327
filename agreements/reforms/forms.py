"""Turning what a case officer writes about a reform into the facts of a plan."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.reforms.states import Decision, ReformKind

PARTY = re.compile(r"((?:\d\s?){9})(?:;\s*(\d{4})?\s*)?(?:;\s*(\d{1,9})\s*)?")
"""A line: organisation number; new municipality number; share."""


def lines_field(label, help_text):
    """Organisations, one a line."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PlanForm(forms.Form):
    """A reform: what kind, when, by what decision, and who is in it."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=150,
        error_messages={"required": gettext_lazy("Write what people call the reform.")},
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ReformKind)
    takes_effect_on = forms.DateField(
        label=gettext_lazy("Takes effect on"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": gettext_lazy("Write the day.")},
    )
    decision = forms.CharField(
        label=gettext_lazy("Decision"),
        max_length=200,
        help_text=gettext_lazy("The decision or regulation it rests on."),
        error_messages={"required": gettext_lazy("Write the decision.")},
    )
    predecessors = lines_field(
        gettext_lazy("Who gives"),
        gettext_lazy(
            "Organisation numbers, one a line. In a split, the share that is kept can stand last: "
            "999999999;;7."
        ),
    )
    lives_on = forms.BooleanField(
        label=gettext_lazy("Who gives lives on and keeps the rest"), required=False
    )
    successors = lines_field(
        gettext_lazy("Who takes over"),
        gettext_lazy(
            "One a line: organisation number; new municipality number; share. Leave out what does "
            "not apply, for example 999999999;;3. The first goes on with orders on their way."
        ),
    )
    renumbered = lines_field(
        gettext_lazy("Who only gets a new municipality number"),
        gettext_lazy("One a line: organisation number; new municipality number."),
    )

    def clean_predecessors(self):
        return self._parties("predecessors")

    def clean_successors(self):
        return self._parties("successors")

    def clean_renumbered(self):
        return self._parties("renumbered")

    def _parties(self, name):
        """The lines of a field as (organisation number, municipality number, share)."""
        lines = filter(None, map(str.strip, self.cleaned_data[name].splitlines()))
        return [_party(line) for line in lines]

    def facts(self):
        """What draft_plan takes."""
        given = self.cleaned_data
        facts = {name: given[name] for name in ("title", "kind", "takes_effect_on", "decision")}
        for name in ("predecessors", "successors", "renumbered"):
            facts[name] = [_as_party(number, new) for number, new, _share in given[name]]
        if given["lives_on"]:
            facts["predecessors"] = [row | {"dissolved": False} for row in facts["predecessors"]]
        everybody = given["predecessors"] + given["successors"]
        facts["key"] = {number: int(share) for number, _new, share in everybody if share}
        return facts


def _party(line):
    found = PARTY.fullmatch(line)
    if not found:
        raise ValidationError(
            _("“%(line)s” is not an organisation number, alone or with numbers after it."),
            code="not_a_party",
            params={"line": line[:40]},
        )
    number, new, share = found.groups(default="")
    return "".join(number.split()), new, share


def _as_party(number, new):
    return {"organisation_number": number} | ({"municipality_number": new} if new else {})


class SharesForm(forms.Form):
    """How many of each holding each successor gets.

    A field is named by what the holding is: one that has come or gone moves no other's number.
    """

    def __init__(self, *args, shares, **kwargs):
        super().__init__(*args, **kwargs)
        self.shares = shares
        for share in shares:
            for taker, quantity in share.quantities.items():
                field = _quantity(share.holding, taker, quantity)
                self.fields[name_of(share.holding, taker)] = field

    def clean(self):
        """Refuse an answer about other holdings than there are now."""
        if {name for name in self.data if name.startswith(SHARE)} != self.fields.keys():
            raise ValidationError(
                _("The holdings have changed since you opened the page. Look again."),
                code="holdings_changed",
            )

    def table(self):
        """A row for each holding: its Share, and the fields for what each successor gets."""
        return [
            (share, [(taker, self[name_of(share.holding, taker)]) for taker in share.quantities])
            for share in self.shares
        ]

    def rows(self):
        """What allocate takes."""
        return [
            (taker, share.holding, self.cleaned_data[name_of(share.holding, taker)] or 0)
            for share in self.shares
            for taker in share.quantities
        ]


SHARE = "share-"


def name_of(holding, taker):
    """The name of the field for how many of a holding a successor's party gets."""
    return SHARE + "-".join(map(str, (*holding.key, taker.pk)))


def _quantity(holding, taker, quantity):
    names = {"product": holding, "organisation": taker.organisation.name}
    label = _("%(product)s to %(organisation)s") % names
    return forms.IntegerField(
        label=label,
        required=False,
        initial=quantity,
        min_value=0,
        max_value=holding.quantity,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "aria-label": label}),
    )


def certainty(label):
    """A tick before what moves much at once."""
    return forms.BooleanField(
        label=label, error_messages={"required": gettext_lazy("Tick that you are sure.")}
    )


class CarryOutForm(forms.Form):
    """That the officer means to carry out a reform."""

    sure = certainty(gettext_lazy("Yes, carry out the reform"))


class ReverseForm(forms.Form):
    """Why a reform is reversed, and that the officer means to."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write why.")},
    )
    sure = certainty(gettext_lazy("Yes, reverse the reform"))


class OverlapForm(forms.Form):
    """What becomes of agreements that stand side by side."""

    accession = forms.ModelChoiceField(
        None,
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

    def __init__(self, *args, overlaps, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["accession"].queryset = overlaps
