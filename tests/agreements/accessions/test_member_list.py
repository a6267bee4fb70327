"""KS lists the members of a framework agreement with those it writes to."""

import csv

import pytest
from django.urls import reverse

from agreements.accessions.actions import terminate_accession
from tests import agreement_factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def members(cast, client, framework):
    client.force_login(cast.kari)
    return lambda **asked: client.get(reverse("ks_members", args=[framework.reference]), asked)


def test_who_has_joined_is_listed_with_contacts(accession, cast, members):
    page = members().text
    assert accession.organisation.get_absolute_url() in page
    assert accession.first_contact.email in page
    assert accession.second_contact.email in page


def test_a_contact_that_has_left_is_not_written_to(accession, members, client):
    accession.first_contact.is_active = False
    accession.first_contact.save()
    page = members().text
    assert accession.first_contact.name in page
    assert f"mailto:{accession.first_contact.email}" not in page
    address = reverse("ks_members_csv", args=[accession.framework.reference])
    assert accession.first_contact.email not in client.get(address).content.decode()


def test_who_is_not_a_member_is_not_listed(accession, cast, members):
    make.signed_accession(cast.sorvag.organisation, accession.framework, by=cast.sorvag.signatory)
    assert len(members().context["page_obj"]) == 1
    terminate_accession(accession, by=cast.kari, reason="Etter ønske", now=make.timezone.now())
    assert len(members().context["page_obj"]) == 0


def test_a_member_is_found_by_name(accession, members):
    assert len(members(q="nordvik").context["page_obj"]) == 1
    assert len(members(q="sørvåg").context["page_obj"]) == 0


def test_the_file_has_a_row_a_member(accession, cast, client):
    client.force_login(cast.kari)
    file = client.get(reverse("ks_members_csv", args=[accession.framework.reference]))
    heading, row = csv.reader(file.content.decode("utf-8-sig").splitlines(), delimiter=";")
    assert len(heading) == len(row)
    assert row[0] == "Nordvik kommune"
    assert accession.second_contact.email in row
