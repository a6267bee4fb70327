"""The division into municipalities from 2007 to 2024, replayed from the table of changes."""

from datetime import date

import pytest

from municipalities.register.structure import (
    Change,
    FormerNumber,
    changes,
    divide_again,
    former_numbers,
    municipalities_before,
    replay,
)
from municipalities.register.tables import Tables

DAY = date(2030, 1, 1)


def change(old_number, old_name, number, name, kind="merger"):
    return Change(DAY, old_number, old_name, number, name, kind)


def test_the_real_changes_lead_from_431_municipalities_to_357():
    divisions = list(replay(municipalities_before(), changes()))
    counts = [len(municipalities_before()), *(len(division) for _day, division in divisions)]
    assert counts == [431, 430, 430, 429, 428, 428, 426, 422, 422, 356, 356, 356, 357]


def test_the_last_division_is_the_one_of_the_register():
    *_rest, (day, division) = replay(municipalities_before(), changes())
    now = {row["number"] for row in Tables.read().municipalities}
    assert (day, division.keys()) == (date(2024, 1, 1), now)


def test_every_first_day_of_a_number_is_that_of_its_change():
    begun = {change.number: change.changed_on for change in changes()}
    for row in Tables.read().municipalities:
        if "number_valid_from" in row:
            assert begun[row["number"]].isoformat() >= row["number_valid_from"]


def test_a_change_of_what_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="There is no 9902"):
        divide_again({"9901": "Nordvik"}, [change("9902", "Sørvåg", "9903", "Nysund")])
    with pytest.raises(ValueError, match="There is no 9901 Sørvåg"):
        divide_again({"9901": "Nordvik"}, [change("9901", "Sørvåg", "9903", "Nysund")])


def test_a_number_that_another_still_has_is_refused():
    before = {"9901": "Nordvik", "9902": "Sørvåg"}
    with pytest.raises(ValueError, match="9902"):
        divide_again(before, [change("9901", "Nordvik", "9902", "Nysund")])


def test_two_may_swap_numbers_on_one_day():
    before = {"9901": "Nordvik", "9902": "Sørvåg"}
    swapped = [
        change("9901", "Nordvik", "9902", "Nordvik", "renumbering"),
        change("9902", "Sørvåg", "9901", "Sørvåg", "renumbering"),
    ]
    assert divide_again(before, swapped) == {"9902": "Nordvik", "9901": "Sørvåg"}


def test_numbers_are_followed_back_to_where_the_municipality_began():
    # Gol was renumbered twice with its county; Lillestrøm began in a merger and was renumbered
    former = former_numbers(changes())
    assert former["3324"] == [
        FormerNumber("0617", None, date(2020, 1, 1)),
        FormerNumber("3041", date(2020, 1, 1), date(2024, 1, 1)),
    ]
    assert former["3205"] == [FormerNumber("3030", date(2020, 1, 1), date(2024, 1, 1))]
    assert "0301" not in former
    # What Ålesund and Haram were together is neither's own
    assert not {"1507", "1508", "1580"} & former.keys()


def test_a_change_of_name_alone_leaves_the_number():
    renamed = [change("9901", "Nordvik", "9901", "Nordvik - Davvi", "name_change")]
    assert former_numbers(renamed) == {}
