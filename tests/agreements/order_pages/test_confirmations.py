"""What an approver is shown before an order goes to its reseller."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from agreements.approvals import actions as approvals_actions
from agreements.models import Order
from municipalities.confirmation import BACK_TO_FORM, SEEN
from tests import agreement_factories as make
from tests.confirming import confirm, seen_in
from tests.page import squeezed

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(order):
    return reverse("order_approve", args=[order.organisation.organisation_number, order.number])


def test_an_approver_sees_the_sum_who_asks_and_where_it_goes(cast, order, address, signed_in):
    page = signed_in(cast.nordvik.approver).get(address).text
    reseller = order.volume_licence_agreement.reseller
    for shown in (
        cast.nordvik.orderer.name,
        "5 × Kontorpakke: 500,00\xa0kr",
        "125,00\xa0kr",
        "625,00\xa0kr",
        "Ingen grense",
        reseller.name,
        reseller.email,
        "Du kan ikke kalle den tilbake herfra.",
    ):
        assert shown in page


def test_nothing_leaves_before_it_is_confirmed(cast, order, address, signed_in, run_tasks):
    client = signed_in(cast.nordvik.approver)
    client.post(address)
    run_tasks()
    to_reseller = [order.volume_licence_agreement.reseller.email]
    assert to_reseller not in [message.to for message in mail.outbox]
    confirm(client, address)
    run_tasks()
    assert to_reseller in [message.to for message in mail.outbox]


def test_an_approval_of_something_else_than_was_seen_is_refused(cast, order, address, signed_in):
    client = signed_in(cast.nordvik.approver)
    seen = seen_in(client.get(address))
    reseller = make.order_address(
        order.volume_licence_agreement.reseller, "ny@forhandler.example", by=cast.kari
    )
    answer = client.post(address, {SEEN: seen})
    assert (answer.status_code, Order.objects.get().state) == (409, "submitted")
    assert "har endret seg siden du åpnet siden" in answer.text
    assert reseller.email in answer.text
    client.post(address, {SEEN: seen_in(answer)})
    assert Order.objects.get().state == "approved"


def test_what_others_order_meanwhile_is_no_reason_to_ask_anew(
    cast, framework, agreement, order, office, address, signed_in
):
    make.ceiling(framework, maximum_value=100000)
    client = signed_in(cast.nordvik.approver)
    seen = seen_in(client.get(address))
    make.order(agreement, by=cast.nordvik.orderer, lines={office: 1})
    client.post(address, {SEEN: seen})
    order.refresh_from_db()
    assert order.state == "approved"


def test_what_would_be_refused_is_said_at_once_and_has_no_button(cast, order, address, signed_in):
    approvals_actions.withdraw_order(order, by=cast.nordvik.orderer, now=timezone.now())
    page = signed_in(cast.nordvik.approver).get(address)
    assert "Bestillingen har gått videre" in page.text
    assert seen_in(page) is None


def test_the_way_back_from_several_keeps_what_was_chosen(cast, agreement, office, order, signed_in):
    other = make.order(agreement, by=cast.nordvik.orderer, lines={office: 1})
    address = reverse("order_approvals", args=[order.organisation.organisation_number])
    page = signed_in(cast.nordvik.approver).post(
        address, {"number": [other.number], BACK_TO_FORM: "1"}
    )
    assert f'value="{other.number}" checked' in squeezed(page.text)
    assert f'value="{order.number}" checked' not in squeezed(page.text)
