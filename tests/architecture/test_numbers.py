"""Whoever types a number types it into a field that reads what the portal prints.

The forms are those that the project's classes describe, and those that come into being while every
address of the access matrix is asked: lists of products make fields of their own.
"""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django_filters import FilterSet
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.accessions.forms import AgreementForm
from municipalities.number_fields import KronerField, NumberField, PercentField, QuantityField
from tests import agreement_factories as make
from tests.architecture import access_matrix as matrix
from tests.architecture import asking
from tests.architecture.addresses import addresses

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
OURS = ("agreements.", "municipalities.")
DJANGOS = (forms.IntegerField, forms.FloatField, forms.DecimalField)
CODES = {
    "organisation_number": "nine digits that identify, read by organisation_number rules",
    "municipality_number": "four digits that identify",
}
"""What is typed with digits and is no number, by the name of the field."""

SPACES = [" ", "\N{NARROW NO-BREAK SPACE}", "\N{THIN SPACE}"]
"""What people and other programs write in place of the portal's no-break space."""

READ_BY_HAND = re.compile(r"\b(?:int|float|Decimal)\((?!\d)|\.is(?:digit|decimal|numeric)\(")
READERS = [
    f"{package}/**/{module}.py"
    for package in ("agreements", "municipalities")
    for module in ("*forms", "*views", "filters", "page_mandates")
]
KEYS_AND_PAGES = {
    "agreements/catalogue/views.py": "keys of products to compare, from ticks",
    "agreements/opening_balances/forms.py": "keys of rows and products, from choices",
    "agreements/opening_balances/views.py": "the number of a page of a list, from a link",
    "agreements/order_pages/filters.py": "the number of an order, as searched for",
    "agreements/orders/page_mandates.py": "the number of an order, from an address",
}
"""Modules that make numbers of text which no person types."""

ADDRESSES = [address for address in addresses() if address.name in matrix.PAGES]
NUMERIC_INPUT = re.compile(r'<input[^>]*(?:type="number"|inputmode="(?:numeric|decimal)")[^>]*>')


@pytest.fixture(scope="module")
def portal(scene, visitors):
    """Every form field there is by "Form.field", and every page, once asked by who is served."""
    made, pages = [], []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forms.BaseForm, "__init__", kept(forms.BaseForm.__init__, made))
        for address in ADDRESSES:
            for method in ("get", "post"):
                pages.append(page_at(scene, visitors, address, method))
        draw_up_with_points()
    fields = {}
    for form in [*described(), *made]:
        kind = form if isinstance(form, type) else type(form)
        of_form = form.base_fields if isinstance(form, type) else form.fields
        fields |= {f"{kind.__name__}.{name}": field for name, field in of_form.items()}
    return fields, pages


def draw_up_with_points():
    """The form for an agreement under a programme that counts points, which the scene has not."""
    framework = make.framework()
    make.programme(framework, name="Med poeng", level_measure="points_year")
    AgreementForm(framework=framework)


def kept(init, made):
    """The beginning of a form, kept so that its fields can be looked at when it is complete."""

    def begin(form, *args, **kwargs):
        made.append(form)
        init(form, *args, **kwargs)

    return begin


def page_at(scene, visitors, address, method):
    """What somebody sees at an address who is served there; empty where nobody is."""
    answers = getattr(matrix.PAGES[address.name], method)
    served = [one for one in matrix.PEOPLE if answers[one] in {matrix.OPEN, matrix.DONE}]
    if not served:
        return ""
    url, data = asking.url_of(scene, address), asking.payload(scene, address.name)
    sent = data if method == "post" else None
    response, _stored = asking.ask(method, url, visitors[served[0]], sent)
    return response.text if response.headers["Content-Type"].startswith("text/html") else ""


def described():
    """The form classes of the project, those of its filters too."""
    filters = [one().get_form_class() for one in subclasses(FilterSet) if is_ours(one)]
    return [one for one in subclasses(forms.BaseForm) if is_ours(one)] + filters


def subclasses(kind):
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


