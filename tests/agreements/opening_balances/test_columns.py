"""What the columns of a file may be called, and what is said of those that are missing."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from agreements.holdings.position_file import heading, rows
from agreements.holdings.queries import entries_on
from agreements.models import OpeningBalance
from agreements.opening_balances.actions import post_balance
from agreements.opening_balances.reading import COLUMNS, SAMPLE
from agreements.spreadsheets import table_file
from agreements.table_files.sheets import LABELS, read_sheet, sentence
from tests import agreement_factories as make

pytestmark = pytest.mark.django_db
LANGUAGES = ["nb", "nn", "en"]


@pytest.fixture
def number(agreement):
    return agreement.accession.organisation.organisation_number


@pytest.fixture
def reading_in(signed_in, orderer):
    """The orderer's client, with pages in a language."""

    def reading_in(language):
        client = signed_in(orderer)
        client.cookies["django_language"] = language
        return client

    return reading_in


def brought(client, number, agreement, file, *, name="beholdning.csv"):
    """The page after a file was brought."""
    fields = {"agreement": agreement.pk, "valid_from": "2026-01-31"}
    address = reverse("opening_balance_new", args=[number])
    return client.post(address, fields | {"file": make.uploaded(name, file)}, follow=True)


def test_nynorsk_quantities_are_read(bring, office):
    assert bring(f"{office.part_number};4", header="varenummer;antal").rows.get().quantity == 4


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_a_missing_column_is_named_as_it_may_be_written(reading_in, number, agreement, language):
    page = brought(reading_in(language), number, agreement, b"varenummer;kven\n1;2")
    [said] = page.context["form"].errors["file"]
    with translation.override(language):
        assert f"«{LABELS['quantity']}»" in said
        assert str(LABELS["part_number"]) not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_findings_name_columns_as_on_the_page(language):
    with translation.override(language):
        label = str(LABELS["unit_net"])
        twice = sentence("column_twice", {"meaning": ["unit_net"]})
        unread = sentence("not_a_number", {"value": "x"}, "unit_net")
    assert f"«{label}»" in twice
    assert unread.startswith(f"{label}: ")


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_file_of_holdings_is_read_back(
    reading_in, number, agreement, office, linux, orderer, language, suffix
):
    school = make.segment(agreement.accession.organisation, name="Skole")
    facts = {"by": orderer, "valid_from": date(2026, 1, 1)}
    assured = {"segment": school, "unit_net": Decimal("90.50"), "assured_to": date(2027, 12, 31)}
    make.ledger_entry(agreement, office, quantity=10, **assured, **facts)
    make.ledger_entry(agreement, linux, quantity=3, valid_to=date(2027, 1, 31), **facts)
    entries = entries_on(agreement.accession.organisation, date(2026, 6, 1))
    with translation.override(language):
        file = table_file(heading(), rows(entries), suffix=suffix)
    brought(reading_in("nb"), number, agreement, file, name=f"beholdning.{suffix}")
    balance = OpeningBalance.objects.get()
    post_balance(balance, by=orderer, now=timezone.now())
    kept = ["product", "quantity", "segment", "valid_from", "valid_to", "assured_to", "unit_net"]
    assert sorted(balance.rows.values_list(*kept)) == sorted(
        agreement.ledger_entries.filter(opening_balance_row=None).values_list(*kept)
    )
    assert len(balance.unread_columns) == 5


def test_columns_that_were_not_read_are_notified_on_the_page(reading_in, number, agreement, office):
    file = f"varenummer;antall;;<b>hvem</b>;merknad\n{office.part_number};2;;Ola;".encode()
    page = brought(reading_in("nb"), number, agreement, file)
    assert page.context["balance"].unread_columns == ["<b>hvem</b>", "merknad"]
    assert "&lt;b&gt;hvem&lt;/b&gt;, merknad" in page.text


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_the_sample_has_every_column(reading_in, number, language):
    client = reading_in(language)
    address = reverse("opening_balance_sample", args=[number])
    assert address in client.get(reverse("opening_balance_new", args=[number])).text
    sheet = read_sheet(client.get(address).content, columns=COLUMNS, required=set(COLUMNS.values()))
    assert (sheet.findings, sheet.unread, len(sheet.rows)) == ([], [], len(SAMPLE))
