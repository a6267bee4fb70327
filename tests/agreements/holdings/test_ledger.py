from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from agreements.holdings.queries import positions
from agreements.models import LedgerEntry
from tests import agreement_factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def orderer(cast):
    return cast.nordvik.orderer


def quantities(organisation, at):
    return {row.product_name: row.quantity for row in positions(organisation, at)}


def test_a_position_is_the_sum_of_the_entries_valid_that_day(agreement, office, linux, orderer):
    start = date(2026, 1, 1)
    make.ledger_entry(agreement, office, by=orderer, quantity=10, valid_from=start)
    make.ledger_entry(agreement, office, by=orderer, quantity=5, valid_from=date(2026, 6, 1))
    make.ledger_entry(
        agreement, linux, by=orderer, quantity=3, valid_from=start, valid_to=date(2026, 12, 31)
    )
    organisation = agreement.accession.organisation
    assert quantities(organisation, start - timedelta(days=1)) == {}
    assert quantities(organisation, date(2026, 5, 31)) == {
        "Debian GNU/Linux": 3,
        "Kontorpakke": 10,
    }
    assert quantities(organisation, date(2026, 12, 31)) == {
        "Debian GNU/Linux": 3,
        "Kontorpakke": 15,
    }
    assert quantities(organisation, date(2027, 1, 1)) == {"Kontorpakke": 15}


def test_a_correction_of_everything_leaves_no_position(agreement, office, orderer):
    wrong = make.ledger_entry(agreement, office, by=orderer, quantity=10)
    make.ledger_entry(
        agreement,
        office,
        by=orderer,
        quantity=-10,
        kind=LedgerEntry.Kind.CORRECTION,
        reverses=wrong,
    )
    assert positions(agreement.accession.organisation, agreement.starts_on) == []


def test_what_is_reversed_does_not_expire(agreement, office, orderer):
    make.ledger_entry(agreement, office, by=orderer, quantity=5)
    term = {"valid_from": agreement.starts_on, "valid_to": agreement.starts_on + timedelta(days=90)}
    wrong = make.ledger_entry(agreement, office, by=orderer, **term)
    make.ledger_entry(
        agreement, office, by=orderer, kind="correction", quantity=-10, reverses=wrong, **term
    )
    [position] = positions(agreement.accession.organisation, agreement.starts_on)
    assert (position.quantity, position.first_expiry) == (5, None)


def test_what_was_given_up_does_not_expire(agreement, office, orderer):
    at, later = agreement.starts_on, agreement.starts_on + timedelta(days=200)
    for last, bought, given_up in ((90, 10, 10), (120, 4, 3), (150, 5, 0)):
        term = {"by": orderer, "valid_from": at, "valid_to": at + timedelta(days=last)}
        make.ledger_entry(agreement, office, quantity=bought, **term)
        if given_up:
            make.ledger_entry(agreement, office, kind="reduction", quantity=-given_up, **term)
    make.ledger_entry(agreement, office, by=orderer, quantity=1)
    [position] = positions(agreement.accession.organisation, at)
    assert (position.quantity, position.first_expiry) == (7, at + timedelta(days=120))
    [position] = positions(agreement.accession.organisation, later)
    assert (position.quantity, position.first_expiry) == (1, None)


def test_what_another_counting_basis_has_left_does_not_hide_what_ends(agreement, office, orderer):
    at = agreement.starts_on
    term = {"by": orderer, "valid_from": at, "valid_to": at + timedelta(days=90)}
    make.ledger_entry(agreement, office, quantity=3, **term)
    make.ledger_entry(agreement, office, quantity=-3, kind="reduction", **term)
    make.ledger_entry(agreement, office, by=orderer, quantity=2)
    make.ledger_entry(agreement, office, quantity=4, counting_basis="devices", **term)
    found = {
        row.quantity: row.first_expiry for row in positions(agreement.accession.organisation, at)
    }
    assert found == {2: None, 4: at + timedelta(days=90)}


def test_anothers_holdings_are_not_ones_own(agreement, foreign):
    day = foreign.entry.valid_from
    assert positions(agreement.accession.organisation, day) == []
    assert len(positions(foreign.accession.organisation, day)) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE agreements_ledgerentry SET quantity = 99",
        "DELETE FROM agreements_ledgerentry",
        "TRUNCATE agreements_ledgerentry CASCADE",
    ],
)
def test_the_ledger_is_append_only(agreement, office, orderer, statement):
    make.ledger_entry(agreement, office, by=orderer)
    with (
        pytest.raises(DatabaseError, match="ledger_is_(append_only|never_truncated)"),
        transaction.atomic(),
    ):
        connection.cursor().execute(f"SET CONSTRAINTS ALL IMMEDIATE; {statement}")
    assert LedgerEntry.objects.get().quantity == 10


@pytest.mark.parametrize(
    ("overrides", "name"),
    [
        ({"quantity": 0}, "ledger_quantity_is_not_zero"),
        ({"kind": "order", "order_line": None}, "ledger_order_entry_has_its_line"),
        ({"kind": "correction"}, "ledger_correction_names_its_entry"),
        ({"valid_to": date(2020, 1, 1)}, "ledger_ends_after_start"),
    ],
)
def test_an_entry_is_whole(agreement, office, orderer, overrides, name):
    with pytest.raises(DatabaseError, match=name):
        make.ledger_entry(agreement, office, by=orderer, **overrides)


def test_an_entry_stands_under_an_agreement_of_its_organisation(
    agreement, office, orderer, foreign
):
    refused = pytest.raises(IntegrityError, match="ledger_agreement_of_its_organisation")
    with refused, transaction.atomic():
        make.ledger_entry(
            agreement, office, by=orderer, organisation=foreign.accession.organisation
        )


@pytest.mark.parametrize(
    ("first", "last", "fits"),
    [
        ("2026-07-01", None, False),
        ("2026-07-01", "2026-12-31", True),
        ("2026-07-01", "2027-01-01", False),
        ("2026-12-31", "2026-12-31", True),
        ("2025-12-31", "2026-12-31", False),
        ("2026-01-01", "2026-12-31", True),
    ],
)
def test_no_day_has_a_negative_holding(agreement, office, orderer, first, last, fits):
    """Ten for 2026 alone: ten fewer must lie within the year."""
    year = {"valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31)}
    make.ledger_entry(agreement, office, by=orderer, quantity=10, **year)
    fewer = {
        "kind": "reduction",
        "quantity": -10,
        "valid_from": date.fromisoformat(first),
        "valid_to": date.fromisoformat(last) if last else None,
    }
    if fits:
        make.ledger_entry(agreement, office, by=orderer, **fewer)
        return
    refused = pytest.raises(IntegrityError, match="ledger_never_negative")
    with refused, transaction.atomic():
        make.ledger_entry(agreement, office, by=orderer, **fewer)


def test_other_products_do_not_count(agreement, office, linux, orderer):
    make.ledger_entry(agreement, linux, by=orderer, quantity=10)
    refused = pytest.raises(IntegrityError, match="ledger_never_negative")
    with refused, transaction.atomic():
        make.ledger_entry(agreement, office, by=orderer, kind="reduction", quantity=-1)
