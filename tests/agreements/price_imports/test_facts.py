"""Each plain fact of a product is known to price files: by its column, its values and the docs."""

import pytest
from django.conf import settings

from agreements.catalogue.models import FACTS
from agreements.price_imports import vocabulary

CHOICES = [field for field in FACTS if field.choices]


@pytest.mark.parametrize("field", FACTS, ids=lambda field: field.name)
def test_a_fact_has_a_column_with_its_own_name(field):
    assert vocabulary.COLUMNS[field.name.replace("_", " ")] == field.name


@pytest.mark.parametrize("field", CHOICES, ids=lambda field: field.name)
def test_every_value_of_a_choice_can_stand_in_a_cell(field):
    assert set(vocabulary.VALUES[field.name].values()) == set(dict(field.flatchoices))


@pytest.mark.parametrize("field", FACTS, ids=lambda field: field.name)
def test_the_page_for_suppliers_names_its_column(field):
    page = (settings.BASE_DIR / "docs" / "price-files.md").read_text()
    assert f"| `{field.name}` |" in page
