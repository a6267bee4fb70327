from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

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


def test_anothers_holdings_are_not_ones_own(agreement, foreign):
    assert positions(agreement.accession.organisation, date(2026, 12, 31)) == []
    assert len(positions(foreign.accession.organisation, date(2026, 12, 31))) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE agreements_ledgerentry SET quantity = 99",
        "DELETE FROM agreements_ledgerentry",
        "TRUNCATE agreements_ledgerentry",
    ],
)
def test_the_ledger_is_append_only(agreement, office, orderer, statement):
    make.ledger_entry(agreement, office, by=orderer)
    connection.check_constraints()  # PostgreSQL empties no table that has checks to come
    refused = pytest.raises(DatabaseError, match="ledger_is_(append_only|never_emptied)")
    with refused, transaction.atomic():
        connection.cursor().execute(statement)
    assert LedgerEntry.objects.get().quantity == 10


@pytest.mark.parametrize(
    ("overrides", "name"),
    [
        ({"quantity": 0}, "ledger_quantity_is_not_zero"),
        ({"kind": "order"}, "ledger_order_entry_has_its_line"),
        ({"kind": "correction"}, "ledger_correction_names_its_entry"),
        ({"valid_to": date(2020, 1, 1)}, "ledger_ends_after_start"),
        ({"quantity": -1}, "ledger_sign_is_that_of_its_kind"),
        ({"kind": "reduction"}, "ledger_sign_is_that_of_its_kind"),
        ({"unit": "box"}, "ledger_unit_is_known"),
        ({"counting_basis": ""}, "ledger_counting_basis_is_known"),
        ({"unit_net": -1}, "ledger_price_is_not_negative"),
    ],
)
def test_an_entry_is_whole(agreement, office, orderer, overrides, name):
    with pytest.raises(DatabaseError, match=name):
        make.ledger_entry(agreement, office, by=orderer, **overrides)
