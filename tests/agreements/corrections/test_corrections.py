"""Changing and ending what is confirmed."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from agreements.approvals import actions as approvals_actions
from agreements.basket.refilling import contents_of_order
from agreements.dispatch import sending
from agreements.dispatch.sending import approve_and_send
from agreements.holdings.queries import positions
from agreements.models import Ceiling, LedgerEntry, Order, OrderLine, PooledVolume
from agreements.order_totals.ceilings import recount
from agreements.order_totals.volume import rebuild_volume
from agreements.orders import actions as orders_actions
from agreements.orders.order_files import checked_order_file
from agreements.orders.queries import lines_left, orders_in_full
from agreements.reseller_answers.proposals import Decision, accept_proposal
from agreements.reseller_answers.responses import import_response
from tests import agreement_factories as make
from tests.order_responses import line, order_response
from tests.pdf import text
from tests.races import at_once

pytestmark = pytest.mark.django_db


def refused(code):
    """Expect a refusal with this code."""
    return pytest.raises(ValidationError, check=lambda refusal: refusal.code == code)


@pytest.fixture
def rented(framework):
    """A subscription of a year at 100.10 kr."""
    return make.product(
        framework,
        name="Skykontor",
        net="100.10",
        term_months=12,
        kind="subscription",
        pool="server",
    )


@pytest.fixture
def confirmed(cast, agreement, rented, office):
    """Nordvik's confirmed order: 5 subscriptions and 2 perpetual office suites."""
    return make.confirmed_order(
        agreement,
        by=cast.nordvik.orderer,
        approver=cast.nordvik.approver,
        lines={rented: 5, office: 2},
    )


def fewer(cast, order, lines, **more):
    return make.correction(order, lines, by=cast.nordvik.orderer, **more)


def confirm(cast, order):
    return make.confirm(order, by=cast.nordvik.orderer, approver=cast.nordvik.approver)


def test_a_change_is_an_order_of_its_own_at_the_prices_of_what_it_lowers(cast, confirmed, rented):
    make.price_list(rented.framework, version="Ny", valid_from=timezone.localdate())
    make.price(rented, net="999.00")
    change = fewer(cast, confirmed, {rented: 3})
    assert (change.kind, change.corrects, change.sequence) == ("change", confirmed, 2)
    assert [(line.quantity, line.unit_net, line.net) for line in change.lines.all()] == [
        (-3, Decimal("100.10"), Decimal("-300.30"))
    ]
    # 25 per cent of 300.30 is 75.075: half up is away from nothing, as when it was bought
    amounts = (change.net, change.vat, change.gross)
    assert amounts == (Decimal("-300.30"), Decimal("-75.08"), Decimal("-375.38"))
    assert [step.reason for step in change.steps.all()] == ["Færre ansatte"]
    confirmed.refresh_from_db()
    assert confirmed.state == "confirmed"


def test_what_gives_up_all_that_is_left_is_an_end(cast, confirmed, rented, office):
    fewer(cast, confirmed, {rented: 4})
    assert fewer(cast, confirmed, {rented: 1, office: 2}).kind == "end"


def test_two_lines_that_were_delivered_as_one_product_can_be_given_up(cast, framework, agreement):
    nordvik = cast.nordvik
    old, new = make.product(framework), make.product(framework)
    order = make.order(agreement, by=nordvik.orderer, lines={old: 3, new: 2})
    sending.approve_order(order, by=nordvik.approver, now=timezone.now())
    orders_actions.move_order(order, "sent", by=None, now=timezone.now())
    replaced = order.lines.get(product=old).position
    kept = order.lines.get(product=new).position
    lines = [line(replaced, "3", 3, instead=new.part_number), line(kept, "5")]
    answer = order_response(order, code="CA", lines=lines)
    proposal = import_response(answer, by=None, now=timezone.now()).proposal
    accept_proposal(proposal, Decision(by=nordvik.orderer, now=timezone.now()))
    order.refresh_from_db()
    end = make.correction(order, {old: 3, new: 2}, by=nordvik.orderer)
    assert [one.product for one in end.lines.all()] == [new, new]
    make.confirm(end, by=nordvik.orderer, approver=nordvik.approver)
    held = LedgerEntry.objects.values_list("quantity", flat=True)
    assert (end.state, sum(held)) == ("confirmed", 0)


def test_only_the_confirmation_lowers_the_holdings(cast, confirmed, rented):
    today = timezone.localdate()

    def held():
        return {row.product_name: row.quantity for row in positions(confirmed.organisation, today)}

    change = fewer(cast, confirmed, {rented: 3})
    assert held() == {"Skykontor": 5, "Kontorpakke": 2}
    confirm(cast, change)
    assert held() == {"Skykontor": 2, "Kontorpakke": 2}
    bought, lowered = LedgerEntry.objects.filter(product=rented).order_by("pk")
    assert (lowered.kind, lowered.quantity, lowered.valid_to) == ("reduction", -3, bought.valid_to)
    assert positions(confirmed.organisation, bought.valid_to + timedelta(days=1))[0].quantity == 2


