"""What waits, told where people begin: an organisation's overview and the case officers' list."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from municipalities.models import Organisation
from tests import agreement_factories as make
from tests.factories import organisation, registry_finding
from tests.reforms import approved, drafted, renumbering

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


def test_who_is_gone_from_enhetsregisteret_is_notified_what_it_says(cast, overview):
    Organisation.objects.filter(pk=cast.nordvik.organisation.pk).update(registry_status="unknown")
    page = overview()
    assert page.context["organisation"].deregistration in page.content.decode()


def test_who_may_draw_up_comes_from_the_overview_to_the_act(cast, accession, overview, signed_in):
    names = [cast.nordvik.organisation.organisation_number, accession.framework.reference]
    act = reverse("volume_licence_agreement_new", args=names)
    assert f'href="{act}"' in overview().text
    assert signed_in(cast.nordvik.orderer).get(act).status_code == 200
    as_reader = signed_in(cast.nordvik.reader).get(reverse("organisation_overview", args=names[:1]))
    assert f'href="{act}"' not in as_reader.text
    assert "En bestiller må opprette" in as_reader.text


def test_an_open_true_up_is_notified_with_its_last_day_until_it_is_answered(
    cast, agreement, foreign, overview
):
    make.true_up(foreign.agreement)
    assert list(overview().context["true_ups"]) == []
    true_up = make.true_up(agreement)
    page = overview()
    assert list(page.context["true_ups"]) == [true_up]
    assert true_up.get_absolute_url() in page.content.decode()
    make.signed_counts(true_up, by=cast.nordvik.signatory)
    assert list(overview().context["true_ups"]) == []


def test_what_ends_soon_is_notified(cast, agreement, office, linux, overview):
    by, today = cast.nordvik.orderer, timezone.localdate()
    make.ledger_entry(agreement, linux, by=by)
    assert overview().context["ending"] == []
    make.ledger_entry(agreement, office, by=by, valid_to=today + timedelta(days=30))
    assert [position.product_id for position in overview().context["ending"]] == [office.pk]


def test_the_work_list_counts_what_waits_for_ks(cast, agreement, signed_in):
    today = timezone.localdate()

    def counts():
        context = signed_in(cast.kari).get(reverse("work_list")).context
        names = ["registry_findings", "reforms_to_approve", "reforms_due", "silent_true_ups"]
        return [context["counts"][name] for name in names]

    assert counts() == [0, 0, 0, 0]
    registry_finding(organisation(), state="superseded")
    tomorrow = {"takes_effect_on": today + timedelta(days=1)}
    approved(renumbering(organisation(), "9601", "9701") | tomorrow, cast=cast)
    make.true_up(agreement, closes_on=today + timedelta(days=15))
    assert counts() == [0, 0, 0, 0]
    registry_finding(organisation())
    drafted(renumbering(organisation(), "9602", "9702"), by=cast.kari)
    approved(renumbering(organisation(), "9603", "9703"), cast=cast)
    for days in (-1, 14):
        make.true_up(
            agreement,
            opens_on=today - timedelta(days=30),
            closes_on=today + timedelta(days=days),
            anniversary=today + timedelta(days=50 + days),
        )
    assert counts() == [1, 1, 1, 2]
