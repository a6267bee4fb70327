"""What is shown before an order is withdrawn or said to have arrived, or a mandate is revoked."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from agreements.approvals.actions import withdraw_order
from agreements.dispatch.sending import approve_and_send
from agreements.models import DeliveryAttempt, Dispatch, Mandate, Order
from municipalities.confirmation import BACK_TO_FORM, SEEN
from municipalities.people.models import Role
from tests import agreement_factories as make
from tests.confirming import confirm, seen_in
from tests.pdf import plain, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(cast):
    """Another orderer of Nordvik's."""
    make.role(cast.nordvik.signatory, cast.nordvik.organisation, Role.ORDERER)
    return cast.nordvik.signatory


def withdrawn_mail():
    return [message for message in mail.outbox if "er trukket" in message.subject]


def test_a_colleague_is_shown_whose_order_it_is_and_the_orderer_is_notified(
    order, colleague, signed_in, run_tasks
):
    client = signed_in(colleague)
    address = reverse("order_withdraw", args=[order.buyer_organisation_number, order.number])
    shown = client.get(address)
    for words in (order.number, "Berit Bestiller", "Kontorpakke", "500,00 kr"):
        assert words in plain(shown.text)
    assert client.post(address).status_code == 200
    assert Order.objects.get().state == "submitted"
    confirm(client, address)
    run_tasks()
    assert Order.objects.get().state == "withdrawn"
    [message] = withdrawn_mail()
    assert message.to == [order.submitted_by.email]
    assert colleague.name in message.body
    assert order.get_absolute_url() in message.body


def test_nobody_is_promised_to_order_a_change_again(cast, agreement, office, signed_in):
    nordvik = cast.nordvik
    confirmed = make.confirmed_order(
        agreement, by=nordvik.orderer, approver=nordvik.approver, lines={office: 5}
    )
    change = make.correction(confirmed, {office: 2}, by=nordvik.orderer)
    address = reverse("order_withdraw", args=[change.buyer_organisation_number, change.number])
    shown = signed_in(nordvik.orderer).get(address)
    assert said("What it would have taken away stays as it is.") in plain(shown.text)
    assert said("You can order the same again from its page.") not in plain(shown.text)


def test_who_withdraws_their_own_order_gets_no_mail_of_it(order, run_tasks):
    withdraw_order(order, by=order.submitted_by, now=timezone.now())
    run_tasks()
    assert withdrawn_mail() == []


def test_an_order_that_has_moved_on_is_not_withdrawn(cast, order, colleague, signed_in):
    client = signed_in(colleague)
    address = reverse("order_withdraw", args=[order.buyer_organisation_number, order.number])
    seen = seen_in(client.get(address))
    approve_and_send(order, by=cast.nordvik.approver, now=timezone.now())
    refused = client.post(address, {SEEN: seen})
    assert (Order.objects.get().state, seen_in(refused)) == ("approved", None)
    assert seen_in(client.get(address)) is None


@pytest.fixture
def failed(cast, order):
    """The message of an order that the mail server refused permanently."""
    approve_and_send(order, by=cast.nordvik.approver, now=timezone.now())
    now = timezone.now()
    Dispatch.objects.update(claimed_at=now, failed_at=now, error="550 No such mailbox")
    dispatch = Dispatch.objects.get()
    DeliveryAttempt.objects.create(
        dispatch=dispatch, began_at=now, ended_at=now, outcome="stopped", error=dispatch.error
    )
    return dispatch


def test_a_case_officer_sees_what_is_known_before_an_order_counts_as_sent(cast, failed, signed_in):
    ks = signed_in(cast.kari)
    address = reverse("ks_dispatch_mark_sent", args=[failed.pk])
    shown = ks.get(address)
    for words in (
        "550 No such mailbox",
        failed.recipient,
        "Nordvik kommune",
        "Stoppet før den gikk ut",
    ):
        assert words in shown.text
    ks.post(address)
    assert Order.objects.get().state == "approved"
    confirm(ks, address)
    assert Order.objects.get().state == "sent"


@pytest.fixture
def mandate(cast):
    """Sørvåg's mandate to order and approve for Nordvik."""
    return make.mandate(
        cast.nordvik.organisation,
        cast.sorvag.organisation,
        by=cast.nordvik.signatory,
        powers="order_and_approve",
    )


def test_who_revokes_a_mandate_sees_which_orders_stop(cast, mandate, agreement, office, signed_in):
    def ordered():
        return make.order(agreement, by=cast.sorvag.orderer, lines={office: 5}, mandate=mandate)

    own = make.order(agreement, by=cast.nordvik.orderer, lines={office: 1})
    approved_by_it = make.order(agreement, by=cast.nordvik.orderer, lines={office: 2})
    approve_and_send(approved_by_it, by=cast.sorvag.approver, now=timezone.now(), mandate=mandate)
    first = ordered()
    client, reason = signed_in(cast.nordvik.signatory), {"reason": "Vi bestiller selv"}
    number = cast.nordvik.organisation.organisation_number
    address = reverse("mandate_revoke", args=[number, mandate.pk])
    shown = client.post(address, reason)
    assert "Sørvåg kommune" in shown.text
    assert "Vi bestiller selv" in shown.text
    numbers = {order.number: order.number in shown.text for order in (own, approved_by_it, first)}
    assert numbers == {own.number: False, approved_by_it.number: True, first.number: True}
    back = client.post(address, reason | {BACK_TO_FORM: "1"})
    assert "Vi bestiller selv" in back.text
    second = ordered()
    anew = client.post(address, reason | {SEEN: seen_in(shown)})
    assert (anew.status_code, second.number in anew.text) == (409, True)
    assert Mandate.objects.get().revoked_at is None
    client.post(address, reason | {SEEN: seen_in(anew)})
    assert Mandate.objects.get().revoked_reason == "Vi bestiller selv"