def test_an_order_in_flight_that_lowers_frees_nothing(cast, framework, agreement, rented):
    ceiling = make.ceiling(framework, maximum_quantity=5)
    order = make.confirmed_order(
        agreement, by=cast.nordvik.orderer, approver=cast.nordvik.approver, lines={rented: 5}
    )

    def used():
        row = Ceiling.objects.get(pk=ceiling.pk)
        volume = PooledVolume.objects.get(pool="server")
        return row.used_quantity, row.used_value, volume.quantity

    before = used()
    change = fewer(cast, order, {rented: 2})
    assert used() == before == (5, Decimal("500.50"), 5)
    with refused("ceiling_reached"):
        make.order(agreement, by=cast.nordvik.orderer, lines={rented: 1})
    confirm(cast, change)
    assert used() == (3, Decimal("300.30"), 3)
    assert recount(framework) == []
    assert rebuild_volume(framework) == 0


@pytest.mark.parametrize("end", ["return_order", "withdraw_order"])
def test_a_change_that_is_taken_back_changes_no_count(cast, framework, confirmed, rented, end):
    change = fewer(cast, confirmed, {rented: 5})
    more = {"reason": "Vi trenger dem"} if end == "return_order" else {}
    getattr(approvals_actions, end)(change, by=cast.nordvik.approver, now=timezone.now(), **more)
    assert rebuild_volume(framework) == 0
    assert {line.product: line.left for line in lines_left(confirmed)}[rented] == 5
    assert fewer(cast, confirmed, {rented: 5}).state == "submitted"


def test_a_change_in_a_later_year_counts_in_the_year_of_what_it_lowers(cast, agreement, rented):
    long_ago = timezone.now()
    order = make.confirmed_order(
        agreement,
        by=cast.nordvik.orderer,
        approver=cast.nordvik.approver,
        lines={rented: 5},
        now=long_ago,
    )
    change = fewer(cast, order, {rented: 5}, now=long_ago + timedelta(days=200))
    confirm(cast, change)
    assert [row.quantity for row in PooledVolume.objects.filter(pool="server")] == [0]
    assert rebuild_volume(agreement.accession.framework) == 0


def test_no_more_than_is_left_can_be_given_up_orders_in_flight_counted(cast, confirmed, rented):
    fewer(cast, confirmed, {rented: 3})
    with refused("more_than_is_left"):
        fewer(cast, confirmed, {rented: 3})
    assert Order.objects.filter(corrects=confirmed).count() == 1


def test_what_is_perpetual_goes_down_only_while_an_order_may_be_wrong(cast, confirmed, office):
    with refused("is_perpetual"):
        fewer(cast, confirmed, {office: 1}, now=timezone.localtime() + timedelta(days=31))
    later = timezone.localtime() + timedelta(days=30)
    assert fewer(cast, confirmed, {office: 1}, now=later).net == Decimal("-100.00")


def test_a_term_that_is_over_cannot_be_given_up(cast, confirmed, rented):
    with refused("term_is_over"):
        fewer(cast, confirmed, {rented: 1}, now=timezone.localtime() + timedelta(days=370))


def test_nothing_is_not_a_change(cast, confirmed, rented):
    with refused("nothing_is_lowered"):
        fewer(cast, confirmed, {rented: 0})


def test_only_what_is_confirmed_and_no_correction_can_be_corrected(cast, order, confirmed, rented):
    line = order.lines.first()
    with refused("order_not_confirmed"):
        fewer(cast, order, {line.product: 1})
    change = confirm(cast, fewer(cast, confirmed, {rented: 1}))
    with refused("order_not_confirmed"):
        fewer(cast, change, {rented: 1})


def test_the_same_change_submitted_twice_is_one_order(cast, confirmed, rented):
    key = uuid.uuid4()
    first = fewer(cast, confirmed, {rented: 1}, submission_key=key)
    assert fewer(cast, confirmed, {rented: 1}, submission_key=key) == first


def test_a_limit_holds_for_what_is_given_up(cast, confirmed, rented):
    make.order_limit(cast.nordvik.orderer, cast.nordvik.organisation, 100, role="orderer")
    with refused("above_limit"):
        fewer(cast, confirmed, {rented: 1})
    assert not Order.objects.filter(corrects=confirmed).exists()


def test_nobody_approves_their_own_change(cast, confirmed, rented):
    change = fewer(cast, confirmed, {rented: 1})
    with refused("own_order"):
        sending.approve_order(change, by=change.submitted_by, now=timezone.now())


def test_a_change_goes_out_as_a_letter_only(cast, confirmed, rented, run_tasks):
    reseller = confirmed.volume_licence_agreement.reseller
    reseller.dispatch_by = "ehf"
    reseller.save()
    change = orders_in_full().get(pk=fewer(cast, confirmed, {rented: 1}).pk)
    approve_and_send(change, by=cast.nordvik.approver, now=timezone.now())
    mail.outbox.clear()
    run_tasks()
    letter = mail.outbox[-1]
    assert [name for name, _content, _kind in letter.attachments] == [f"{change.number}.pdf"]
    assert confirmed.number in letter.body
    assert confirmed.number in text(letter.attachments[0][1])
    with refused("order_is_a_correction"):
        checked_order_file(change, "ehf")


