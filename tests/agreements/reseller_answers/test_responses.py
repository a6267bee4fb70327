"""What a reseller answers: taken in once, for the right order, and done."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.dispatch import sending
from agreements.dispatch.sending import mark_sent
from agreements.exchange.order_response import ORDER_RESPONSE
from agreements.models import Ceiling, LedgerEntry, OrderResponse
from agreements.order_totals.ceilings import recount
from agreements.reseller_answers.responses import import_response
from tests import agreement_factories as make
from tests.order_responses import line, order_response
from tests.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(cast, order):
    """Nordvik's order on its way at the reseller."""
    dispatch = sending.approve_order(order, by=cast.nordvik.approver, now=timezone.now())
    dispatch.claimed_at = timezone.now()
    dispatch.save()
    mark_sent(dispatch, by=None, now=timezone.now())
    order.refresh_from_db()
    return order


def store_upload(content, by=None):
    """Take in an answer."""
    return import_response(content, by=by, now=timezone.now())


def refused(content):
    """The code with which an answer is refused; nothing of it is stored."""
    with pytest.raises(ValidationError) as refusal:
        store_upload(content)
    assert refusal.value.messages[0]
    assert not OrderResponse.objects.exists()
    return refusal.value.code


def test_an_acceptance_confirms_the_order(cast, sent):
    store_upload(order_response(sent), by=cast.kari)
    sent.refresh_from_db()
    assert (sent.state, sent.reseller_reference) == ("confirmed", "SVAR-1")
    assert LedgerEntry.objects.filter(organisation=sent.organisation).count() == 2


def test_a_rejection_ends_the_order_and_gives_back_what_it_reserved(sent):
    framework = sent.volume_licence_agreement.accession.framework
    ceiling = make.ceiling(framework, maximum_quantity=7)
    recount(framework)
    assert Ceiling.objects.get(pk=ceiling.pk).used_quantity == 7
    store_upload(order_response(sent, code="RE", note="Utgått"))
    sent.refresh_from_db()
    assert sent.state == "rejected"
    assert sent.steps.get(state="rejected").reason == "Utgått"
    assert Ceiling.objects.get(pk=ceiling.pk).used_quantity == 0
    assert not LedgerEntry.objects.exists()


def test_a_receipt_is_shown_and_moves_nothing(cast, sent, signed_in):
    store_upload(order_response(sent, code="AB", note="Mottatt mandag"))
    sent.refresh_from_db()
    assert sent.state == "sent"
    page = signed_in(cast.nordvik.reader).get(sent.get_absolute_url()).content.decode()
    assert "Mottatt mandag" in page


def test_the_same_file_is_taken_in_once(sent):
    store_upload(order_response(sent, code="AB"))
    with pytest.raises(ValidationError) as refusal:
        store_upload(order_response(sent, code="AB"))
    assert (refusal.value.code, OrderResponse.objects.count()) == ("response_already_here", 1)


def test_an_order_that_is_not_sent_is_not_answered(order):
    assert refused(order_response(order)) == "order_not_sent"
    order.refresh_from_db()
    assert order.state == "submitted"


def test_answers_find_only_their_own_order(cast, sent, foreign):
    other_seller = make.reseller().organisation_number
    other_buyer = cast.sorvag.organisation.organisation_number
    assert refused(order_response(sent, seller=other_seller)) == "response_of_another"
    assert refused(order_response(sent, buyer="000000000")) == "response_without_order"
    assert refused(order_response(sent, order_number="2026-9999")) == "response_without_order"
    for number in ("x", "99999999999999999999-1", "2026-99999999999999999999", "2026-²"):
        assert refused(order_response(sent, order_number=number)) == "response_without_order"
    assert (
        refused(order_response(sent, buyer=other_buyer, order_number="2026-9999"))
        == "response_without_order"
    )


def test_a_buyer_may_be_named_by_two_numbers(cast, sent):
    """Such as its own, and that of a shared service to which answers are sent."""
    shared = cast.sorvag.organisation.organisation_number
    store_upload(order_response(sent, sent_to=shared))
    sent.refresh_from_db()
    assert sent.state == "confirmed"


