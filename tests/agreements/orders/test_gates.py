"""The gate is asked again: what changes after submission stops an order, and the buyer is told."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import DateField
from django.utils import timezone

from agreements.accessions.actions import terminate_accession
from agreements.basket import actions as basket_actions
from agreements.digests.queries import waiting_counts
from agreements.dispatch import sending
from agreements.dispatch.holds import stop_order
from agreements.dispatch.queries import unfinished_dispatches
from agreements.dispatch.sending import (
    approve_and_send,
    release_held,
    retry_dispatch,
    send_dispatch,
)
from agreements.framework_administration.actions import resume_framework
from agreements.mandates.actions import revoke_mandate
from agreements.models import (
    Basket,
    Dispatch,
    FrameworkAgreement,
    Order,
    Reseller,
    VolumeLicenceAgreement,
)
from agreements.orders import order_conditions
from municipalities.confirmation import BACK_TO_FORM
from municipalities.models import Organisation
from tests import agreement_factories as make
from tests.confirming import confirm, seen_in

pytestmark = pytest.mark.django_db

RESELLER = "ordre@fjordforhandleren.example"


@pytest.fixture
def case(cast, agreement, office):
    """Nordvik's agreement with a product, and Sørvåg's mandate to order and approve for it."""
    mandate = make.mandate(
        cast.nordvik.organisation,
        cast.sorvag.organisation,
        by=cast.nordvik.signatory,
        powers="order_and_approve",
    )
    return SimpleNamespace(cast=cast, agreement=agreement, office=office, mandate=mandate)


def ordered(case, *, by_mandate=False):
    """A submitted order: Nordvik's own, or placed for it by its mandate."""
    home = case.cast.sorvag if by_mandate else case.cast.nordvik
    mandate = case.mandate if by_mandate else None
    return make.order(case.agreement, by=home.orderer, lines={case.office: 5}, mandate=mandate)


def suspended(case):
    make.suspension(case.agreement.accession.framework, by=case.cast.kari)


def framework_ended(case):
    yesterday = timezone.localdate() - timedelta(days=1)
    FrameworkAgreement.objects.update(accession_closes_on=yesterday, ends_on=yesterday)


def terminated(case):
    terminate_accession(
        case.agreement.accession, by=case.cast.kari, reason="Sagt opp", now=timezone.now()
    )


def reseller_inactive(case):
    Reseller.objects.filter(pk=case.agreement.reseller_id).update(is_active=False)


def deregistered(case):
    Organisation.objects.filter(pk=case.cast.nordvik.organisation.pk).update(
        deregistered_on=timezone.localdate(), registry_status="deleted"
    )


def mandate_revoked(case):
    revoke_mandate(
        case.mandate, by=case.cast.nordvik.signatory, reason="Vi tar over", now=timezone.now()
    )


def representative_deleted(case):
    Organisation.objects.filter(pk=case.cast.sorvag.organisation.pk).update(
        deregistered_on=timezone.localdate(), registry_status="deleted"
    )


BY_MANDATE = {mandate_revoked, representative_deleted}

FACTS = {
    suspended: "framework_suspended",
    framework_ended: "agreement_expired",
    terminated: "accession_over",
    reseller_inactive: "reseller_inactive",
    deregistered: "organisation_deregistered",
    mandate_revoked: "mandate_is_over",
    representative_deleted: "mandate_party_deregistered",
}
"""What may change after submission, and the code with which the gate then refuses."""

NORDVIKS = {"berit@nordvik.example", "gunnar@nordvik.example"}
BOTH = {"birger@sorvag.example", "guro@sorvag.example", "gunnar@nordvik.example"}


def told():
    """Who got a message, but for the reseller."""
    return {address for message in mail.outbox for address in message.to} - {RESELLER}


def to_the_reseller():
    return [message for message in mail.outbox if message.to == [RESELLER]]


def approved(case, *, by_mandate=False):
    """The queued dispatch of an approved order; nobody has been notified of anything since."""
    order = ordered(case, by_mandate=by_mandate)
    home = case.cast.sorvag if by_mandate else case.cast.nordvik
    mandate = case.mandate if by_mandate else None
    approve_and_send(order, by=home.approver, now=timezone.now(), mandate=mandate)
    return order.dispatch


