"""Files of opening balances: looked through, posted as one, reversed as one."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements.holdings.actions import reverse_entries
from agreements.models import LedgerEntry, OpeningBalance
from agreements.opening_balances.actions import choose_products, post_balance, reverse_balance
from agreements.opening_balances.reading import COLUMNS
from agreements.opening_balances.views import ROWS_A_PAGE
from agreements.table_files.cells import words
from tests import agreement_factories as make
from tests.agreements.opening_balances.conftest import HEADER, code_of, held
from tests.price_files import xlsx
from tests.races import at_once

pytestmark = pytest.mark.django_db


def problems(balance):
    """The codes of each row's problems."""
    return [[problem["code"] for problem in row.problems] for row in balance.rows.all()]


def test_a_file_is_posted_as_one(bring, agreement, office, linux, orderer):
    school = make.segment(agreement.accession.organisation, name="Skole")
    balance = bring(
        f"{office.part_number};;10;01.02.2024;;1 250,50;skole", f"{linux.part_number};;3;;;;"
    )
    assert not LedgerEntry.objects.exists()
    post_balance(balance, by=orderer, now=timezone.now())
    first, second = LedgerEntry.objects.order_by("pk")
    assert (first.kind, first.quantity, first.unit) == ("opening_balance", 10, "each")
    assert (first.unit_net, first.counting_basis) == (Decimal("1250.50"), "users")
    assert (first.valid_from, first.valid_to) == (date(2024, 2, 1), None)
    assert (first.segment, first.opening_balance_row.balance) == (school, balance)
    assert (second.unit_net, second.segment) == (None, None)
    assert second.valid_from == agreement.starts_on
    assert balance.state == "posted"


