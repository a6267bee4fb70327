"""What waits, told where people begin: an organisation's overview and the case officers' list."""

import pytest
from django.urls import reverse

from municipalities.models import Organisation

pytestmark = pytest.mark.django_db

ADDRESS = "Rådhusgata 1, 0001 EKSEMPEL"


@pytest.fixture
def overview(cast, signed_in):
    """Nordvik's overview as its orderer sees it."""
    number = cast.nordvik.organisation.organisation_number

    def look():
        return signed_in(cast.nordvik.orderer).get(reverse("organisation_overview", args=[number]))

    return look


def test_the_organisation_and_ks_see_the_address_of_enhetsregisteret(
    cast, accession, overview, signed_in
):
    Organisation.objects.filter(pk=cast.nordvik.organisation.pk).update(address=ADDRESS)
    case = signed_in(cast.kari).get(reverse("ks_accession", args=[accession.pk]))
    assert [page.content.decode().count(ADDRESS) for page in (overview(), case)] == [1, 1]


def test_who_is_gone_from_enhetsregisteret_is_told_what_it_says(cast, overview):
    Organisation.objects.filter(pk=cast.nordvik.organisation.pk).update(registry_status="unknown")
    page = overview()
    assert page.context["organisation"].deregistration in page.content.decode()