@pytest.mark.parametrize(("change", "code"), FACTS.items())
def test_approval_refuses_what_a_submission_of_today_would(case, change, code):
    by_mandate = change in BY_MANDATE
    order = ordered(case, by_mandate=by_mandate)
    change(case)
    with pytest.raises(ValidationError) as refusal:
        sending.approve_order(order, by=case.cast.nordvik.approver, now=timezone.now())
    with pytest.raises(ValidationError) as to_submit:
        ordered(SimpleNamespace(**vars(case) | fresh(case)), by_mandate=by_mandate)
    assert refusal.value.code == to_submit.value.code == code
    assert refusal.value.messages == to_submit.value.messages
    assert (Order.objects.get().state, Dispatch.objects.count()) == ("submitted", 0)


def key_replaced(case, on):
    nordvik = case.cast.nordvik
    make.cost_sharing_key(nordvik.organisation, by=nordvik.administrator, starts_on=on)


def time_passes(case, on):
    """Nothing is done: the day alone is another."""


REQUESTED_FACTS = [
    ("requested_delivery_to", time_passes, "delivery_in_the_past"),
    ("co_term_on", time_passes, "co_term_has_passed"),
    ("cost_sharing_key", key_replaced, "key_is_over"),
]
"""What an order asks for, what makes it pass, and the code with which the gate then refuses."""


def asking_for(case, name):
    """A submitted order that asks for something which holds today, and no longer in a week."""
    nordvik, tomorrow = case.cast.nordvik, timezone.localdate() + timedelta(days=1)
    if name == "co_term_on":
        suite = make.product(case.agreement.accession.framework, term_months=12)
        lines = {suite: 5}
        make.filled_basket(case.agreement, by=nordvik.orderer, lines=lines)
        Basket.objects.update(co_term_on=tomorrow)
        seen = make.submission(case.agreement, by=nordvik.orderer)
        return basket_actions.submit_order(
            case.agreement, by=nordvik.orderer, submission=seen, now=timezone.now()
        )
    asked = tomorrow
    if name == "cost_sharing_key":
        asked = make.cost_sharing_key(nordvik.organisation, by=nordvik.administrator)
    return make.order(case.agreement, by=nordvik.orderer, lines={case.office: 5}, **{name: asked})


def test_the_gate_asks_about_everything_that_passes():
    """A new fact of an order with a day or a key of its own belongs in REQUESTED_FACTS."""
    days = {field.name for field in Order._meta.fields if type(field) is DateField}
    assert days - {"requested_delivery_from", "answer_by"} < {name for name, *_ in REQUESTED_FACTS}
    assert {name for name, *_ in REQUESTED_FACTS} == {*order_conditions.REQUESTED_FACTS} - {
        "mandate"
    }


@pytest.mark.parametrize(("name", "change", "code"), REQUESTED_FACTS)
def test_approval_refuses_what_an_order_asks_for_when_it_has_passed(case, name, change, code):
    order, later = asking_for(case, name), timezone.now() + timedelta(days=7)
    change(case, timezone.localdate(later))
    with pytest.raises(ValidationError) as refusal:
        sending.approve_order(order, by=case.cast.nordvik.approver, now=later)
    assert refusal.value.code == code
    assert (Order.objects.get().state, Dispatch.objects.count()) == ("submitted", 0)


@pytest.mark.parametrize(("name", "change", "code"), REQUESTED_FACTS)
def test_what_an_order_asks_for_holds_it_when_it_has_passed(case, name, change, code):
    order, later = asking_for(case, name), timezone.now() + timedelta(days=7)
    approve_and_send(order, by=case.cast.nordvik.approver, now=timezone.now())
    change(case, timezone.localdate(later))
    with time_machine.travel(later):
        send_dispatch.call(order.dispatch.pk)
    order.dispatch.refresh_from_db()
    assert (bool(order.dispatch.held_at), to_the_reseller()) == (True, [])


def test_a_delivery_that_has_begun_can_still_be_in_time(case):
    today = timezone.localdate()
    order = make.order(
        case.agreement,
        by=case.cast.nordvik.orderer,
        lines={case.office: 5},
        requested_delivery_from=today,
        requested_delivery_to=today + timedelta(days=10),
    )
    later = timezone.now() + timedelta(days=7)
    sending.approve_order(order, by=case.cast.nordvik.approver, now=later)
    assert order.state == "approved"


def test_who_approves_sees_what_stands_in_the_way_before_it_is_tried(case, signed_in):
    order = ordered(case)
    suspended(case)
    shown = signed_in(case.cast.nordvik.approver).get(order.get_absolute_url() + "godkjenn/")
    assert "Klage til KOFA" in shown.text
    assert "seen_sha256" not in shown.text


