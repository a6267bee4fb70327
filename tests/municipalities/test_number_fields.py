"""The fields for numbers: what the portal prints they read, and a refusal says how to write it."""

from decimal import Decimal

import pytest
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from municipalities.number_fields import KronerField, PercentField, QuantityField


class Typed(forms.Form):
    """A field of each kind."""

    quantity = QuantityField(required=False, min_value=1, max_value=250_000)
    limit = KronerField(required=False)
    percent = PercentField(required=False)


def refusal(**typed):
    """The sentence that refuses what was typed in one field."""
    with translation.override("en"):
        ((sentence,),) = Typed(typed).errors.values()
        return sentence.replace("\N{NO-BREAK SPACE}", " ")


@given(quantity=st.integers(1, 250_000), ore=st.integers(0, 10**16 - 1), rate=st.integers(0, 10**4))
def test_what_a_form_shows_it_reads(quantity, ore, rate):
    values = {
        "quantity": quantity,
        "limit": Decimal(ore).scaleb(-2),
        "percent": Decimal(rate).scaleb(-2),
    }
    shown = Typed(initial=values)
    again = Typed({name: f" {shown[name].value()}\n" for name in values}, initial=values)
    assert again.is_valid(), again.errors
    assert again.cleaned_data == values
    assert not again.has_changed()


def test_numbers_are_shown_as_the_portal_prints_them():
    shown = Typed(initial={"quantity": 1000, "limit": 250_000, "percent": Decimal("12.50")})
    assert 'value="1\N{NO-BREAK SPACE}000"' in str(shown["quantity"])
    assert 'value="250\N{NO-BREAK SPACE}000,00"' in str(shown["limit"])
    assert 'value="12,5"' in str(shown["percent"])
    assert 'type="text"' in str(shown["quantity"])
    assert 'inputmode="numeric"' in str(shown["quantity"])
    assert 'inputmode="decimal"' in str(shown["limit"])


def test_what_was_refused_is_shown_as_it_was_typed():
    assert 'value="1,000"' in str(Typed({"quantity": "1,000"})["quantity"])


def test_nothing_is_none_and_nought_is_a_number():
    form = Typed({"quantity": "  ", "limit": "0", "percent": ""})
    assert form.is_valid()
    assert form.cleaned_data == {"quantity": None, "limit": 0, "percent": None}


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("quantity", "1,000", "“1,000” can be read in two ways. Write 1 000 or 1."),
        ("quantity", "1.5", "Write a whole number, without decimals."),
        ("quantity", "mange", "Write a whole number with digits, for example 25 or 1 000."),
        ("quantity", "0", "Write 1 or more."),
        ("quantity", "−5", "Write 1 or more."),
        ("quantity", "250.001", "Write 250 000 or less."),
        ("quantity", "9" * 5000, "Write 250 000 or less."),
        ("limit", "1.250", "“1.250” can be read in two ways. Write 1 250,00 or 1,25."),
        ("limit", "1,000", "“1,000” can be read in two ways. Write 1 000,00 or 1,00."),
        ("limit", "0,505", "Write the amount with at most two decimals, for example 1 250,50."),
        ("limit", "1e3", "Write the amount with digits, for example 1 250 or 1 250,50."),
        ("limit", "€ 5", "Write the amount in Norwegian kroner."),
        ("limit", "99 999 999 999 999 999", "Write 99 999 999 999 999,99 or less."),
        ("percent", "12.500", "Write the per cent with at most two decimals, for example 12,5."),
        ("percent", "101", "Write 100 or less."),
    ],
)
def test_a_refusal_says_how_to_write_it(field, text, sentence):
    assert refusal(**{field: text}) == sentence
