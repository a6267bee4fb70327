"""The reseller's path: opened by a link alone, answered once, closed by those who ordered."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from agreements.dispatch.links import find_link, make_link
from agreements.dispatch.sending import approve_and_send
from agreements.exchange.order_response import Response
from agreements.models import (
    LedgerEntry,
    LineSettlement,
    OrderResponse,
    OrderStep,
    Proposal,
    ResellerLink,
)
from agreements.orders.queries import orders_in_full
from agreements.reseller_answers.responses import answer_by_link
from tests.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(cast, order, run_tasks):
    """Nordvik's order, sent with a link to its page."""
    approve_and_send(order, by=cast.nordvik.approver, now=timezone.now())
    run_tasks()
    order.refresh_from_db()
    return order


@pytest.fixture
def path(sent):
    """The path of the path, from the mail to the reseller."""
    return path_in(mail.outbox[-1])


def path_in(message):
    return re.search(r"http\S+(/forhandler/[\w-]{43}/)", message.body)[1]


def change(order, *, quantity=4, note="Resten i januar", **office):
    """What the form sends about the office suites."""
    fields = {"note": "Vi har fire", "seen_answers": order.answer_count}
    for line in order.lines.all():
        is_office = line.name == "Kontorpakke"
        fields[f"quantity_{line.position}"] = quantity if is_office else line.quantity
        fields[f"note_{line.position}"] = note if is_office else ""
        if is_office:
            fields |= {f"{name}_{line.position}": value for name, value in office.items()}
    return fields


def test_the_page_shows_the_order_to_whoever_has_the_link(client, sent, path):
    response = client.get(path)
    assert response.status_code == 200
    for words in (sent.number, "Kontorpakke", sent.buyer_reference, "500,00"):
        assert words in response.text
    assert client.get(path + "bestilling.pdf").content.startswith(b"%PDF")


def test_the_token_is_kept_nowhere(sent, path):
    token = path.split("/")[2]
    link = ResellerLink.objects.get()
    assert token not in str(list(ResellerLink.objects.values()))
    assert find_link(token) == link


def test_a_link_that_does_not_hold_opens_nothing(client, sent, path):
    assert client.get("/forhandler/finnes-ikke/").status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=30, minutes=1)):
        assert client.get(path).status_code == 410
    assert client.get(path).status_code == 200
    make_link(sent, by=None, now=timezone.now())
    assert client.get(path).status_code == 410
    assert client.post(path + "bekreft/", {"reference": "F-1"}).status_code == 410
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_a_confirmation_goes_to_the_holdings(client, sent, path):
    shown = client.post(path + "bekreft/", {"reference": "F-1", "delivery_on": "2027-01-15"})
    assert shown.headers["Location"] == path
    sent.refresh_from_db()
    assert (sent.state, sent.reseller_reference) == ("confirmed", "F-1")
    assert LedgerEntry.objects.filter(organisation=sent.organisation).count() == 2
    assert "15.01.2027" in client.get(path).text
    again = client.post(path + "bekreft/", {"reference": "F-2"})
    assert "F-2" not in str(list(OrderResponse.objects.values()))
    assert "Bestillingen er allerede besvart." in again.text


def test_an_answer_that_is_sent_twice_holds_once(client, sent, path):
    """Three of five now, two later; the second press says what has been answered already."""
    parts = change(sent, quantity=3, note="", later=2)
    assert client.post(path + "endre/", parts).status_code == 302
    again = client.post(path + "endre/", parts)
    assert (again.status_code, "etter at du åpnet siden" in again.text) == (422, True)
    held = LedgerEntry.objects.filter(product__name="Kontorpakke")
    assert [entry.quantity for entry in held] == [3]
    assert not Proposal.objects.exists()


def test_a_no_carries_its_reason(client, sent, path):
    assert client.post(path + "avvis/", {"reason": ""}).status_code == 422
    client.post(path + "avvis/", {"reason": "Utgått"})
    assert OrderStep.objects.get(order=sent, state="rejected").reason == "Utgått"


def test_a_change_is_a_question_to_the_orderer_and_moves_nothing_of_its_line(
    client, cast, sent, path, run_tasks, signed_in
):
    shown = client.post(path + "endre/", change(sent, quantity=5, note="")).text
    assert "Ingenting er annerledes enn i bestillingen" in shown
    client.post(path + "endre/", change(sent))
    run_tasks()
    told = [message.to for message in mail.outbox if "vil endre bestilling" in message.subject]
    assert sorted(told) == [[cast.nordvik.orderer.email], [cast.nordvik.approver.email]]
    [proposed] = Proposal.objects.get().lines.all()
    assert (proposed.line.name, proposed.quantity, proposed.dropped) == ("Kontorpakke", 4, 1)
    assert "Resten i januar" in signed_in(cast.nordvik.orderer).get(sent.get_absolute_url()).text
    client.post(path + "endre/", change(sent, quantity=3, note="Bare tre"))
    states = Proposal.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["replaced", "waiting"]


def test_a_part_that_comes_later_is_no_question(client, sent, path):
    client.post(path + "endre/", change(sent, quantity=3, note="", later=2))
    office = orders_in_full().get(pk=sent.pk).lines.all()[1]
    assert (office.confirmed, office.refused, office.open) == (3, 0, 2)
    assert not Proposal.objects.exists()
    client.post(path + "bekreft/", {"reference": "F-1"})
    sent.refresh_from_db()
    assert sent.state == "confirmed"