def is_ours(kind):
    return kind.__module__.startswith(OURS)


def typed(fields):
    """The fields that a person types in: what is hidden, a page sends back to itself."""
    return {name: field for name, field in fields.items() if not field.widget.is_hidden}


def numbers(fields):
    return {name: field for name, field in fields.items() if isinstance(field, NumberField)}


def test_the_forms_of_every_part_are_there(portal):
    fields, _pages = portal
    assert {
        "OrderLimitForm.limit",
        "CeilingForm.extra_value",
        "PredecessorRow.share",
        "AgreementForm.counted_quantity",
    } <= set(numbers(fields))
    in_admin = {"CeilingForm.maximum_value", "FrameworkDiscountForm.percent"}
    assert in_admin <= set(numbers(fields))
    made_on_the_spot = ("CountsForm.counted-", "SharesForm.share-", "AgreementForm.points_")
    for beginning in made_on_the_spot:
        assert any(name.startswith(beginning) for name in numbers(fields)), beginning


def test_no_number_is_typed_into_a_field_of_djangos(portal):
    fields, _pages = portal
    foreign = [
        name
        for name, field in typed(fields).items()
        if isinstance(field, DJANGOS) or isinstance(field.widget, forms.NumberInput)
    ]
    assert foreign == []


def test_what_is_typed_with_digits_is_a_number_or_a_code(portal):
    fields, _pages = portal
    unknown = [
        name
        for name, field in typed(fields).items()
        if field.widget.attrs.get("inputmode") in {"numeric", "decimal"}
        and not isinstance(field, NumberField)
        and name.partition(".")[2] not in CODES
    ]
    assert unknown == []


def test_no_page_has_a_field_for_a_number_that_no_form_reads(portal):
    fields, pages = portal
    known = {name.partition(".")[2] for name in numbers(fields)} | set(CODES)
    unread = {
        name
        for page in pages
        for tag in NUMERIC_INPUT.findall(page)
        for name in re.findall(r'name="([^"]+)"', tag)
        if 'type="number"' in tag or not any(name.endswith(one) for one in known)
    }
    assert unread == set()


def test_what_the_portal_prints_every_field_reads(portal):
    for name, field in numbers(portal[0]).items():
        try:
            check_reading_of(field)
        except Exception as error:
            error.add_note(name)
            raise


def check_reading_of(field):
    """Print some of a field's values as the field shows them, and read them again."""

    @settings(max_examples=20, deadline=None, database=None)
    @given(value=values(field), space=st.sampled_from(SPACES))
    def check(value, space):
        printed = field.prepare_value(value)
        assert field.clean(printed) == value
        assert field.clean(f" {printed}\t") == value
        assert field.clean(printed.replace("\N{NO-BREAK SPACE}", space)) == value

    check()


def values(field):
    """What may stand in a field."""
    if isinstance(field, QuantityField):
        return st.integers(field.min_value, field.max_value)
    hundredths = st.integers(int(field.min_value * 100), int(field.max_value * 100))
    return hundredths.map(lambda number: Decimal(number).scaleb(-2))


@pytest.mark.parametrize("written", ["1.000", "1,000", "1 000.000", "1 000,000", "1e3", "1_000"])
def test_a_thousand_is_never_taken_for_one(portal, written):
    for name, field in numbers(portal[0]).items():
        try:
            value = field.clean(written)
        except ValidationError:
            continue
        assert value == 1000, name
        assert isinstance(field, QuantityField), name
        assert written == "1.000", name


def test_pages_and_forms_read_no_number_past_the_fields():
    modules = (path for parts in READERS for path in ROOT.glob(parts))
    by_hand = {
        str(path.relative_to(ROOT)) for path in modules if READ_BY_HAND.search(path.read_text())
    }
    assert by_hand == set(KEYS_AND_PAGES)


def test_there_are_fields_of_each_kind(portal):
    kinds = {type(field) for field in numbers(portal[0]).values()}
    assert kinds == {QuantityField, KronerField, PercentField}