def test_a_spreadsheet_is_read(agreement, office, orderer):
    rows = [["Beholdning"], ["Varenummer", "Antall", "Til"], [office.part_number, 7.0, date.max]]
    rows[2][2] = date(2027, 12, 31)
    content = xlsx({"Ark1": rows})
    balance = make.upload_balance(
        agreement,
        content,
        valid_from=agreement.starts_on,
        name="beholdning.xlsx",
        by=orderer,
        now=timezone.now(),
    )
    row = balance.rows.get()
    assert (row.product, row.quantity, row.valid_to) == (office, 7, date(2027, 12, 31))


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        ("{};;;;;;", ["quantity_missing"]),
        ("{};;0;;;;", ["quantity_missing"]),
        ("{};;-2;;;;", ["not_a_whole_number"]),
        ("{};;1,000;;;;", ["number_ambiguous"]),
        (";;5;;;;", ["product_missing"]),
        ("no-such;;5;;;;", ["product_not_found"]),
        (";Romskip;5;;;;", ["product_not_found"]),
        ("{};;5;01.02.2025;31.01.2025;;", ["ends_before_start"]),
        ("{};;5;i fjor;;;", ["not_a_date"]),
        ("{};;5;;;-1;", ["price_negative"]),
        ("{};;5;;;1,2345;", ["not_a_number"]),
        ("{};;5;;;;Havet", ["segment_unknown"]),
        ("{};;x;;;y;Havet", ["segment_unknown", "not_a_number", "not_a_number"]),
    ],
)
def test_what_is_wrong_stands_at_its_row(bring, office, linux, orderer, row, codes):
    balance = bring(f"{linux.part_number};;1;;;;", row.replace("{}", office.part_number))
    first, second = problems(balance)
    assert (first, sorted(second)) == ([], sorted(codes))
    assert code_of(post_balance, balance, by=orderer, now=timezone.now()) == "rows_have_problems"
    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize(
    ("rows", "header", "code"),
    [
        ([], HEADER, "rows_missing"),
        (["1;2"], "varenummer;pris", "columns_missing"),
        (["1;2"], "antall;quantity", "column_twice"),
        (["1"] * 2001, "antall;x", "rows_too_many"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(bring, rows, header, code):
    assert code_of(bring, *rows, header=header) == code
    assert not OpeningBalance.objects.exists()


def test_the_product_is_chosen_among_those_named_alike(bring, agreement, office, linux, orderer):
    balance = bring(";Kontorpakken;5;;;;")
    row = balance.rows.get()
    assert (row.product, row.candidates, row.problems) == (None, [office.pk], [])
    now = timezone.now()
    assert code_of(post_balance, balance, by=orderer, now=now) == "product_is_not_chosen"
    assert code_of(choose_products, balance, {row.pk: linux.pk}) == "not_a_candidate"
    choose_products(balance, {row.pk: office.pk})
    post_balance(balance, by=orderer, now=now)
    assert held(agreement) == {office.part_number: 5}


def test_the_product_most_alike_comes_first_and_none_without_a_name(bring, office, linux):
    plus = make.product(office.framework, name="Kontorpakke Pluss")
    balance = bring(
        ";Kontorpakke Plus;5;;;;", ";kontorpakken;1;;;;", "ukjent;;5;;;;", "ukjent;Sykkel;5;;;;"
    )
    found = list(balance.rows.values_list("candidates", flat=True))
    assert found == [[plus.pk, office.pk], [office.pk, plus.pk], [], []]
    assert problems(balance)[2:] == [["product_not_found"], ["product_not_found"]]


def test_names_are_looked_up_together(bring, office, linux, django_assert_num_queries):
    with CaptureQueriesContext(connection) as one:
        bring(";Kontorpakken;5;;;;")
    with django_assert_num_queries(len(one)):
        bring(*[f";Kontorpakken {number};5;;;;" for number in range(100)])


def test_what_is_posted_is_not_chosen_anew(bring, office, linux, orderer):
    balance = bring(";Kontorpakken;5;;;;")
    row = balance.rows.get()
    choose_products(balance, {row.pk: office.pk})
    post_balance(balance, by=orderer, now=timezone.now())
    again = code_of(choose_products, balance, {row.pk: office.pk})
    assert again == "balance_has_changed"


def test_a_known_part_number_needs_no_name(bring, office, linux):
    row = bring(f"{office.part_number};{linux.name};5;;;;").rows.get()
    assert (row.product, row.candidates) == (office, [])


def test_products_of_other_agreements_are_not_meant(bring):
    elsewhere = make.product(make.framework(), name="Kontorpakke")
    assert problems(bring(f"{elsewhere.part_number};;5;;;;")) == [["product_not_found"]]


def test_a_posted_file_is_reversed_as_one(bring, agreement, office, linux, orderer):
    make.ledger_entry(agreement, office, by=orderer, quantity=2)
    balance = bring(f"{office.part_number};;10;;;;", f"{linux.part_number};;3;;;;")
    post_balance(balance, by=orderer, now=timezone.now())
    reverse_balance(balance, by=orderer, now=timezone.now())
    assert held(agreement) == {office.part_number: 2}
    assert LedgerEntry.objects.filter(kind="correction").count() == 2
    assert balance.state == "reversed"
    again = code_of(reverse_balance, balance, by=orderer, now=timezone.now())
    assert again == "balance_has_changed"


def test_what_was_taken_back_alone_is_left_alone(bring, agreement, office, linux, orderer):
    balance = bring(f"{office.part_number};;10;;;;", f"{linux.part_number};;3;;;;")
    post_balance(balance, by=orderer, now=timezone.now())
    reverse_entries([LedgerEntry.objects.get(product=linux)], by=orderer, now=timezone.now())
    reverse_balance(balance, by=orderer, now=timezone.now())
    assert held(agreement) == {}


def test_a_file_that_something_builds_on_is_not_reversed(bring, agreement, office, orderer):
    balance = bring(f"{office.part_number};;10;;;;")
    post_balance(balance, by=orderer, now=timezone.now())
    make.ledger_entry(agreement, office, by=orderer, kind="reduction", quantity=-1)
    refused = code_of(reverse_balance, balance, by=orderer, now=timezone.now())
    balance.refresh_from_db()
    assert (refused, balance.state) == ("more_than_is_held", "posted")
    assert held(agreement) == {office.part_number: 9}


def test_the_same_file_is_posted_once_at_a_time(bring, agreement, office, orderer):
    now = timezone.now()
    first, second = (bring(f"{office.part_number};;10;;;;") for _ in range(2))
    post_balance(first, by=orderer, now=now)
    assert code_of(post_balance, second, by=orderer, now=now) == "posted_twice"
    assert held(agreement) == {office.part_number: 10}
    reverse_balance(first, by=orderer, now=now)
    second.refresh_from_db()
    post_balance(second, by=orderer, now=now)
    assert held(agreement) == {office.part_number: 10}


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"state": "posted"}, "opening_balance_acts_fit_its_state"),
        ({"reversed_at": timezone.now()}, "opening_balance_acts_fit_its_state"),
        ({"state": "discarded"}, "opening_balance_acts_fit_its_state"),
        ({"discarded_at": timezone.now()}, "opening_balance_acts_fit_its_state"),
    ],
)
def test_a_state_has_its_acts(bring, office, fields, name):
    balance = bring(f"{office.part_number};;10;;;;")
    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        OpeningBalance.objects.filter(pk=balance.pk).update(**fields)