def test_a_change_cannot_be_ordered_again(cast, confirmed, rented):
    with refused("order_is_a_correction"):
        contents_of_order(fewer(cast, confirmed, {rented: 1}), on=timezone.localdate())


@pytest.mark.parametrize("quantity", [-1, 6])
def test_no_quantity_below_zero_nor_above_what_is_left(cast, confirmed, rented, quantity):
    line = confirmed.lines.get(product=rented)
    facts = make.correction_facts(confirmed, {rented: 1}) | {"quantities": {line.pk: quantity}}
    with refused("more_than_is_left"):
        fewer(cast, confirmed, {rented: 1}, **facts)


def test_a_change_of_something_else_than_was_seen_is_refused(cast, confirmed, rented, office):
    seen = make.correction_facts(confirmed, {rented: 2, office: 1})
    fewer(cast, confirmed, {rented: 1})
    with refused("left_has_changed"):
        fewer(cast, confirmed, {}, **seen)
    assert Order.objects.filter(corrects=confirmed).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_changes_at_once_only_the_first_is_what_was_seen(cast, confirmed, rented):
    seen = make.correction_facts(confirmed, {rented: 2})

    def change():
        own = seen | {"submission_key": uuid.uuid4()}
        return fewer(cast, Order.objects.get(pk=confirmed.pk), {}, **own).sequence

    outcomes = at_once(*[change] * 3)
    assert sorted(map(str, outcomes)) == ["2", "left_has_changed", "left_has_changed"]


@pytest.mark.django_db(transaction=True)
def test_one_change_submitted_twice_at_once_is_one_order(cast, confirmed, rented):
    seen = make.correction_facts(confirmed, {rented: 2})

    def change():
        return fewer(cast, Order.objects.get(pk=confirmed.pk), {}, **seen).sequence

    assert at_once(*[change] * 3) == [2, 2, 2]


def broken(name):
    """Expect the database to refuse by the rule of this name."""
    return pytest.raises(IntegrityError, match=name)


def written(order, **overrides):
    """A correcting order that nobody's action has looked at."""
    fields = {field.attname: getattr(order, field.attname) for field in order._meta.concrete_fields}
    fields |= {"id": None, "submission_key": uuid.uuid4(), "sequence": 99, "kind": "change"}
    fields |= {"state": "submitted", "approved_at": None, "approved_by_id": None}
    fields |= {"answer_by": None}
    return Order.objects.create(**fields | {"corrects_id": order.pk} | overrides)


def written_line(order, line, **overrides):
    fields = {field.attname: getattr(line, field.attname) for field in line._meta.concrete_fields}
    fields |= {"id": None, "order_id": order.pk, "corrects_id": line.pk, "quantity": -1}
    fields |= {"net": -line.unit_net} | overrides
    return OrderLine.objects.create(**fields)


def test_the_database_ties_a_correction_to_a_confirmed_order_of_the_same(
    confirmed, order, foreign, agreement, cast, rented
):
    with broken("order_corrects_a_confirmed_one"), transaction.atomic():
        written(confirmed, corrects_id=order.pk)
    with broken("order_corrects_a_confirmed_one"), transaction.atomic():
        written(confirmed, organisation_id=foreign.order.organisation_id)
    with broken("order_corrects_a_confirmed_one"), transaction.atomic():
        written(confirmed, volume_licence_agreement_id=foreign.agreement.pk)
    with broken("order_correction_names_its_order"), transaction.atomic():
        written(confirmed, corrects_id=None)
    with broken("order_correction_names_its_order"), transaction.atomic():
        written(confirmed, kind="new")
    with broken("order_amounts_are_not_negative"), transaction.atomic():
        written(confirmed, kind="new", corrects_id=None, net=-4, vat=-1, gross=-5)


def test_the_database_lets_no_line_go_below_zero(confirmed, rented, office):
    change = written(confirmed)
    line = confirmed.lines.get(product=rented)
    other = confirmed.lines.get(product=office)
    with broken("order_line_never_negative"), transaction.atomic():
        written_line(change, line, quantity=-6, net=-6 * line.unit_net)
    with broken("order_line_quantity_is_possible"), transaction.atomic():
        written_line(change, line, quantity=1, net=line.unit_net)
    with broken("order_line_lowers_a_line_of_its_order"), transaction.atomic():
        written_line(change, line, corrects_id=None, quantity=1, net=line.unit_net)
    with broken("order_line_lowers_a_line_of_its_order"), transaction.atomic():
        written_line(change, line, corrects_id=other.pk)
    with broken("order_line_lowers_a_line_of_its_order"), transaction.atomic():
        written_line(change, line, unit_net=1, net=-1)
