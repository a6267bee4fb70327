"""Cancelling an agreement that was drawn up, until the first order under it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.basket.actions import put_in_basket, submit_order
from agreements.endings.cancelling import cancel_agreement
from agreements.models import Basket, Order, OrderTemplate, VolumeLicenceAgreement
from agreements.trueups.actions import open_due
from municipalities.confirmation import SEEN
from tests import agreement_factories as make
from tests.confirming import confirm, seen_in
from tests.races import at_once

pytestmark = pytest.mark.django_db


def cancel(agreement, by):
    cancel_agreement(agreement, by=by, now=timezone.now())
    return "cancelled"


def refused(code):
    """Expect a refusal with this code."""
    return pytest.raises(ValidationError, check=lambda refusal: refusal.code == code)


def broken(name):
    """Expect the database to refuse by the constraint or trigger of this name."""
    return pytest.raises(DatabaseError, match=name)


@pytest.fixture
def address(agreement):
    number = agreement.accession.organisation.organisation_number
    return reverse("volume_licence_agreement_cancel", args=[number, agreement.number])


@pytest.mark.parametrize("who", ["orderer", "signatory"])
def test_who_drew_it_up_and_a_signatory_cancel_on_the_page(
    cast, agreement, address, signed_in, who
):
    client = signed_in(getattr(cast.nordvik, who))
    assert address in client.get(agreement.get_absolute_url()).text
    page = confirm(client, address, follow=True).text
    agreement.refresh_from_db()
    assert agreement.withdrawn_by == getattr(cast.nordvik, who)
    assert "Avtalen er annullert." in page
    assert f"av {getattr(cast.nordvik, who).name}. Ingenting ble bestilt" in page
    assert address not in page


def test_another_orderer_does_not_cancel(cast, agreement):
    other = make.role(cast.ulrik, cast.nordvik.organisation, "orderer").user
    with refused("not_the_drafter"):
        cancel(agreement, other)


def test_a_cancelled_agreement_is_shown_as_that_and_opens_nothing(
    cast, agreement, office, signed_in
):
    orderer = cast.nordvik.orderer
    make.filled_basket(agreement, by=orderer, lines={office: 2})
    cancel(agreement, orderer)
    assert not Basket.objects.exists()
    number = cast.nordvik.organisation.organisation_number
    client = signed_in(orderer)
    assert "Annullert" in client.get(reverse("volume_licence_agreements", args=[number])).text
    for name in ("catalogue", "basket"):
        assert client.get(reverse(name, args=[number, agreement.number])).status_code == 404
    assert agreement.number not in client.get(reverse("orders", args=[number])).text


def test_a_cancelled_agreements_templates_go_along(cast, agreement, office, order):
    template = make.order_template(order, by=cast.nordvik.orderer)
    other = make.volume_licence_agreement(agreement.accession, by=cast.nordvik.orderer)
    OrderTemplate.objects.filter(pk=template.pk).update(volume_licence_agreement=other)
    cancel(other, cast.nordvik.orderer)
    assert not OrderTemplate.objects.exists()


def test_nobody_is_asked_for_a_true_up_of_a_cancelled_agreement(cast, accession, run_tasks):
    a_year_ago = timezone.localdate().replace(day=1) - timedelta(days=340)
    programme = accession.framework.programmes.get()
    programme.has_true_up = True
    programme.save()
    accession.framework.starts_on = a_year_ago
    accession.framework.save()
    agreement = make.volume_licence_agreement(
        accession, by=cast.nordvik.orderer, starts_on=a_year_ago
    )
    cancel(agreement, cast.nordvik.orderer)
    open_due(timezone.now())
    assert not agreement.true_ups.exists()


def test_an_agreement_with_an_order_is_not_cancelled(cast, agreement, order, address, signed_in):
    with refused("agreement_in_use"):
        cancel(agreement, cast.nordvik.orderer)
    client = signed_in(cast.nordvik.orderer)
    page = client.get(address)
    assert "Noe er bestilt eller eid" in page.text
    assert seen_in(page) is None
    assert address not in client.get(agreement.get_absolute_url()).text


def test_an_agreement_with_holdings_is_not_cancelled(cast, agreement, office):
    make.ledger_entry(agreement, office, by=cast.nordvik.orderer)
    with refused("agreement_in_use"):
        cancel(agreement, cast.nordvik.orderer)


def test_nothing_is_ordered_under_a_cancelled_agreement(cast, agreement, office):
    orderer = cast.nordvik.orderer
    stale = VolumeLicenceAgreement.objects.get(pk=agreement.pk)
    cancel(agreement, orderer)
    stale.refresh_from_db()
    with refused("agreement_cancelled"):
        put_in_basket(stale, office.pk, by=orderer, quantity=1, now=timezone.now())


def test_it_is_cancelled_once(cast, agreement):
    cancel(agreement, cast.nordvik.orderer)
    with refused("already_cancelled"):
        cancel(agreement, cast.nordvik.signatory)


def test_a_basket_filled_since_the_page_was_opened_is_shown_first(
    cast, agreement, office, address, signed_in
):
    client = signed_in(cast.nordvik.orderer)
    seen = seen_in(client.get(address))
    make.filled_basket(agreement, by=cast.nordvik.orderer, lines={office: 2})
    assert client.post(address, {SEEN: seen}).status_code == 409
    agreement.refresh_from_db()
    assert agreement.withdrawn_at is None


def test_what_was_read_before_the_agreement_was_cancelled_is_not_ordered(cast, agreement, office):
    orderer = cast.nordvik.orderer
    make.filled_basket(agreement, by=orderer, lines={office: 2})
    submission = make.submission(agreement, by=orderer)
    stale = VolumeLicenceAgreement.objects.get(pk=agreement.pk)
    VolumeLicenceAgreement.objects.update(withdrawn_at=timezone.now(), withdrawn_by=orderer)
    with refused("agreement_cancelled"):
        submit_order(stale, by=orderer, submission=submission, now=timezone.now())


# What the database refuses, whoever writes


def withdraw(agreement, **fields):
    fields = {"withdrawn_at": timezone.now()} | fields
    with transaction.atomic():
        VolumeLicenceAgreement.objects.filter(pk=agreement.pk).update(**fields)


def test_an_agreement_with_an_order_stays(cast, agreement, order):
    with broken("agreement_withdrawn_is_unused"):
        withdraw(agreement, withdrawn_by=cast.nordvik.orderer)


def test_an_agreement_with_holdings_stays(cast, agreement, office):
    make.ledger_entry(agreement, office, by=cast.nordvik.orderer)
    with broken("agreement_withdrawn_is_unused"):
        withdraw(agreement, withdrawn_by=cast.nordvik.orderer)


def test_a_person_cancels(agreement):
    with broken("agreement_withdrawn_by_a_person_or_its_reform"):
        withdraw(agreement)


def test_what_is_cancelled_stays_so(cast, agreement):
    withdraw(agreement, withdrawn_by=cast.nordvik.orderer)
    with broken("agreement_withdrawal_is_final"):
        withdraw(agreement, withdrawn_at=None, withdrawn_by=None)


def test_no_order_comes_under_a_cancelled_agreement(cast, agreement, order):
    unused = make.volume_licence_agreement(agreement.accession, by=cast.nordvik.orderer)
    withdraw(unused, withdrawn_by=cast.nordvik.orderer)
    fields = {
        field.attname: getattr(order, field.attname)
        for field in Order._meta.concrete_fields
        if field.attname not in {"id", "submission_key"}
    }
    another = Order(**fields | {"sequence": 77, "volume_licence_agreement_id": unused.pk})
    another.submission_key = "7e1ab0f2-3f8a-4a43-9a39-0d8d5a3c2b11"
    with broken("order_agreement_is_not_withdrawn"):
        Order.objects.bulk_create([another])


@pytest.mark.django_db(transaction=True)
def test_an_order_and_the_cancelling_at_once_are_one_of_them(cast, agreement, office):
    orderer = cast.nordvik.orderer
    make.filled_basket(agreement, by=orderer, lines={office: 2})
    submission = make.submission(agreement, by=orderer)

    def order():
        fresh = VolumeLicenceAgreement.objects.get(pk=agreement.pk)
        submit_order(fresh, by=orderer, submission=submission, now=timezone.now())
        return "ordered"

    outcomes = at_once(order, lambda: cancel(agreement, orderer))
    agreement.refresh_from_db()
    assert Order.objects.exists() is (agreement.withdrawn_at is None)
    assert outcomes in (["ordered", "agreement_in_use"], ["basket_empty", "cancelled"])


@pytest.mark.django_db(transaction=True)
def test_the_database_lets_one_of_them_through_without_the_actions_too(cast, agreement, order):
    unused = make.volume_licence_agreement(agreement.accession, by=cast.nordvik.orderer)
    fields = {
        field.attname: getattr(order, field.attname)
        for field in Order._meta.concrete_fields
        if field.attname not in {"id", "submission_key"}
    }

    def place():
        another = Order(**fields | {"sequence": 77, "volume_licence_agreement_id": unused.pk})
        another.submission_key = "7e1ab0f2-3f8a-4a43-9a39-0d8d5a3c2b11"
        return attempted(lambda: Order.objects.bulk_create([another]))

    def take_back():
        return attempted(lambda: withdraw(unused, withdrawn_by=cast.nordvik.orderer))

    assert sorted(at_once(place, take_back)) == ["done", "refused"]


def attempted(act):
    """Whether the database lets an act through."""
    try:
        with transaction.atomic():
            act()
    except DatabaseError:
        return "refused"
    return "done"
