"""Every act on a draft: refused once it is announced; as many queries for many rows as for one."""

from functools import partial
from inspect import getmembers, isfunction

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements.framework_administration import draft_goods, drafts
from agreements.models import Lot, Programme
from tests import agreement_factories as make
from tests.factories import organisation
from tests.query_counts import queries_of

pytestmark = pytest.mark.django_db

CEILING = {"maximum_value": None, "estimated_value": None, "maximum_quantity": 5}
NO_ACTS = {"create_draft", "locked_draft"}
ACTS = {
    "update_parties": lambda one: drafts.update_parties(one, {}, resellers=[]),
    "update_dates": lambda one: drafts.update_dates(one, {}, options=[]),
    "record_basis": lambda one: drafts.record_basis(one, {}, eligible_kinds=["municipality"]),
    "add_organisation": lambda one: drafts.add_organisation(one, organisation()),
    "remove_organisation": lambda one: drafts.remove_organisation(one, organisation()),
    "update_texts": lambda one: drafts.update_texts(one, {}, terms={}),
    "announce_framework": lambda one: drafts.announce_framework(one, by=None, now=timezone.now()),
    "update_ceilings": lambda one: draft_goods.update_ceilings(one, CEILING, []),
    "save_programme": lambda one: draft_goods.save_programme(one, Programme(), {}),
    "remove_programme": lambda one: draft_goods.remove_programme(one, one.programmes.get()),
}


def test_every_act_on_a_draft_is_known():
    public = {
        name
        for module in (drafts, draft_goods)
        for name, found in getmembers(module, isfunction)
        if found.__module__ == module.__name__ and not name.startswith("_")
    }
    assert public - NO_ACTS == ACTS.keys()


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_no_act_changes_what_is_announced_meanwhile(cast, act):
    opened = make.draft()
    drafts.announce_framework(opened, by=cast.kari, now=timezone.now())
    with pytest.raises(ValidationError) as refused:
        act(opened)
    assert refused.value.code == "not_a_draft"


def lots(number):
    """Rows of so many lots; those that are stored already under their keys."""
    stored = dict(Lot.objects.values_list("number", "pk"))
    numbers = range(1, number + 1)
    facts = {"ceiling": CEILING}
    return [{"pk": stored.get(n), "number": n, "name": f"Del {n}"} | facts for n in numbers]


def test_many_lots_are_written_with_as_many_queries_as_one():
    draft = make.draft()
    write = partial(draft_goods.update_ceilings, draft, CEILING)
    write(lots(1))
    few, _done = queries_of(lambda: write(lots(2)))
    many, _done = queries_of(lambda: write(lots(25)))
    assert (len(many), draft.lots.count()) == (len(few), 25)
    one_less, _done = queries_of(lambda: write(lots(24)))
    most_less, _done = queries_of(lambda: write(lots(1)))
    assert (len(most_less), draft.lots.count()) == (len(one_less), 1)


def test_many_levels_are_written_with_as_many_queries_as_one():
    draft = make.draft()
    save = partial(draft_goods.save_programme, draft, draft.programmes.get())
    save({"1": 1})
    few, _done = queries_of(lambda: save({"1": 1}))
    many, _done = queries_of(lambda: save({str(n): n for n in range(1, 26)}))
    assert len(many) == len(few)
