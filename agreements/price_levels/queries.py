"""Selecting programmes and the levels that they have on a day."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, TypedDict, cast

from agreements.frameworks.models import FrameworkAgreement
from agreements.price_levels.levels import Step, level_table, with_levels
from agreements.price_levels.models import Programme
from agreements.price_levels.models.levels import PriceLevel

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class OwnLevels(TypedDict):
    """What stands with a programme: its levels on a day, the lowest first."""

    levels: Sequence[Step]


type ProgrammeWithLevels = WithAnnotations[Programme, OwnLevels]


def programmes_with_levels(framework: FrameworkAgreement, on: date) -> list[ProgrammeWithLevels]:
    """A framework agreement's programmes, each with its `levels` on a day as steps."""
    found = list(with_levels(framework.programmes.all()))
    programmes = cast(list[ProgrammeWithLevels], found)
    for programme in programmes:
        programme.levels = level_table(programme, on).steps
    return programmes


def price_level_for(
    programme: Programme, measured: int, *, on: date, pool: str = ""
) -> PriceLevel | None:
    """The programme's price level for a measured volume on a day; None below the lowest."""
    return level_table(programme, on, pool=pool).level_for(measured)


def kinds_without_levels(programme: Programme, on: date) -> list[str]:
    """The kinds of product that have no price levels on a day."""
    ended = programme.levels_ends.filter(ended_from__lte=on)
    return list(ended.values_list("product_kind", flat=True))
