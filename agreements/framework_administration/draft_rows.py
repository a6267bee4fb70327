"""Forms of a draft with rows: lots with their ceilings, programmes with their price levels."""

from itertools import count, islice
from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.framework_administration.draft_goods import CEILING_COLUMNS
from agreements.frameworks.models import Ceiling, FrameworkAgreement
from agreements.frameworks.queries import ceilings_of
from agreements.price_levels.models import Programme
from municipalities.number_fields import KronerField, QuantityField

EMPTY_ROWS = 3
MAX_ROWS = 40
MAX_MONTHS = 600
LEVEL_CODES = "ABCDEFGH"
"""Proposed for levels, the smallest customer's first."""


class CeilingFields(forms.Form):
    """What the notice states of value and quantity; net kroner for the whole term."""

    maximum_value = KronerField(label=_("Maximum value, net kroner"), required=False)
    estimated_value = KronerField(label=_("Estimated value, net kroner"), required=False)
    maximum_quantity = QuantityField(
        label=_("Maximum quantity"), max_value=1_000_000_000, required=False
    )

    def clean(self):
        """The estimate lies within the maximum."""
        written = super().clean() or self.cleaned_data
        most, estimate = written.get("maximum_value"), written.get("estimated_value")
        if most is not None and estimate is not None and estimate > most:
            sentence = gettext("The estimate cannot be above the maximum.")
            self.add_error("estimated_value", ValidationError(sentence, code="estimate_too_high"))
        return written

    def ceiling(self):
        """The columns of the ceiling."""
        return {name: self.cleaned_data[name] for name in CEILING_COLUMNS}