def test_who_chooses_on_a_page_of_rows_comes_back_to_it(bring, office, signed_in, orderer):
    balance = bring(*[f";Kontorpakken {number};5;;;;" for number in range(ROWS_A_PAGE + 1)])
    client, last = signed_in(orderer), balance.rows.last()
    at = [balance.organisation.organisation_number, balance.pk]
    shown = client.get(balance.get_absolute_url(), {"page": 2}).text
    choose = f"{reverse('opening_balance_choose', args=at)}?page=2"
    assert f'action="{choose}"' in shown
    chosen = {f"product-{last.pk}": office.pk}
    assert client.post(choose, chosen).url == f"{balance.get_absolute_url()}?page=2"
    astray = reverse("opening_balance_choose", args=at, query={"page": "2&next=//x.example"})
    assert client.post(astray, chosen).url == balance.get_absolute_url()


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_every_column_that_is_described_is_read_and_every_one_read_is_described(
    agreement, signed_in, orderer, language
):
    client = signed_in(orderer)
    client.cookies["django_language"] = language
    number = agreement.accession.organisation.organisation_number
    page = client.get(reverse("opening_balance_new", args=[number])).text
    assert f'<html lang="{language}"' in page
    named = re.findall(r'<th scope="row">(.+?)</th>', page)
    assert [COLUMNS[words(name)] for name in named] == [
        "part_number",
        "name",
        "quantity",
        "valid_from",
        "valid_to",
        "assured_to",
        "unit_net",
        "segment",
    ]
    assert len(named) == len(set(COLUMNS.values()))


def test_a_row_with_problems_has_no_entry(bring, agreement, office, orderer):
    entry = make.ledger_entry(agreement, office, by=orderer)
    balance = bring("no-such;;5;;;;")
    with pytest.raises(DatabaseError, match="opening_balance_row_posted_whole"):
        balance.rows.update(entry=entry)


def test_a_person_brings_chooses_posts_and_reverses(agreement, office, signed_in, orderer):
    client, number = signed_in(orderer), agreement.accession.organisation.organisation_number
    brought = {
        "agreement": agreement.pk,
        "valid_from": "2026-01-31",
        "file": make.uploaded("beholdning.csv", b"produkt;antall\nKontorpakken;5"),
    }
    page = client.post(reverse("opening_balance_new", args=[number]), brought, follow=True)
    balance = OpeningBalance.objects.get()
    assert f'name="product-{balance.rows.get().pk}"' in page.text
    assert reverse("opening_balance_post", args=[number, balance.pk]) not in page.text

    chosen = {f"product-{balance.rows.get().pk}": office.pk, "product-x": "y", "other": ""}
    page = client.post(
        reverse("opening_balance_choose", args=[number, balance.pk]), chosen, follow=True
    )
    assert reverse("opening_balance_post", args=[number, balance.pk]) in page.text
    client.post(reverse("opening_balance_post", args=[number, balance.pk]))
    assert held(agreement) == {office.part_number: 5}
    client.post(reverse("opening_balance_reverse", args=[number, balance.pk]))
    assert held(agreement) == {}


def test_a_file_without_the_columns_comes_back(agreement, signed_in, orderer):
    number = agreement.accession.organisation.organisation_number
    brought = {
        "agreement": agreement.pk,
        "valid_from": "2026-01-31",
        "file": make.uploaded("beholdning.csv", b"a;b\n1;2"),
    }
    page = signed_in(orderer).post(reverse("opening_balance_new", args=[number]), brought)
    assert (page.status_code, page.context["form"].errors.keys()) == (422, {"file"})


@pytest.mark.django_db(transaction=True)
def test_of_two_who_post_at_once_one_does(bring, agreement, office, orderer):
    balance = bring(f"{office.part_number};;10;;;;")

    def post():
        mine = OpeningBalance.objects.get(pk=balance.pk)
        post_balance(mine, by=orderer, now=timezone.now())
        return "posted"

    assert sorted(at_once(post, post)) == ["balance_has_changed", "posted"]
    assert held(agreement) == {office.part_number: 10}
