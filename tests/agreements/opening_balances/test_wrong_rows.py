"""Files with errors: the way on, and what lasts for a time without a last day."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from agreements.opening_balances.actions import choose_products, post_balance
from agreements.segments.actions import change_segment, close_segment
from tests import agreement_factories as make
from tests.agreements.opening_balances.conftest import code_of, held
from tests.page import squeezed

pytestmark = pytest.mark.django_db


@pytest.fixture
def yearly(office):
    """A product that lasts for a year."""
    return make.product(office.framework, name="Kontorpakke abonnement", term_months=12)


def codes(row):
    return [problem["code"] for problem in row.problems]


def test_a_file_with_errors_leads_to_a_new_one(bring, office, signed_in, orderer):
    wrong = bring(";Kontorpakken;5;;;;", "no-such;;5;;;;")
    right = bring(";Kontorpakken;5;;;;")
    anew = reverse("opening_balance_new", args=[wrong.organisation.organisation_number])
    page = squeezed(signed_in(orderer).get(wrong.get_absolute_url()).text)
    assert f'data-variant="primary" href="{anew}"' in page
    assert "<select" not in page
    page = squeezed(signed_in(orderer).get(right.get_absolute_url()).text)
    assert f'data-variant="primary" href="{anew}"' not in page
    assert "<select" in page


def test_a_day_that_is_not_read_is_not_shown(bring, office, signed_in, orderer):
    unread = bring(f"{office.part_number};;5;i fjor;;;", valid_from=date(2025, 1, 1))
    assert [codes(row) for row in unread.rows.all()] == [["not_a_date"]]
    page = signed_in(orderer).get(unread.get_absolute_url()).text
    assert "01.01.2025" not in page
    read = bring(f"{office.part_number};;5;;;;", valid_from=date(2025, 1, 1))
    assert "01.01.2025" in signed_in(orderer).get(read.get_absolute_url()).text


def test_of_a_day_that_is_not_read_nothing_more_is_said(bring, office):
    balance = bring(f"{office.part_number};;5;i fjor;31.12.2024;;", valid_from=date(2025, 1, 1))
    assert codes(balance.rows.get()) == ["not_a_date"]


def test_what_lasts_for_a_time_has_a_last_day(bring, agreement, yearly, orderer):
    row = bring(f"{yearly.part_number};;5;;;;").rows.get()
    assert row.problems == [
        {"code": "last_day_missing", "params": {"product": yearly.name}, "column": ""}
    ]
    assert codes(bring(f"{yearly.part_number};;5;;når?;;").rows.get()) == ["not_a_date"]
    balance = bring(f"{yearly.part_number};;5;;31.12.2099;;")
    post_balance(balance, by=orderer, now=timezone.now())
    assert held(agreement) == {yearly.part_number: 5}


def test_what_lasts_for_a_time_is_not_chosen_without_a_last_day(bring, office, yearly, orderer):
    balance = bring(";Kontorpakke;5;;;;", ";Kontorpakken;6;;;;", ";Kontorpakken;7;;31.12.2099;;")
    first, second, third = balance.rows.all()
    chosen = {first.pk: office.pk, second.pk: yearly.pk, third.pk: yearly.pk}
    assert code_of(choose_products, balance, chosen) == "last_day_missing"
    assert [row.product for row in balance.rows.all()] == [office, None, yearly]


def test_what_came_to_last_for_a_time_is_not_posted(bring, agreement, office, orderer):
    balance = bring(f"{office.part_number};;5;;;;")
    office.term_months = 12
    office.save()
    with pytest.raises(ValidationError) as refusal:
        post_balance(balance, by=orderer, now=timezone.now())
    assert refusal.value.code == "last_day_missing"
    assert held(agreement) == {}


def test_the_database_posts_no_row_for_a_time_without_its_last_day(
    bring, agreement, yearly, orderer
):
    entry = make.ledger_entry(agreement, yearly, by=orderer)
    balance = bring(f"{yearly.part_number};;5;;;;")
    with pytest.raises(DatabaseError, match="row_of_a_time_has_its_last_day"):
        balance.rows.update(entry=entry, problems=[])


def test_a_segment_that_is_closed_is_not_meant(bring, agreement, office):
    organisation = agreement.accession.organisation
    first, closed = (make.segment(organisation, name=name) for name in ("Helse", "Skole"))
    close_segment(closed, now=timezone.now())
    assert codes(bring(f"{office.part_number};;5;;;;Skole").rows.get()) == ["segment_unknown"]
    contact = {"contact_name": first.contact_name, "contact_email": first.contact_email}
    change_segment(first, {"name": "Skole", **contact})
    assert bring(f"{office.part_number};;5;;;;skole").rows.get().segment == first


def test_to_reverse_is_said_twice(bring, agreement, office, orderer, signed_in):
    balance = bring(f"{office.part_number};;5;;;;")
    post_balance(balance, by=orderer, now=timezone.now())
    at = [balance.organisation.organisation_number, balance.pk]
    page = signed_in(orderer).get(balance.get_absolute_url()).text
    opened = page.index("<details")
    assert opened < page.index(reverse("opening_balance_reverse", args=at))
