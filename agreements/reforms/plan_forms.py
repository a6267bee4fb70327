"""Turning what a case officer writes about a new reform into the facts of a plan."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import RegexField
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.reforms.states import ReformKind
from municipalities.number_fields import QuantityField
from municipalities.refusals import add_refusal
from municipalities.register.organisation_numbers import is_valid_organisation_number

EXTRA_ROWS = 3
"""How many empty rows a list begins with, and gets when there are too few."""
MAX_ROWS = 200
"""A reform of more organisations than this is drafted from a file."""


def municipality_number_field() -> RegexField:
    """The number that an organisation gets."""
    return forms.RegexField(
        r"\A[0-9]{4}\Z",
        label=gettext_lazy("New municipality number"),
        required=False,
        strip=True,
        error_messages={"invalid": gettext_lazy("A municipality number has four digits.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )


def share_field() -> QuantityField:
    """A weight in the key that divides."""
    return QuantityField(label=gettext_lazy("Share"), required=False, max_value=999_999_999)


class PartyRow(forms.Form):
    """An organisation in a reform."""

    organisation_number = forms.CharField(
        label=gettext_lazy("Organisation number"),
        max_length=40,
        error_messages={"required": gettext_lazy("Write the organisation number.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args, place, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            params = {"field": field.label, "number": place}
            field.widget.attrs["aria-label"] = _("%(field)s, row %(number)s") % params

    def clean_organisation_number(self):
        written = self.cleaned_data["organisation_number"]
        number = "".join(written.split())
        if not is_valid_organisation_number(number):
            raise ValidationError(
                _("“%(number)s” is not a valid organisation number. Write nine digits."),
                code="organisation_number_invalid",
                params={"number": written},
            )
        return number

    def party(self):
        """The organisation as the facts of a plan name it."""
        given = self.cleaned_data
        facts = {"organisation_number": given["organisation_number"]}
        if number := given.get("municipality_number"):
            facts["municipality_number"] = number
        if given.get("continues"):
            facts["dissolved"] = False
        return facts


class PredecessorRow(PartyRow):
    """A predecessor."""

    title = gettext_lazy("Predecessors")
    help_text = gettext_lazy(
        "A predecessor that continues keeps what is not divided. In a split, its share is "
        "what it keeps."
    )
    share = share_field()
    continues = forms.BooleanField(label=gettext_lazy("Continues"), required=False)


class SuccessorRow(PartyRow):
    """A successor."""

    title = gettext_lazy("Successors")
    help_text = gettext_lazy(
        "The first continues the orders in progress. Shares divide the licences of a split "
        "or a boundary adjustment; you can also divide them one by one afterwards."
    )
    municipality_number = municipality_number_field()
    share = share_field()


class RenumberedRow(PartyRow):
    """An organisation that only gets a new municipality number."""

    title = gettext_lazy("Organisations that only get a new municipality number")
    help_text = gettext_lazy("Only in a reform of municipality numbers.")
    municipality_number = municipality_number_field()


class PartyRows(forms.BaseFormSet):
    """A list of organisations; rows that nothing is written in do not count."""

    def get_form_kwargs(self, index):
        return {"place": (index or 0) + 1, "empty_permitted": True}

    @property
    def about(self):
        """What the list is, and the columns it has."""
        row = self.form
        fields = row.base_fields.values()
        return {"title": row.title, "help_text": row.help_text, "fields": fields}

    def filled(self):
        """The rows with something in them."""
        return [row for row in self.forms if row.has_changed()]


LISTS = {"predecessors": PredecessorRow, "successors": SuccessorRow, "renumbered": RenumberedRow}
"""The kind of row of each list in the facts of a plan."""


class PlanForm(forms.Form):
    """A reform: what kind, when, by what decision, and who is in it.

    `rows` is what stands in each list already, {list: [{field: text}]}.
    """

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

    def __init__(self, data=None, *, rows=None, **kwargs) -> None:
        super().__init__(data, **kwargs)
        self.lists = {
            name: _rows_of(row)(data, prefix=name, initial=(rows or {}).get(name))
            for name, row in LISTS.items()
        }

    @classmethod
    def with_more_rows(cls, data):
        """The form as it was written, unchecked, with more empty rows in each list."""
        written = cls(data)
        rows = {
            name: [_as_written(row) for row in listed.forms]
            for name, listed in written.lists.items()
        }
        return cls(initial=_as_written(written), rows=rows)

    def clean(self) -> None:
        """Check the lists, too: their rows show their own errors."""
        for listed in self.lists.values():
            for error in listed.non_form_errors().as_data():
                self.add_error(None, error)

    def is_valid(self) -> bool:
        return super().is_valid() and not self.rows_in_error

    @property
    def rows_in_error(self):
        """Rows that something is wrong in."""
        return [row for rows in self.lists.values() for row in rows.forms if row.errors]

    def refuse(self, refusal):
        """Show why a plan is refused: at the row it names, or above all fields."""
        number = (getattr(refusal, "params", None) or {}).get("number")
        for row in self._filled:
            if number and row.cleaned_data.get("organisation_number") == number:
                return row.add_error("organisation_number", refusal)
        return add_refusal(self, refusal)

    @cached_property
    def _filled(self):
        return [row for rows in self.lists.values() for row in rows.filled()]

    def facts(self):
        """What draft_plan takes."""
        parties = {
            name: [row.party() for row in rows.filled()] for name, rows in self.lists.items()
        }
        params = [row.cleaned_data for row in self._filled]
        key = {one["organisation_number"]: one.get("share") for one in params}
        key = {number: share for number, share in key.items() if share is not None}
        return {**self.cleaned_data, **parties, "key": key}


def _rows_of(row):
    return forms.formset_factory(
        row, formset=PartyRows, extra=EXTRA_ROWS, max_num=MAX_ROWS, absolute_max=MAX_ROWS
    )


def _as_written(form):
    return {name: form[name].value() for name in form.fields}