def test_of_two_buyers_with_the_same_order_number_none_is_guessed(cast, sent, foreign):
    assert foreign.order.number == sent.number
    assert foreign.order.seller_organisation_number == sent.seller_organisation_number
    both = {"sent_to": cast.sorvag.organisation.organisation_number}
    assert refused(order_response(sent, **both)) == "response_of_two_buyers"
    import_response(
        order_response(sent, **both),
        by=cast.nordvik.orderer,
        now=timezone.now(),
        organisation=cast.nordvik.organisation,
    )
    sent.refresh_from_db()
    assert sent.state == "confirmed"


@pytest.mark.parametrize(
    ("code", "lines", "refusal"),
    [
        ("CA", [], "response_changes_without_lines"),
        ("AB", [line(1, "5")], "response_lines_beside_answer"),
        ("AP", [line(1, "5")], "response_lines_beside_answer"),
        ("RE", [line(1, "7")], "response_lines_beside_answer"),
        ("XX", [], "response_unknown_code"),
        ("", [], "response_unknown_code"),
    ],
)
def test_what_an_answer_must_hold_together(sent, code, lines, refusal):
    assert refused(order_response(sent, code=code, lines=lines)) == refusal


@pytest.mark.parametrize("fact", ["number", "order_number", "buyer", "seller"])
def test_an_answer_says_what_it_answers(sent, fact):
    assert refused(order_response(sent, **{fact: ""})) == "response_without_number"


ANSWER = f'<OrderResponse xmlns="{ORDER_RESPONSE}">&x;</OrderResponse>'
ENTITIES = f'<!DOCTYPE a [<!ENTITY w "ha"><!ENTITY x "&w;&w;&w;&w;">]>{ANSWER}'.encode()
FILES = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>{ANSWER}'.encode()
HOSTILE = {
    "no xml": (b"Hei", "response_unreadable"),
    "nothing": (b"", "response_unreadable"),
    "cut off": (b"<OrderResponse", "response_unreadable"),
    "zero bytes": (b"\0\0", "response_unreadable"),
    "entities": (ENTITIES, "response_unreadable"),
    "files": (FILES, "response_unreadable"),
    "another document": (b"<Order/>", "response_other_document"),
    "deep": (b"<a>" * 100_000, "response_unreadable"),
    "too large": (b" " * (2 * 1024 * 1024 + 1), "response_too_large"),
}


@pytest.mark.parametrize(("content", "code"), HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_is_no_answer_is_refused(content, code):
    assert refused(content) == code


def test_the_command_takes_in_a_file(sent, tmp_path, capsys):
    file = tmp_path / "svar.xml"
    file.write_bytes(order_response(sent, code="AB"))
    call_command("import_order_response", file)
    assert capsys.readouterr().out == f"{sent.number}: Received\n"
    with pytest.raises(CommandError, match="is here already"):
        call_command("import_order_response", file)
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_order_response", tmp_path / "none.xml")


def test_the_command_confirms_for_the_portal_itself(sent, tmp_path):
    file = tmp_path / "svar.xml"
    file.write_bytes(order_response(sent))
    call_command("import_order_response", file)
    sent.refresh_from_db()
    assert sent.state == "confirmed"
    assert sent.steps.get(state="confirmed").by is None


def test_a_case_officer_takes_in_a_file(cast, sent, signed_in):
    client = signed_in(cast.kari)
    address = reverse("ks_order_response")
    wrong = client.post(address, {"file": SimpleUploadedFile("svar.xml", b"<Order/>")})
    assert (wrong.status_code, OrderResponse.objects.count()) == (422, 0)
    client.post(address, {"file": SimpleUploadedFile("svar.xml", order_response(sent))})
    assert OrderResponse.objects.get().received_by == cast.kari


@pytest.mark.parametrize(
    "statement",
    ["UPDATE agreements_orderresponse SET note = ''", "DELETE FROM agreements_orderresponse"],
)
def test_an_answer_stays_as_it_is(sent, statement):
    store_upload(order_response(sent, code="AB"))
    with (
        pytest.raises(DatabaseError, match="Cannot (update|delete)"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_taken_in_twice_at_once_is_one_confirmation(sent):
    content = order_response(sent)
    outcomes = at_once(*[lambda: store_upload(content).code] * 3)
    assert sorted(outcomes) == ["AP", "response_already_here", "response_already_here"]
    assert LedgerEntry.objects.count() == 2
