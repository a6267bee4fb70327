"""What the database refuses about entries that lower others, and what entries freeze."""

from datetime import date, timedelta
from threading import Thread

import pgtrigger
import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from agreements.holdings.actions import negative_balance_as_refusal, reverse_entries
from agreements.holdings.queries import positions
from agreements.models import LedgerEntry, Product
from tests import agreement_factories as make
from tests.races import at_once, wait_until_somebody_waits

pytestmark = pytest.mark.django_db

START = date(2026, 1, 1)


@pytest.fixture
def orderer(cast):
    return cast.nordvik.orderer


@pytest.fixture
def entry(agreement, office, orderer):
    """Ten office suites at 100 kr through 2026."""
    return make.ledger_entry(
        agreement,
        office,
        by=orderer,
        unit_net=100,
        valid_from=START,
        valid_to=date(2026, 12, 31),
    )


def lower(agreement, product, quantity, *, by, **overrides):
    """A reduction through 2026, written past the actions."""
    fields = {"valid_from": START, "valid_to": date(2026, 12, 31)} | overrides
    return make.ledger_entry(
        agreement, product, by=by, kind="reduction", quantity=-quantity, **fields
    )


def refused(name):
    return pytest.raises(DatabaseError, match=name)


def test_a_correction_takes_back_the_whole_entry(entry, orderer):
    [correction] = reverse_entries([entry], by=orderer, now=timezone.now())
    assert (correction.quantity, correction.unit_net) == (-10, 100)
    assert positions(entry.organisation, START) == []


@pytest.mark.parametrize(
    "other",
    [
        {"quantity": -9},
        {"unit": "hour"},
        {"counting_basis": "pupils"},
        {"unit_net": None},
        {"unit_net": 99},
        {"valid_from": START + timedelta(days=1)},
        {"valid_to": date(2026, 12, 30)},
        {"valid_to": None},
    ],
)
def test_a_correction_that_is_not_whole_is_refused(agreement, office, orderer, entry, other):
    same = {
        "quantity": -10,
        "unit_net": 100,
        "valid_from": entry.valid_from,
        "valid_to": entry.valid_to,
    }
    with refused("ledger_correction_is_whole"):
        make.ledger_entry(
            agreement, office, by=orderer, kind="correction", reverses=entry, **same | other
        )


def test_a_correction_is_of_the_same_product_agreement_and_segment(
    agreement, office, linux, orderer, entry, foreign
):
    same = {
        "kind": "correction",
        "quantity": -10,
        "reverses": entry,
        "unit_net": 100,
        "valid_from": entry.valid_from,
        "valid_to": entry.valid_to,
    }
    school = make.segment(entry.organisation)
    for of, product, others in (
        (agreement, linux, {}),
        (foreign.agreement, office, {}),
        (agreement, office, {"segment": school}),
    ):
        with refused("ledger_correction_is_whole"), transaction.atomic():
            make.ledger_entry(of, product, by=orderer, **same | others)


def test_a_correction_is_not_corrected(entry, orderer):
    [correction] = reverse_entries([entry], by=orderer, now=timezone.now())
    with pytest.raises(ValidationError) as refusal:
        reverse_entries([correction], by=orderer, now=timezone.now())
    assert refusal.value.code == "correction_is_final"
    again = {
        name: getattr(correction, name)
        for name in ("unit_net", "valid_from", "valid_to", "unit", "counting_basis")
    }
    with refused("ledger_correction_is_whole"):
        make.ledger_entry(
            entry.volume_licence_agreement,
            entry.product,
            by=orderer,
            kind="correction",
            quantity=10,
            reverses=correction,
            **again,
        )


def test_an_entry_is_reversed_once(entry, orderer, agreement, office):
    make.ledger_entry(agreement, office, by=orderer, quantity=10, valid_from=START)
    reverse_entries([entry], by=orderer, now=timezone.now())
    with pytest.raises(ValidationError) as refusal:
        reverse_entries([entry], by=orderer, now=timezone.now())
    assert refusal.value.code == "reversed_already"


def test_what_others_build_on_is_not_reversed(entry, agreement, office, orderer):
    lower(agreement, office, 1, by=orderer)
    with pytest.raises(ValidationError) as refusal:
        reverse_entries([entry], by=orderer, now=timezone.now())
    assert refusal.value.code == "more_than_is_held"


@pytest.mark.parametrize(
    "days",
    [
        {"quantity": 11},
        {"quantity": 1, "valid_from": START - timedelta(days=1)},
        {"quantity": 1, "valid_to": date(2027, 1, 1)},
        {"quantity": 1, "valid_to": None},
    ],
)
def test_a_holding_is_below_zero_on_no_day(agreement, office, orderer, entry, days):
    with refused("ledger_never_negative"):
        lower(agreement, office, **{"quantity": 10, "by": orderer} | days)


def test_days_that_others_cover_may_be_lowered(agreement, office, orderer, entry):
    next_year = {"valid_from": date(2027, 1, 1), "valid_to": None}
    make.ledger_entry(agreement, office, by=orderer, quantity=4, **next_year)
    lower(agreement, office, 4, by=orderer, valid_to=None)
    [position] = positions(entry.organisation, START)
    assert position.quantity == 6
    assert positions(entry.organisation, date(2027, 1, 1)) == []


def test_a_segment_does_not_give_up_what_another_has(agreement, office, orderer, entry):
    school = make.segment(entry.organisation)
    with refused("ledger_never_negative"):
        lower(agreement, office, 1, by=orderer, segment=school)


def test_a_segment_is_of_the_organisation(agreement, office, orderer, foreign):
    theirs = make.segment(foreign.accession.organisation)
    with refused("ledger_segment_is_of_its_organisation"):
        make.ledger_entry(agreement, office, by=orderer, segment=theirs)


