"""What is announced, and what has held, never changes: tried round every form."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from agreements.models import FixedLevel, FrameworkAgreement, LevelsEnd, LevelThreshold
from tests import agreement_factories as make

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
TOMORROW = TODAY + timedelta(days=1)


def add_discount(framework, day):
    return framework.discounts.create(valid_from=day, percent=5)


def add_markup(framework, day):
    return framework.markups.create(valid_from=day, percent=5, reseller=framework.resellers.get())


def add_threshold(framework, day):
    level = framework.programmes.get().price_levels.first()
    return LevelThreshold.objects.create(price_level=level, valid_from=day, minimum=7)


def add_fixed_level(framework, day):
    return FixedLevel.objects.create(programme=framework.programmes.get(), valid_from=day)


def add_end_of_levels(framework, day):
    programme = framework.programmes.get()
    return LevelsEnd.objects.create(programme=programme, product_kind="licence", ended_from=day)


DATED = {
    "framework_discount": (add_discount, {"percent": 50}),
    "reseller_markup": (add_markup, {"percent": 50}),
    "level_threshold": (add_threshold, {"minimum": 1}),
    "fixed_level": (add_fixed_level, {"valid_from": TOMORROW}),
    "levels_end": (add_end_of_levels, {"ended_from": TOMORROW}),
}


@pytest.mark.parametrize(
    "numbers", [{"reference": "ny"}, {"contract_number": "99/1"}], ids=["reference", "contract"]
)
def test_an_announced_agreement_keeps_its_numbers(framework, numbers):
    row = FrameworkAgreement.objects.filter(pk=framework.pk)
    with pytest.raises(DatabaseError, match="framework_announced_keeps_its_numbers"):
        row.update(**numbers)


def test_a_draft_gets_another_reference():
    draft = make.framework(announced_on=None)
    FrameworkAgreement.objects.filter(pk=draft.pk).update(reference="ny")
    draft.refresh_from_db()
    assert draft.reference == "ny"


@pytest.mark.parametrize("kind", DATED)
def test_a_row_that_has_held_is_frozen(framework, kind):
    add, change = DATED[kind]
    row = add(framework, TODAY)
    rows = type(row).objects.filter(pk=row.pk)
    for act in (lambda: rows.update(**change), rows.delete):
        with pytest.raises(DatabaseError, match=f"{kind}_in_force_is_frozen"), transaction.atomic():
            act()


@pytest.mark.parametrize("kind", DATED)
def test_a_row_to_come_and_a_row_of_a_draft_are_open(framework, kind):
    add, change = DATED[kind]
    draft = make.framework(announced_on=None)
    for row in (add(framework, TOMORROW), add(draft, TODAY)):
        assert type(row).objects.filter(pk=row.pk).update(**change) == 1
