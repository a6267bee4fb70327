"""Form fields for numbers: what the portal prints they read, and what is unclear they ask about.

Whoever types a number in a form types it into one of these (tests/architecture/test_numbers.py).
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.forms.fields import Field
from django.utils.translation import gettext_lazy as _

from municipalities import formatting, number_parsing

MAX_QUANTITY = 2_147_483_647
"""What a column of integers holds."""
MAX_KRONER = Decimal("99999999999999.99")
"""What a column of 16 digits holds, two of them øre."""
MAX_DIGITS = 22
"""More digits than any column has: such a number is not even reckoned with."""


class NumberField(forms.Field):
    """A number that is typed as text; `min_value` and `max_value` are allowed themselves.

    Subclasses say how it is read (`read`, raises numbers.Problem), and how it is printed (`show`).
    """

    read: Callable[[str], Any]
    show: Callable[[Any], str]
    widget = forms.TextInput
    inputmode = "decimal"
    default_error_messages = {
        "number_ambiguous": _(
            "“%(written)s” can be read in two ways. Write %(larger)s or %(smaller)s."
        ),
        "min_value": _("Write %(limit_value)s or more."),
        "max_value": _("Write %(limit_value)s or less."),
    }

    def __init__(self, *, min_value, max_value, **kwargs) -> None:
        self.min_value, self.max_value = min_value, max_value
        super().__init__(**kwargs)

    def to_python(self, value):
        """The number that was typed; None when nothing was."""
        if not isinstance(value, str):
            return value
        written = value.strip()
        if not written:
            return None
        if sum(map(str.isdigit, written)) > MAX_DIGITS:
            raise self._beyond("max_value")
        try:
            return self.read(written)
        except number_parsing.Problem as problem:
            raise self._as_refusal(problem, written) from None

    def validate(self, value) -> None:
        """Refuse what is missing, too small or too large."""
        super().validate(value)
        if value is None:
            return
        if value < self.min_value:
            raise self._beyond("min_value")
        if value > self.max_value:
            raise self._beyond("max_value")

    def prepare_value(self, value):
        """What stands in the field: a number as it is printed, and what was typed as it was."""
        return value if value is None or isinstance(value, str) else self.show(value)

    def widget_attrs(self, widget):
        """The keyboard of digits on a phone, and a field no wider than a number."""
        if widget.is_hidden:
            return {}
        classes = {*widget.attrs.get("class", "").split(), "short"}
        return {"inputmode": self.inputmode, "class": " ".join(sorted(classes))}

    def _beyond(self, limit) -> ValidationError:
        params = {"limit_value": self.show(getattr(self, limit))}
        return ValidationError(self.error_messages[limit], code=limit, params=params)

    def _as_refusal(self, problem, written) -> ValidationError:
        if problem.code != "number_ambiguous":
            code = problem.code if problem.code in self.error_messages else "invalid"
            return ValidationError(self.error_messages[code], code=code)
        larger, smaller = map(self.show, problem.params["readings"])
        params = {"written": written, "larger": larger, "smaller": smaller}
        return ValidationError(self.error_messages[problem.code], code=problem.code, params=params)


class QuantityField(NumberField):
    """A whole number of anything: licences, points, months, inhabitants."""

    inputmode = "numeric"
    read = staticmethod(number_parsing.read_quantity)
    default_error_messages = {
        "invalid": _("Write a whole number with digits, for example 25 or 1 000."),
        "not_whole": _("Write a whole number, without decimals."),
    }

    def __init__(self, *, min_value=0, max_value=MAX_QUANTITY, **kwargs) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)

    @staticmethod
    def show(number) -> str:
        return formatting.whole(int(number))


class KronerField(NumberField):
    """An amount in kroner, with or without øre."""

    read = staticmethod(number_parsing.read_kroner)
    show = staticmethod(formatting.bare_kroner)
    default_error_messages = {
        "invalid": _("Write the amount with digits, for example 1 250 or 1 250,50."),
        "too_many_decimals": _("Write the amount with at most two decimals, for example 1 250,50."),
        "currency_other": _("Write the amount in Norwegian kroner."),
    }

    def __init__(self, *, min_value=0, max_value=MAX_KRONER, **kwargs) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)


class PercentField(NumberField):
    """A rate in per cent with at most two decimals."""

    read = staticmethod(number_parsing.read_percent)
    show = staticmethod(formatting.bare_percent)
    default_error_messages = {
        "invalid": _("Write the per cent with digits, for example 12,5."),
        "too_many_decimals": _("Write the per cent with at most two decimals, for example 12,5."),
    }

    def __init__(self, *, min_value=0, max_value=100, **kwargs) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)


def number_formfield(column, **kwargs) -> Field | None:
    """The form field of a model's column of numbers; None for a column of something else.

    Per cents are columns that are called so, other decimals are kroner. `kwargs` are those of
    Django's Field.formfield.
    """
    if column.choices or column.primary_key:
        return None
    if isinstance(column, models.IntegerField):
        _lowest, highest = connection.ops.integer_field_range(column.get_internal_type())
        kwargs |= {"form_class": QuantityField, "max_value": highest}
    elif isinstance(column, models.DecimalField) and column.name.endswith("percent"):
        kwargs |= {"form_class": PercentField}
    elif isinstance(column, models.DecimalField):
        digits = column.max_digits - column.decimal_places
        kwargs |= {"form_class": KronerField, "max_value": 10**digits - formatting.ORE}
    else:
        return None
    # Not the column's own: it would pass on what only Django's number fields take
    return models.Field.formfield(column, **kwargs)
