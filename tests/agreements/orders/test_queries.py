import pytest

from agreements.orders.queries import orders_of
from tests import agreement_factories as make

pytestmark = pytest.mark.django_db


def test_an_organisations_orders_come_newest_first(cast, agreement, office):
    placed = [make.order(agreement, by=cast.nordvik.orderer, lines={office: 1}) for _ in range(3)]
    listed = orders_of(cast.nordvik.organisation)
    assert listed.ordered
    assert list(listed) == placed[::-1]
