"""Orders of many members at the same moment: none is lost from the pooled volume."""

import pytest
from django.utils import timezone

from agreements.models import PooledVolume
from agreements.price_levels.volume import count_volume
from tests import agreement_factories as make
from tests.races import at_once

pytestmark = pytest.mark.load


@pytest.mark.django_db(transaction=True)
def test_no_volume_is_lost_in_a_race():
    framework, today = make.framework(), timezone.localdate()
    forth = {"server": (1, 10), "system": (2, 20), "": (1, 0)}
    back = dict(reversed(forth.items()))

    def count(sums):
        return lambda: count_volume(framework, sums, on=today)

    outcomes = at_once(*[count(sums) for sums in (forth, back) * 6])
    assert outcomes == [None] * 12
    kept = {row.pool: (row.quantity, row.points) for row in PooledVolume.objects.all()}
    assert kept == {"server": (12, 120), "system": (24, 240), "": (12, 0)}
