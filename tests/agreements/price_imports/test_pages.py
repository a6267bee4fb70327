"""The case officer's way: upload, progress, findings, changes, effect, reversal."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.models import ImportFinding, PriceImport, PriceList
from agreements.price_imports import forms
from agreements.price_imports.findings_file import harmless
from tests import agreement_factories as make
from tests.page import squeezed
from tests.price_files import csv, price_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(cast, signed_in):
    return signed_in(cast.kari)


@pytest.fixture
def office(framework):
    return make.product(
        framework, part_number="269-00001", name="Kontor", publisher="Programhuset", net="1000.00"
    )


def upload(officer, framework, content, *, valid_from="2030-01-01", name="priser.csv"):
    return officer.post(
        reverse("ks_price_imports", args=[framework.reference]),
        {"file": SimpleUploadedFile(name, content), "valid_from": valid_from},
        follow=True,
    )


def test_an_officer_sees_what_a_file_changes_before_it_takes_effect(
    officer, framework, office, run_tasks
):
    page = upload(officer, framework, price_file())
    assert 'hx-trigger="every 2s"' in page.text
    run_tasks()
    price_import = PriceImport.objects.get()
    page = officer.get(reverse("ks_price_import", args=[price_import.pk]))
    assert "hx-trigger" not in page.text
    changes = reverse("ks_price_import_changes", args=[price_import.pk])
    changed = squeezed(officer.get(changes).text).replace("\N{NO-BREAK SPACE}", " ")
    assert "1 000,00 kr → 1 200,00 kr" in changed
    assert "(+20 %)" in changed
    assert "Kontor → Kontorpakke" in changed
    assert "269-00002" in officer.get(changes, {"change": "new"}).text
    assert "269-00001" not in officer.get(changes, {"change": "new"}).text
    assert PriceList.objects.count() == 1


def test_an_officer_takes_a_file_into_effect_and_reverses_it(officer, framework, office, cast):
    price_import = make.read_prices(framework, price_file())
    officer.post(reverse("ks_price_import_apply", args=[price_import.pk]))
    price_import.refresh_from_db()
    assert (price_import.state, price_import.applied_by) == ("in_effect", cast.kari)
    address = reverse("ks_price_import_reverse", args=[price_import.pk])
    assert officer.post(address, {"reason": ""}).status_code == 422
    officer.post(address, {"reason": "Feil fil"})
    price_import.refresh_from_db()
    assert (price_import.state, price_import.reversed_by) == ("reversed", cast.kari)
    assert "Feil fil" in officer.get(reverse("ks_price_import", args=[price_import.pk])).text


def test_what_is_wrong_is_a_table_and_a_file(officer, framework):
    price_import = make.read_prices(framework, price_file("=1+1;N;P;licence;each;-1"))
    page = officer.get(reverse("ks_price_import", args=[price_import.pk]))
    assert page.text.count("<tr>") == 2
    assert "ks_price_import_apply" not in page.text
    file = officer.get(reverse("ks_price_import_findings", args=[price_import.pk]))
    assert file.content.startswith(b"\xef\xbb\xbf")
    assert "attachment" in file["Content-Disposition"]
    assert file.content.decode("utf-8-sig").splitlines()[1].startswith("2;price;")


def test_the_file_of_findings_has_no_formulas(officer, framework):
    price_import = make.read_prices(
        framework, csv("part_number;price;=HYPERLINK(1)", "269-00001;1;x")
    )
    assert ImportFinding.objects.filter(column="=HYPERLINK(1)").exists()
    file = officer.get(reverse("ks_price_import_findings", args=[price_import.pk]))
    assert ";'=HYPERLINK(1);" in file.content.decode()
    assert [harmless(cell) for cell in ("@x", "-1", "+1", "=1", "x", 5)] == [
        "'@x",
        "'-1",
        "'+1",
        "'=1",
        "x",
        5,
    ]


def test_a_file_that_is_too_large_is_refused(officer, framework, monkeypatch):
    monkeypatch.setattr(forms, "MAX_FILE_BYTES", 10)
    assert upload(officer, framework, price_file()).status_code == 422
    assert not PriceImport.objects.exists()


def test_a_first_day_in_the_past_is_notified_at_its_field(officer, framework):
    page = upload(officer, framework, price_file(), valid_from=str(framework.starts_on))
    assert page.status_code == 422
    assert 'href="#id_valid_from"' in page.text
    assert not PriceImport.objects.exists()


def test_a_file_that_a_worker_left_can_be_read_again_on_the_page(officer, framework, run_tasks):
    upload(officer, framework, price_file())
    price_import = PriceImport.objects.get()
    again = reverse("ks_price_import_read_again", args=[price_import.pk])
    page = reverse("ks_price_import", args=[price_import.pk])
    assert again not in officer.get(page).text
    PriceImport.objects.update(reading_since=timezone.now() - timedelta(minutes=6))
    assert again in officer.get(page).text
    officer.post(again)
    run_tasks()
    price_import.refresh_from_db()
    assert price_import.state == "ready"


def test_a_file_that_nobody_has_begun_to_read_waits(officer, framework):
    upload(officer, framework, price_file())
    price_import = PriceImport.objects.get()
    page = reverse("ks_price_import", args=[price_import.pk])
    every_file = reverse("ks_price_imports", args=[framework.reference])
    waiting, begun = "Filen venter på å bli lest.", "0 av omtrent 9 rader er lest."
    assert waiting in officer.get(page).text
    assert "rader er lest" not in officer.get(page).text
    assert "Venter på å bli lest" in officer.get(every_file).text
    hours_ago = timezone.now() - timedelta(hours=2)
    PriceImport.objects.update(rows_in_all=9, reading_since=hours_ago)
    assert begun in officer.get(page).text
    assert waiting not in officer.get(page).text
    assert "Venter på å bli lest" not in officer.get(every_file).text
    officer.post(reverse("ks_price_import_read_again", args=[price_import.pk]))
    assert waiting in officer.get(page).text


def test_price_files_are_the_case_officers_alone(cast, signed_in, framework):
    address = reverse("ks_price_imports", args=[framework.reference])
    assert signed_in(cast.nordvik.orderer).get(address).status_code == 404
    assert Client().get(address).status_code == 302
