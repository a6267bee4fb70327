"""Suppliers and resellers as KS records and changes them in its own pages."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from agreements.models import OrderAddressChange, Reseller, Supplier
from tests import agreement_factories as make
from tests.page import squeezed

pytestmark = pytest.mark.django_db

SUPPLIER = {"name": "Nordlys Programvare AS", "email": "avtale@nordlys.example", "is_active": "on"}


@pytest.fixture
def kari(cast, signed_in):
    return signed_in(cast.kari)


@pytest.mark.parametrize("number", ["974760673", "974 760 673", " 974\u00a0760\u00a0673 "])
def test_an_organisation_number_is_taken_with_its_spaces(kari, number):
    page = reverse("ks_supplier_new")
    assert "maxlength" not in number_field(kari.get(page).text)
    kari.post(page, SUPPLIER | {"organisation_number": number})
    assert Supplier.objects.get().organisation_number == "974760673"


def number_field(page):
    return page.partition('name="organisation_number"')[2].partition(">")[0]


def test_two_suppliers_of_one_name_are_refused_at_the_field_and_in_the_database(kari):
    make.supplier(name="Nordlys Programvare AS")
    page = kari.post(
        reverse("ks_supplier_new"),
        SUPPLIER | {"organisation_number": "974760673", "name": "NORDLYS programvare as "},
    )
    assert (page.status_code, Supplier.objects.count()) == (422, 1)
    assert "Det finnes allerede en leverandør med dette navnet." in page.text
    with pytest.raises(IntegrityError, match="supplier_name_once"):
        make.supplier(name="nordlys PROGRAMVARE AS")


def test_an_inactive_supplier_gets_no_new_framework_agreement(kari):
    supplier = make.supplier()
    option = f'<option value="{supplier.pk}"'
    assert option in kari.get(reverse("ks_framework_new")).text
    data = SUPPLIER | {"organisation_number": supplier.organisation_number}
    kari.post(reverse("ks_supplier", args=[supplier.pk]), {**data, "is_active": ""})
    assert option not in kari.get(reverse("ks_framework_new")).text


def test_an_order_address_moves_with_a_reason_that_is_kept(cast, kari):
    reseller = make.reseller(email="gammel@forhandler.example")
    address = reverse("ks_reseller_address", args=[reseller.pk])
    assert kari.post(address, {"email": "ny@forhandler.example"}).status_code == 422
    assert Reseller.objects.get().email == "gammel@forhandler.example"
    data = {"email": "ny@forhandler.example", "reason": "Nytt mottak"}
    page = squeezed(kari.post(address, data, follow=True).text)
    assert Reseller.objects.get().email == "ny@forhandler.example"
    for shown in ("gammel@forhandler.example → ny@forhandler.example. Nytt mottak", "Kari"):
        assert shown in page
    assert kari.post(address, data).status_code == 422


def test_the_form_of_a_reseller_does_not_change_the_order_address(kari):
    reseller = make.reseller(email="gammel@forhandler.example")
    data = {
        "name": "Nytt navn AS",
        "organisation_number": reseller.organisation_number,
        "email": "ny@forhandler.example",
        "country": "NO",
        "dispatch_by": "email_pdf",
        "answer_within_days": "14",
    }
    assert kari.post(reverse("ks_reseller", args=[reseller.pk]), data).status_code == 302
    reseller.refresh_from_db()
    assert (reseller.name, reseller.is_active) == ("Nytt navn AS", False)
    assert reseller.email == "gammel@forhandler.example"


def test_the_database_refuses_an_order_address_without_its_change(cast):
    reseller = make.reseller(email="a@forhandler.example")
    for email in ("b@forhandler.example", "a@forhandler.example"):
        make.order_address(reseller, email, by=cast.kari)
    for email in ("b@forhandler.example", "c@forhandler.example"):
        with (
            pytest.raises(IntegrityError, match="reseller_order_address_changes_with_reason"),
            transaction.atomic(),
        ):
            Reseller.objects.update(email=email)


def test_a_change_of_address_is_never_rewritten(cast):
    make.order_address(make.reseller(), "ny@forhandler.example", by=cast.kari)
    with pytest.raises(Exception, match="Cannot update or delete rows"):
        OrderAddressChange.objects.update(reason="")
