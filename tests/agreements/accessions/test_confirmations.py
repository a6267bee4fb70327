"""What is shown before an agreement is drawn up and before organisations are invited."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.models import Accession, VolumeLicenceAgreement
from municipalities import formatting
from municipalities.confirmation import BACK_TO_FORM, SEEN
from tests import agreement_factories as make
from tests.confirming import confirm, seen_in
from tests.page import squeezed

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(accession):
    number = accession.organisation.organisation_number
    return reverse("volume_licence_agreement_new", args=[number, accession.framework.reference])


@pytest.fixture
def written(framework):
    return {
        "programme": framework.programmes.get().pk,
        "reseller": framework.resellers.get().pk,
        "counting_basis": "users",
        "counted_quantity": "200",
        "starts_on": timezone.localdate().isoformat(),
    }


def test_parties_term_reseller_and_level_are_shown_before_an_agreement_is_drawn_up(
    cast, framework, address, written, signed_in
):
    client = signed_in(cast.nordvik.orderer)
    page = squeezed(client.post(address, written).text)
    reseller = framework.resellers.get()
    for shown in (
        cast.nordvik.organisation.name,
        framework.supplier.name,
        framework.name,
        f"{formatting.day(timezone.localdate())}–",
        reseller.name,
        reseller.email,
        "Brukere: 200",
        "<dd>A</dd>",
    ):
        assert shown in page
    assert not VolumeLicenceAgreement.objects.exists()
    confirm(client, address, written)
    drawn_up = VolumeLicenceAgreement.objects.get()
    assert (drawn_up.number in page, drawn_up.drawn_up_by) == (True, cast.nordvik.orderer)


@pytest.mark.parametrize(
    ("programme", "sentence"),
    [
        ({}, "Avtalen gjelder i hele perioden, med dette prisnivået."),
        (
            {"pools_volume": True},
            "eller på et bedre når alle medlemmene til sammen har bestilt nok",
        ),
        ({"level_measure": "none", "levels": ()}, "Avtalen gjelder i hele perioden.<"),
    ],
)
def test_the_prices_that_hold_are_those_of_the_programme(
    cast, framework, address, written, signed_in, programme, sentence
):
    written["programme"] = make.programme(framework, name="Et annet", **programme).pk
    page = squeezed(signed_in(cast.nordvik.orderer).post(address, written).text)
    assert sentence in page
    assert ("med dette prisnivået" in page) is not bool(programme)


@pytest.mark.parametrize("days", [0, 10])
def test_who_has_drawn_up_is_notified_from_when_they_can_order(
    cast, address, written, signed_in, days
):
    starts_on = timezone.localdate() + timedelta(days=days)
    written["starts_on"] = starts_on.isoformat()
    page = confirm(signed_in(cast.nordvik.orderer), address, written, follow=True).text
    assert ("Nå kan dere bestille." in page) is (days == 0)
    assert (f"Dere kan bestille fra {formatting.day(starts_on)}." in page) is (days > 0)


def test_another_number_than_was_seen_draws_nothing_up(cast, address, written, signed_in):
    client = signed_in(cast.nordvik.orderer)
    seen = seen_in(client.post(address, written))
    answer = client.post(address, {**written, "counted_quantity": "20000", SEEN: seen})
    assert (answer.status_code, VolumeLicenceAgreement.objects.exists()) == (409, False)


def test_the_way_back_leads_to_the_form_as_it_was_filled_in(cast, address, written, signed_in):
    client = signed_in(cast.nordvik.orderer)
    page = client.post(address, {**written, BACK_TO_FORM: "1"})
    assert page.status_code == 200
    assert page.context["form"]["counted_quantity"].value() == "200"
    assert seen_in(page) is None


def test_who_is_invited_and_who_is_left_out_is_shown_before_anything_is_sent(
    cast, framework, signed_in
):
    framework.basis.covered_kinds = []
    framework.basis.save()
    framework.basis.covered_organisations.set([cast.sorvag.organisation])
    client = signed_in(cast.kari)
    address = reverse("ks_invitations", args=[framework.reference])
    answer_by = (timezone.localdate() + timedelta(days=14)).isoformat()
    sent = {"answer_by": answer_by, "which": "all"}
    page = client.post(address, sent)
    invited, left_out = page.text.split("Utelatt, fordi de ikke kan tiltre")
    assert cast.sorvag.organisation.name in invited
    assert cast.nordvik.organisation.name in left_out
    assert not Accession.objects.exists()
    client.post(address, {**sent, SEEN: seen_in(page)})
    assert Accession.objects.get().organisation == cast.sorvag.organisation


def test_nobody_to_invite_has_no_button(cast, framework, signed_in):
    framework.basis.covered_kinds = []
    framework.basis.save()
    address = reverse("ks_invitations", args=[framework.reference])
    answer_by = (timezone.localdate() + timedelta(days=14)).isoformat()
    sent = {"answer_by": answer_by, "which": "all"}
    assert seen_in(signed_in(cast.kari).post(address, sent)) is None


def test_the_day_notice_ends_the_agreement_on_is_shown_before_it_is_given(
    cast, framework, accession, signed_in
):
    framework.programmes.update(renewal_months=12, notice_months=3)
    agreement = make.volume_licence_agreement(accession, by=cast.nordvik.orderer)
    number = cast.nordvik.organisation.organisation_number
    address = reverse("volume_licence_agreement_end", args=[number, agreement.number])
    client = signed_in(cast.nordvik.signatory)
    page = client.get(address).text
    assert f"<dd>{formatting.day(agreement.ends_on)}</dd>" in squeezed(page)
    agreement.refresh_from_db()
    assert agreement.notice_given_at is None
    confirm(client, address)
    agreement.refresh_from_db()
    assert agreement.notice_given_by == cast.nordvik.signatory
    assert seen_in(client.get(address)) is None


def test_the_agreements_that_stop_are_shown_before_an_accession_is_terminated(
    cast, accession, signed_in
):
    agreement = make.volume_licence_agreement(accession, by=cast.nordvik.orderer)
    address = reverse("ks_accession_terminate", args=[accession.pk])
    client = signed_in(cast.kari)
    page = client.get(address)
    assert agreement.number in page.text
    make.volume_licence_agreement(accession, by=cast.nordvik.orderer)
    sent = {"reason": "Etter ønske", SEEN: seen_in(page)}
    assert client.post(address, sent).status_code == 409
    assert confirm(client, address).status_code == 422
    accession.refresh_from_db()
    assert accession.state == "countersigned"
    confirm(client, address, {"reason": "Etter ønske"})
    accession.refresh_from_db()
    assert accession.state == "terminated"
    assert seen_in(client.get(address)) is None


def test_who_is_reminded_is_shown_first_and_nobody_twice_a_day(cast, framework, signed_in):
    make.invitation(cast.sorvag.organisation, framework, by=cast.kari)
    address = reverse("ks_reminders", args=[framework.reference])
    client = signed_in(cast.kari)
    assert cast.sorvag.organisation.name in client.get(address).text
    confirm(client, address)
    assert seen_in(client.get(address)) is None