def test_what_one_statement_adds_and_takes_is_seen_together(entry):
    """Taken before it is added, in one INSERT: at its end nothing is missing."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO agreements_ledgerentry (
                organisation_id, volume_licence_agreement_id, product_id, kind, quantity, unit,
                counting_basis, valid_from, posted_at
            )
            SELECT organisation_id, volume_licence_agreement_id, product_id, new.kind, new.number,
                   unit, counting_basis, date '2030-01-01', posted_at
            FROM agreements_ledgerentry,
                 (VALUES ('reduction', -3), ('opening_balance', 3)) new(kind, number)
            """
        )
    assert LedgerEntry.objects.count() == 3


def many(agreement, product, quantities, **overrides):
    """Entries not yet posted, one a quantity, each with a price of its own."""
    fields = {
        "organisation": agreement.accession.organisation,
        "volume_licence_agreement": agreement,
        "product": product,
        "unit": "each",
        "counting_basis": "users",
        "valid_from": START,
        "posted_at": timezone.now(),
    }
    return [
        LedgerEntry(
            quantity=quantity,
            kind="opening_balance" if quantity > 0 else "reduction",
            unit_net=price,
            **fields | overrides,
        )
        for price, quantity in enumerate(quantities)
    ]


def test_of_many_lowered_at_once_one_that_is_too_low_stops_all(agreement, office, linux, foreign):
    theirs = foreign.agreement
    LedgerEntry.objects.bulk_create(
        many(agreement, office, [3, 4]) + many(agreement, linux, [5]) + many(theirs, office, [2])
    )
    standing = LedgerEntry.objects.count()
    fine = many(agreement, office, [-3, -4]) + many(agreement, linux, [-5])
    for too_many in ([-3], [-1, -2]):
        with refused("ledger_never_negative"), transaction.atomic():
            LedgerEntry.objects.bulk_create(fine + many(theirs, office, too_many))
    LedgerEntry.objects.bulk_create(fine + many(theirs, office, [-1, -1]))
    assert LedgerEntry.objects.count() == standing + 5


def rows_read():
    """How many rows of the ledger this transaction has read so far."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq_tup_read + COALESCE(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables"
            " WHERE relname = 'agreements_ledgerentry'"
        )
        return cursor.fetchone()[0]


def test_what_it_costs_to_lower_a_holding_grows_with_its_parts_alone(agreement, office):
    parts = 200
    LedgerEntry.objects.bulk_create(many(agreement, office, [2] * parts))
    before = rows_read()
    LedgerEntry.objects.bulk_create(many(agreement, office, [-1] * parts))
    assert rows_read() - before <= 3 * parts


def test_an_entry_keeps_the_unit_basis_and_price_of_its_order(cast, agreement, order, office):
    make.confirm(order, by=cast.nordvik.orderer, approver=cast.nordvik.approver)
    Product.objects.filter(pk=office.pk).update(unit="hour", counting_basis="pupils")
    agreement.__class__.objects.filter(pk=agreement.pk).update(counting_basis="devices")
    posted = LedgerEntry.objects.get(product=office)
    assert (posted.unit, posted.counting_basis, posted.unit_net) == ("each", "users", 100)
    found = {row.part_number: row for row in positions(order.organisation, posted.valid_from)}
    row = found[office.part_number]
    assert (row.unit, row.counting_basis) == ("each", "users")


@pytest.mark.django_db(transaction=True)
def test_two_who_lower_at_once_do_not_take_the_same(agreement, office, orderer):
    make.ledger_entry(agreement, office, by=orderer, valid_from=START)

    def take_eight():
        with transaction.atomic(), negative_balance_as_refusal():
            taken = lower(agreement, office, 8, by=orderer, valid_to=None).quantity
            connection.cursor().execute("SELECT pg_sleep(0.3)")  # the other one is here by now
            return taken

    assert sorted(map(str, at_once(take_eight, take_eight))) == ["-8", "more_than_is_held"]
    [position] = positions(agreement.accession.organisation, START)
    assert position.quantity == 2


@pytest.mark.django_db(transaction=True)
def test_who_lowers_for_several_waits_for_the_first_before_taking_the_next(
    agreement, office, foreign
):
    """In one order for all, so that no two wait for each other."""
    agreements = sorted([agreement, foreign.agreement], key=lambda a: a.accession.organisation_id)
    first, second = agreements
    LedgerEntry.objects.bulk_create(many(first, office, [5]) + many(second, office, [5]))
    lowered = many(second, office, [-1]) + many(first, office, [-1])
    other = Thread(target=at_once, args=[lambda: len(LedgerEntry.objects.bulk_create(lowered))])
    with transaction.atomic():
        LedgerEntry.objects.bulk_create(many(first, office, [-2]))
        other.start()
        wait_until_somebody_waits()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT objid FROM pg_locks JOIN pg_database ON pg_database.oid = database "
                "WHERE locktype = 'advisory' AND granted AND datname = current_database()"
            )
            assert [row[0] for row in cursor] == [first.accession.organisation_id]
    other.join()
    assert LedgerEntry.objects.filter(quantity=-1).count() == 2


def test_a_trigger_learns_without_an_error_that_it_is_not_ignored(agreement, office, orderer):
    """An error inside costs as much as there are foreign keys to be checked at the end."""
    make.ledger_entry(agreement, office, by=orderer)
    for _before_and_after_something_is_ignored in range(2):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('pgtrigger.ignore')::text[]")
            assert cursor.fetchone() == ([],)
        with pgtrigger.ignore("agreements.LedgerEntry:ledger_is_never_truncated"):
            assert LedgerEntry.objects.exists()