def fresh(case):
    """The agreement as a new page would read it."""
    return {"agreement": VolumeLicenceAgreement.objects.get(pk=case.agreement.pk)}


@pytest.mark.parametrize("change", FACTS)
def test_dispatch_holds_what_may_no_longer_go_and_tells_the_buyer(case, run_tasks, change):
    by_mandate = change in BY_MANDATE
    dispatch = approved(case, by_mandate=by_mandate)
    change(case)
    run_tasks()
    run_tasks()  # what the first run queued: the message to the buyer
    dispatch.refresh_from_db()
    assert (dispatch.claimed_at, dispatch.sent_at, dispatch.failed_at) == (None, None, None)
    assert dispatch.held_at
    assert dispatch.held_reason
    assert [attempt.outcome for attempt in dispatch.attempts.all()] == ["held"]
    assert to_the_reseller() == []
    held = [message for message in mail.outbox if "holdes tilbake" in message.subject]
    assert {address for message in held for address in message.to} == (
        BOTH if by_mandate else NORDVIKS
    )
    assert all(dispatch.held_reason in message.body for message in held)
    assert waiting_counts(timezone.now())["held_orders"] == 1
    assert list(unfinished_dispatches(timezone.now())) == [dispatch]


@pytest.mark.parametrize("change", [suspended, reseller_inactive])
def test_what_is_sent_again_is_asked_about_again(case, change):
    """By a case officer, and by itself: both go through the claim."""
    dispatch = approved(case)
    now = timezone.now()
    Dispatch.objects.filter(pk=dispatch.pk).update(claimed_at=now, failed_at=now, error="Nei")
    change(case)
    retry_dispatch(dispatch, now=now)
    send_dispatch.call(dispatch.pk)
    dispatch.refresh_from_db()
    assert (bool(dispatch.held_at), to_the_reseller()) == (True, [])


def held(case):
    """A dispatch that a suspension holds back."""
    dispatch = approved(case)
    suspended(case)
    send_dispatch.call(dispatch.pk)
    return dispatch


def test_a_held_order_goes_when_a_case_officer_releases_it_and_nothing_is_in_its_way(
    case, run_tasks
):
    dispatch = held(case)
    with pytest.raises(ValidationError) as refusal:
        release_held(dispatch, now=timezone.now())
    assert refusal.value.code == "still_held"
    resume_framework(case.agreement.accession.framework, by=case.cast.kari, now=timezone.now())
    run_tasks()
    assert to_the_reseller() == []  # it never goes by itself
    release_held(dispatch, now=timezone.now())
    run_tasks()
    dispatch.refresh_from_db()
    assert (dispatch.order.state, dispatch.held_at, len(to_the_reseller())) == ("sent", None, 1)


def test_a_released_order_goes_to_the_address_of_today(case, run_tasks):
    dispatch = held(case)
    reseller = case.agreement.reseller
    make.order_address(reseller, "nytt.mottak@fjordforhandleren.example", by=case.cast.kari)
    resume_framework(case.agreement.accession.framework, by=case.cast.kari, now=timezone.now())
    release_held(dispatch, now=timezone.now())
    run_tasks()
    dispatch.refresh_from_db()
    assert dispatch.recipient == "nytt.mottak@fjordforhandleren.example"
    assert [message.to for message in mail.outbox if message.to == [dispatch.recipient]]
    assert to_the_reseller() == []


def test_a_stopped_order_counts_nowhere_and_the_others_are_notified(case, run_tasks):
    ceiling = make.ceiling(case.agreement.accession.framework, maximum_value=100_000)
    dispatch = held(case)
    ceiling.refresh_from_db()
    assert ceiling.used_value == 500
    mail.outbox.clear()
    order = dispatch.order
    stop_order(order, by=case.cast.nordvik.orderer, reason="Avtalen er slutt", now=timezone.now())
    run_tasks()
    ceiling.refresh_from_db()
    assert (order.state, ceiling.used_value) == ("stopped", 0)
    stopped = [message for message in mail.outbox if "er stanset" in message.subject]
    assert [message.to for message in stopped] == [[case.cast.nordvik.approver.email]]
    assert "Avtalen er slutt" in stopped[0].body
    assert list(unfinished_dispatches(timezone.now())) == []
    with pytest.raises(ValidationError) as refusal:
        release_held(dispatch, now=timezone.now())
    assert refusal.value.code == "order_not_held"