class LotRow(CeilingFields):
    """A lot: its number and name in the notice, and its ceiling."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    number = QuantityField(label=_("Number"), min_value=1, max_value=32_767)
    name = forms.CharField(label=_("Name"), max_length=100)
    remove = forms.BooleanField(label=_("Remove"), required=False)

    field_order = ["number", "name", *CEILING_COLUMNS, "remove", "pk"]
    key_field = "number"

    @property
    def key(self):
        """What no two rows have in common; None where the row is no lot."""
        is_lot = self.cleaned_data and not self.cleaned_data["remove"]
        return self.cleaned_data.get("number") if is_lot else None

    def lot(self):
        """What the act takes."""
        written = self.cleaned_data
        return {name: written[name] for name in ("pk", "number", "name")} | {
            "ceiling": self.ceiling()
        }


class LevelRow(forms.Form):
    """A price level, and from how much it holds; a row without a number is no level."""

    code = forms.CharField(label=_("Price level"), max_length=10)
    minimum = QuantityField(label=_("From"), required=False)
    key_field = "code"

    @property
    def key(self):
        """What no two rows have in common; None where the row is no level."""
        is_level = self.cleaned_data.get("minimum") is not None
        return self.cleaned_data.get("code") if is_level else None


class Rows(forms.BaseFormSet):
    """Rows of a form: what is `stored`, and after it `proposed` rows that may be left as they are.

    Both hold initial values, a dict a row.
    """

    def __init__(self, data=None, *, stored, proposed, **kwargs) -> None:
        self.stored, self.initial_rows = stored, [*stored, *proposed]
        self.extra = len(self.initial_rows)
        super().__init__(data, **kwargs)

    def get_form_kwargs(self, index):
        """A row begins with what is stored or proposed for it."""
        known = index is not None and index < len(self.initial_rows)
        return {"initial": self.initial_rows[index] if known else {}}

    def _construct_form(self, i, **kwargs):
        row = super()._construct_form(i, **kwargs)  # type: ignore[misc]  # not in the stubs: private
        row.empty_permitted = i >= len(self.stored)
        for field in row.fields.values():
            # Where the rows are a table, the label of a column stands at its head alone
            place = {"field": field.label, "number": i + 1}
            field.widget.attrs["aria-label"] = gettext("%(field)s, row %(number)s") % place
        return row

    def clean(self) -> None:
        """Refuse two rows of one key."""
        found = set()
        for row in self.filled_rows():
            if row.key in found:
                sentence = gettext("Two rows are called the same. Change one of them.")
                row.add_error(row.key_field, ValidationError(sentence, code="row_twice"))
            found.add(row.key)

    def filled_rows(self):
        """The rows that say something."""
        return [row for row in self.forms if hasattr(row, "cleaned_data") and row.key is not None]


class RowsMixin(forms.Form):
    """Of a form with `rows` beneath it: they are read together."""

    rows: Rows

    def is_valid(self) -> bool:
        """Whether the form and each of its rows was filled in well."""
        return all([super().is_valid(), self.rows.is_valid()])

    @property
    def rows_in_error(self):
        """The rows that say what is wrong."""
        return [row for row in self.rows if row.errors] if self.is_bound else []


def rows_of(kind, data, **options) -> Rows:
    """The rows of a form, bound to its data; `options` are those of Rows."""
    made = forms.formset_factory(kind, formset=Rows, max_num=MAX_ROWS, absolute_max=MAX_ROWS)
    return cast(Rows, made(data, prefix="rows", **options))


class CeilingsForm(RowsMixin, CeilingFields):
    """The ceiling of a draft as a whole, and its lots."""

    def __init__(self, framework: FrameworkAgreement, data) -> None:
        ceilings = {ceiling.lot: _columns(ceiling) for ceiling in ceilings_of(framework)}
        super().__init__(data, initial=ceilings.get(None))
        stored = [
            {"pk": lot.pk, "number": lot.number, "name": lot.name} | ceilings.get(lot, {})
            for lot in framework.lots.all()
        ]
        taken = {row["number"] for row in stored}
        free = (number for number in count(1) if number not in taken)
        proposed = [{"number": number} for number in islice(free, EMPTY_ROWS)]
        self.rows = rows_of(LotRow, data, stored=stored, proposed=proposed)

    def lots(self):
        """What the act takes."""
        return [row.lot() for row in self.rows.filled_rows()]


def _columns(ceiling: Ceiling):
    return {name: getattr(ceiling, name) for name in CEILING_COLUMNS}


class ProgrammeForm(RowsMixin, forms.ModelForm):
    """A programme of a draft, and its price levels."""

    class Meta:
        model = Programme
        fields = [
            "name",
            "term_months",
            "counting_basis",
            "level_measure",
            "pools_volume",
            "has_true_up",
            "allows_subscription_decrease",
            "renewal_months",
            "notice_months",
        ]
        months = ("term_months", "renewal_months", "notice_months")
        field_classes = dict.fromkeys(months, QuantityField)

    def __init__(self, data, *, instance) -> None:
        super().__init__(data, instance=instance)
        for name in self.Meta.months:
            cast(QuantityField, self.fields[name]).max_value = MAX_MONTHS
        for name in ("term_months", "renewal_months"):
            cast(QuantityField, self.fields[name]).min_value = 1
        stored = _levels_of(instance) if instance.pk else []
        codes = [code for code in LEVEL_CODES if code not in {row["code"] for row in stored}]
        proposed = [{"code": code} for code in codes[: max(4 - len(stored), EMPTY_ROWS)]]
        self.rows = rows_of(LevelRow, data, stored=stored, proposed=proposed)

    def levels(self):
        """The lowest number by code of level."""
        return {row.key: row.cleaned_data["minimum"] for row in self.rows.filled_rows()}


def _levels_of(programme: Programme):
    """The levels of a programme, with the numbers that hold for every pool."""
    found = []
    for level in programme.price_levels.prefetch_related("thresholds"):
        thresholds = level.thresholds.all()
        of_every_pool = [one.minimum for one in thresholds if one.pool == ""]
        if of_every_pool or not thresholds:
            found.append({"code": level.code, "minimum": next(iter(of_every_pool), None)})
    return found
