"""Lots and levels of a draft: each under its own key, and nothing lost that was not shown."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.framework_administration.draft_goods import save_programme, update_ceilings
from agreements.framework_administration.draft_rows import ProgrammeForm
from agreements.framework_administration.missing import Step, missing_in
from agreements.models import Ceiling, LevelThreshold, Lot, Product
from tests import agreement_factories as make
from tests.page import squeezed

pytestmark = pytest.mark.django_db

WHOLE = {"maximum_value": Decimal(9), "estimated_value": None, "maximum_quantity": None}


@pytest.fixture
def draft():
    return make.draft()


def written(lot, **changes):
    """A stored lot as its row sends it."""
    return {"pk": lot.pk, "number": lot.number, "name": lot.name, "ceiling": WHOLE} | changes


def test_lots_that_change_numbers_keep_their_products(draft):
    software, hours = make.lot(draft), make.lot(draft, number=2, name="Timer")
    product = make.product(draft, lot=hours)
    update_ceilings(draft, WHOLE, [written(software, number=2), written(hours, number=1)])
    product.refresh_from_db()
    assert (product.lot, product.lot.number, product.lot.name) == (hours, 1, "Timer")


def test_a_lot_keeps_its_key_through_its_form(cast, signed_in, draft):
    kari, lot = signed_in(cast.kari), make.lot(draft)
    page = squeezed(kari.get(reverse("ks_draft_ceilings", args=[draft.reference])).text)
    assert f'name="rows-0-pk" value="{lot.pk}"' in page
    assert ">Pk<" not in page


def test_products_of_a_lot_that_goes_are_missing_one_until_they_get_it(cast, signed_in, draft):
    kari, lot = signed_in(cast.kari), make.lot(draft)
    product = make.product(draft, lot=make.lot(draft, number=2, name="Timer"))
    update_ceilings(draft, WHOLE, [written(lot)])
    product.refresh_from_db()
    assert product.lot is None
    assert [one.step for one in missing_in(draft, timezone.localdate())] == [Step.CEILINGS]
    page = kari.get(reverse("ks_draft", args=[draft.reference])).text
    assert "1 produkt mangler delkontrakt" in page
    assert reverse("ks_lots", args=[draft.reference]) in page
    Product.objects.update(lot=lot)
    assert missing_in(draft, timezone.localdate()) == []


def test_a_lot_that_a_price_file_names_stays(draft):
    lot = make.lot(draft)
    make.read_prices(draft, b"part_number;price\nX;1,00", lot=lot)
    with pytest.raises(ValidationError) as refused:
        update_ceilings(draft, WHOLE, [])
    assert (refused.value.code, Lot.objects.get()) == ("in_use", lot)


def test_what_is_announced_keeps_its_lot(framework):
    product = make.product(framework, lot=make.lot(framework))
    with pytest.raises(DatabaseError, match="product_keeps_a_lot"), transaction.atomic():
        Product.objects.update(lot=None)
    product.lot = None
    with pytest.raises(ValidationError) as refused:
        product.full_clean()
    assert "lot" in refused.value.error_dict


def test_a_maximum_below_the_estimated_quantity_is_refused(draft):
    Ceiling.objects.update(estimated_quantity=10)
    with pytest.raises(ValidationError) as refused:
        update_ceilings(draft, WHOLE | {"maximum_quantity": 9}, [])
    assert refused.value.code == "estimate_too_high"


@pytest.fixture
def programme(draft):
    """Level A from 1 for everybody; level P in one pool alone."""
    programme = draft.programmes.get()
    LevelThreshold.objects.filter(price_level__code="B").delete()
    programme.price_levels.filter(code="B").delete()
    make.price_level(programme, "P", minimum=500, pool="server")
    return programme


def test_storing_a_programme_leaves_the_levels_of_single_pools(draft, programme):
    form = ProgrammeForm(None, instance=programme)
    assert [row["code"] for row in form.rows.stored] == ["A"]
    save_programme(draft, programme, {"B": 7})
    levels = programme.price_levels.values_list("code", "thresholds__pool", "thresholds__minimum")
    assert set(levels) == {("B", "", 7), ("P", "server", 500)}


def test_levels_of_a_single_pool_are_levels(draft, programme):
    LevelThreshold.objects.filter(pool="").delete()
    assert missing_in(draft, timezone.localdate()) == []
    LevelThreshold.objects.all().delete()
    assert [one.step for one in missing_in(draft, timezone.localdate())] == [Step.PROGRAMMES]