def test_what_comes_later_has_a_day_of_its_own(client, cast, sent, path, run_tasks, signed_in):
    mail.outbox.clear()
    client.post(path + "endre/", change(sent, quantity=3, note="", later=2, day="2029-01-15"))
    run_tasks()
    office = orders_in_full().get(pk=sent.pk).lines.all()[1]
    assert (office.confirmed, office.refused, office.open) == (3, 0, 2)
    assert office.settlements.get().promised_to is None
    assert "Linje 2: 2 kommer senere. Levering innen 15.01.2029." in mail.outbox[-1].body
    assert "15.01.2029" in signed_in(cast.nordvik.orderer).get(sent.get_absolute_url()).text
    assert "15.01.2029" in client.get(path).text


def test_a_day_of_delivery_is_an_answer_of_its_own(client, sent, path):
    client.post(path + "endre/", change(sent, quantity=5, note="", day="2029-01-15"))
    sent.refresh_from_db()
    days = LineSettlement.objects.order_by("line__position").values_list("promised_to", flat=True)
    assert (sent.state, list(days)) == ("confirmed", [None, date(2029, 1, 15)])


def test_what_is_typed_is_about_what_is_open(client, sent, path):
    """One of five is confirmed. One more of the four that are open is fewer, and a proposal."""
    client.post(path + "endre/", change(sent, quantity=1, note="", later=4))
    sent = orders_in_full().get(pk=sent.pk)
    [office] = [line for line in sent.lines.all() if line.open]
    fields = {"seen_answers": sent.answer_count, f"quantity_{office.position}": 1}
    assert client.post(path + "endre/", fields).status_code == 302
    [proposed] = Proposal.objects.get().lines.all()
    assert (proposed.quantity, proposed.later, proposed.dropped) == (1, 0, 3)


def test_a_sum_that_no_column_holds_is_refused(client, sent, path):
    beyond = change(sent, quantity=900_000, note="", price="9999999999")
    shown = client.post(path + "endre/", beyond)
    assert (shown.status_code, "større enn portalen kan ta vare på" in shown.text) == (422, True)
    assert not OrderResponse.objects.exists()


def test_the_reply_goes_to_the_reseller_once(client, cast, sent, path, run_tasks, signed_in):
    client.post(path + "endre/", change(sent))
    proposal = Proposal.objects.get()
    number = sent.organisation.organisation_number
    address = reverse("order_proposal", args=[number, sent.number, proposal.pk])
    orderer = signed_in(cast.nordvik.orderer)
    decline = {"seen_state": "waiting", "decision": "decline", "reply": ""}
    assert orderer.post(address, decline).status_code == 422
    orderer.post(address, decline | {"reply": "Vi trenger fem"})
    orderer.post(address, decline | {"decision": "accept", "reply": "Ja"})
    run_tasks()
    replies = [message for message in mail.outbox if "Vi trenger fem" in message.body]
    assert [message.to for message in replies] == [
        ["ordre@fjordforhandleren.example"],
        [cast.nordvik.approver.email],
    ]
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == ("declined", cast.nordvik.orderer)
    client.post(path + "bekreft/", {"reference": "F-1"})
    sent.refresh_from_db()
    assert sent.state == "confirmed"


def test_the_orderer_closes_the_link_and_sends_a_new_one(
    client, cast, sent, path, run_tasks, signed_in
):
    orderer = signed_in(cast.nordvik.orderer)
    number = sent.organisation.organisation_number
    orderer.post(reverse("order_link_revoke", args=[number, sent.number]))
    assert client.get(path).status_code == 410
    orderer.post(reverse("order_link_new", args=[number, sent.number]))
    run_tasks()
    assert mail.outbox[-1].to == ["ordre@fjordforhandleren.example"]
    assert client.get(path_in(mail.outbox[-1])).status_code == 200
    assert ResellerLink.objects.filter(revoked_at=None).get().made_by == cast.nordvik.orderer


def test_case_officers_may_do_the_same(client, cast, sent, path, run_tasks, signed_in):
    officer = signed_in(cast.kari)
    officer.post(reverse("ks_dispatch_link_revoke", args=[sent.dispatch.pk]))
    assert client.get(path).status_code == 410
    officer.post(reverse("ks_dispatch_link_new", args=[sent.dispatch.pk]))
    run_tasks()
    assert client.get(path_in(mail.outbox[-1])).status_code == 200


def test_answering_on_and_on_is_stopped(client, sent, path):
    for _ in range(21):
        shown = client.post(path + "endre/", change(sent))
    assert "Du har svart veldig ofte" in shown.text


@pytest.mark.django_db(transaction=True)
def test_of_answers_at_the_same_moment_one_holds(sent):
    def answer(code, **fields):
        link = ResellerLink.objects.select_related("order__organisation").get()
        facts = {"number": "", "order_number": "", "buyers": (), "sellers": (), "note": ""}
        answer = Response(code=code, lines=(), **facts | fields)
        answer_by_link(link, answer, now=timezone.now())
        return code

    outcomes = at_once(
        lambda: answer("AP", number="F-1"),
        lambda: answer("AP", number="F-2"),
        lambda: answer("RE", note="Nei"),
        lambda: answer("RE", note="Nei"),
    )
    assert sum(outcome in {"AP", "RE"} for outcome in outcomes) == 1
    assert OrderResponse.objects.count() == 1