def test_only_a_held_order_is_stopped(case):
    order = approved(case).order
    with pytest.raises(ValidationError) as refusal:
        stop_order(order, by=case.cast.nordvik.orderer, reason="Nei", now=timezone.now())
    assert refusal.value.code == "order_not_held"


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("dispatch_held_is_neither_sent_nor_failed", {"claimed_at": timezone.now()}),
        ("dispatch_held_for_a_reason", {"held_reason": ""}),
    ],
)
def test_the_database_knows_what_held_means(case, name, write):
    dispatch = held(case)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Dispatch.objects.filter(pk=dispatch.pk).update(**write)


def test_the_database_stops_only_what_is_held_and_keeps_it_held(case):
    dispatch = approved(case)
    order = Order.objects.filter(pk=dispatch.order_id)
    with pytest.raises(IntegrityError, match="order_stops_only_held"), transaction.atomic():
        order.update(state="stopped")
    suspended(case)
    send_dispatch.call(dispatch.pk)
    order.update(state="stopped")
    stays = "dispatch_of_a_stopped_order_stays_held"
    with pytest.raises(IntegrityError, match=stays), transaction.atomic():
        Dispatch.objects.update(held_at=None, held_reason="")


@pytest.mark.parametrize(
    ("change", "goes"),
    [
        (suspended, True),
        (framework_ended, True),
        (terminated, True),
        (reseller_inactive, True),
        (deregistered, False),
    ],
)
def test_giving_up_is_no_call_off(case, change, goes):
    """Neither a suspension nor an end keeps an organisation from giving back what it has."""
    nordvik = case.cast.nordvik
    confirmed = make.confirmed_order(
        case.agreement, by=nordvik.orderer, approver=nordvik.approver, lines={case.office: 5}
    )
    order = make.correction(confirmed, {case.office: 2}, by=nordvik.orderer)
    change(case)
    if goes:
        approve_and_send(order, by=nordvik.approver, now=timezone.now())
        send_dispatch.call(order.dispatch.pk)
        assert Order.objects.get(pk=order.pk).state == "sent"
        return
    with pytest.raises(ValidationError) as refusal:
        sending.approve_order(order, by=nordvik.approver, now=timezone.now())
    assert refusal.value.code == "organisation_deregistered"


def test_ks_is_shown_what_it_stops_and_does_so_once(case, signed_in):
    dispatch, ks = held(case), signed_in(case.cast.kari)
    address, reason = f"/ks/utsendinger/{dispatch.pk}/stopp/", {"reason": "Avtalen er slutt"}
    shown = ks.post(address, reason)
    assert Order.objects.get().state == "approved"
    for words in ("Nordvik kommune", "Klage til KOFA", "Berit Bestiller", "Avtalen er slutt"):
        assert words in shown.text
    confirm(ks, address, reason)
    assert Order.objects.get().state == "stopped"
    assert seen_in(ks.post(address, reason)) is None


def test_the_pages_of_a_held_order_say_so(case, signed_in):
    dispatch = held(case)
    order, ks = dispatch.order, signed_in(case.cast.kari)
    buyer = signed_in(case.cast.nordvik.orderer)
    shown = buyer.get(order.get_absolute_url())
    assert "Godkjent, holdes tilbake" in shown.text
    assert dispatch.__class__.objects.get().held_reason in shown.text
    assert "Klage til KOFA" in ks.get("/ks/utsendinger/").text
    refused = ks.post(f"/ks/utsendinger/{dispatch.pk}/slipp/", follow=True)
    assert "Klage til KOFA" in refused.text
    empty = ks.post(f"/ks/utsendinger/{dispatch.pk}/stopp/", {"reason": ""})
    assert (empty.status_code, Order.objects.get().state) == (422, "approved")
    address = order.get_absolute_url() + "stopp/"
    shown = buyer.post(address, {"reason": "Avtalen er slutt"})
    assert Order.objects.get().state == "approved"
    for words in (dispatch.order.number, "Klage til KOFA", "Avtalen er slutt", "Gunnar Godkjenner"):
        assert words in shown.text
    back = buyer.post(address, {"reason": "Avtalen er slutt", BACK_TO_FORM: "1"})
    assert "Avtalen er slutt" in back.text
    done = confirm(buyer, address, {"reason": "Avtalen er slutt"}, follow=True)
    assert "Stanset, ikke sendt" in done.text
    assert "Avtalen er slutt" in done.text
