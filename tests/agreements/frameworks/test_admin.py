"""What a case officer types in the admin is read as on the portal's own pages."""

from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model

from agreements.frameworks.models import Ceiling, Reseller
from tests import agreement_factories as make
from tests.factories import organisation_number

pytestmark = pytest.mark.django_db

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def staff(client):
    """A browser in which a KS administrator is signed in."""
    client.force_login(get_user_model().objects.create_superuser("kari@ks.example", name="Kari"))
    return client


def test_a_reseller_is_added_with_a_number_written_with_spaces(staff):
    number = organisation_number(12345)
    spaced = f" {number[:3]} {number[3:6]}{NBSP}{number[6:]} "
    typed = {
        "name": "Fjordlisens AS",
        "organisation_number": spaced,
        "email": "post@fjordlisens.example",
        "country": "NO",
        "dispatch_by": "email_pdf",
        "answer_within_days": "14",
    }
    answer = staff.post("/admin/agreements/reseller/add/", typed)
    assert answer.status_code == 302
    assert Reseller.objects.get(name="Fjordlisens AS").organisation_number == number


def test_a_ceiling_is_read_as_it_is_printed(staff):
    typed = {
        "framework": make.framework(announced_on=None).pk,
        "maximum_value": "90 000 000,50",
        "maximum_quantity": "1.000",
    }
    staff.post("/admin/agreements/ceiling/add/", typed)
    ceiling = Ceiling.objects.get()
    assert (ceiling.maximum_value, ceiling.maximum_quantity) == (Decimal("90000000.50"), 1000)
    page = staff.get(f"/admin/agreements/ceiling/{ceiling.pk}/change/").text
    assert f'value="90{NBSP}000{NBSP}000,50"' in page


def test_a_ceiling_that_can_be_read_in_two_ways_is_asked_about(staff):
    typed = {"framework": make.framework().pk, "maximum_value": "90.000"}
    page = staff.post("/admin/agreements/ceiling/add/", typed)
    assert f"«90.000» kan leses på to måter. Skriv 90{NBSP}000,00 eller 90,00." in page.text
    assert not Ceiling.objects.exists()
