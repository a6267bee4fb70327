"""Every unit that a product is priced in has a code that an order may hold."""

from agreements.catalogue.models import Product
from agreements.exchange.units import UNIT_CODES, UNIT_OF


def test_every_unit_of_a_product_has_a_code():
    assert set(Product.Unit.values) <= set(UNIT_OF)
    assert set(UNIT_OF.values()) <= UNIT_CODES
    assert "STK" not in UNIT_CODES
