"""A file that was read wrongly is discarded: it stays to be seen, and is never posted."""

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.models import OpeningBalance
from agreements.opening_balances.actions import (
    choose_products,
    discard_balance,
    post_balance,
    reverse_balance,
)
from tests import agreement_factories as make
from tests.agreements.opening_balances.conftest import code_of, held
from tests.races import at_once

OpeningBalanceEvent = apps.get_model("agreements", "OpeningBalanceEvent")

pytestmark = pytest.mark.django_db


def test_a_draft_is_discarded_permanently(bring, office, orderer):
    balance = bring(f"{office.part_number};;10;;;;")
    now = timezone.now()
    discard_balance(balance, by=orderer, now=now)
    assert (balance.state, balance.discarded_by) == ("discarded", orderer)
    for act in (post_balance, discard_balance, reverse_balance):
        assert code_of(act, balance, by=orderer, now=now) == "balance_has_changed"
    assert code_of(choose_products, balance, {}) == "balance_has_changed"
    kept = OpeningBalanceEvent.objects.filter(pgh_obj=balance)
    states = kept.order_by("pgh_id").values_list("state", flat=True)
    assert list(states) == ["draft", "discarded"]
    again = bring(f"{office.part_number};;10;;;;")
    post_balance(again, by=orderer, now=now)


def test_what_is_posted_is_not_discarded(bring, office, orderer):
    balance = bring(f"{office.part_number};;10;;;;")
    post_balance(balance, by=orderer, now=timezone.now())
    refused = code_of(discard_balance, balance, by=orderer, now=timezone.now())
    assert refused == "balance_has_changed"


def test_the_database_posts_nothing_that_is_discarded(bring, agreement, office, orderer):
    entry = make.ledger_entry(agreement, office, by=orderer)
    posted, balance = (bring(f"{office.part_number};;{number};;;;") for number in (1, 2))
    post_balance(posted, by=orderer, now=timezone.now())
    act = {"discarded_at": timezone.now(), "discarded_by": orderer}
    undone = {"posted_at": None, "posted_by": None}
    files = OpeningBalance.objects.filter(pk=posted.pk)
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
        files.update(state="discarded", **act, **undone)
    discard_balance(balance, by=orderer, now=timezone.now())
    gone = OpeningBalance.objects.filter(pk=balance.pk)
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
        gone.update(state="draft", discarded_at=None, discarded_by=None)
    with pytest.raises(DatabaseError, match="row_discarded_has_no_entry"), transaction.atomic():
        balance.rows.update(entry=entry)


def test_a_person_discards_a_draft(bring, office, signed_in, orderer, cast):
    balance = bring(f"{office.part_number};;10;;;;")
    at = [balance.organisation.organisation_number, balance.pk]
    discard = reverse("opening_balance_discard", args=at)
    assert discard not in signed_in(cast.nordvik.reader).get(balance.get_absolute_url()).text
    page = signed_in(orderer).post(discard, follow=True)
    assert page.context["balance"].state == "discarded"
    assert discard not in page.text
    assert reverse("opening_balance_post", args=at) not in page.text


@pytest.mark.django_db(transaction=True)
def test_a_file_is_posted_or_discarded_when_both_are_tried_at_once(
    bring, agreement, office, orderer
):
    balance = bring(f"{office.part_number};;10;;;;")

    def act(do, said):
        mine = OpeningBalance.objects.get(pk=balance.pk)
        do(mine, by=orderer, now=timezone.now())
        return said

    done = at_once(lambda: act(post_balance, "posted"), lambda: act(discard_balance, "discarded"))
    balance.refresh_from_db()
    assert sorted(done) == sorted(["balance_has_changed", balance.state])
    assert bool(held(agreement)) == (balance.state == "posted")
