"""What is confirmed is what is owned: at every step ordered = confirmed + refused + open."""

from contextlib import suppress
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from agreements.corrections.actions import lines_to_lower, reason_not_to_lower
from agreements.dispatch import sending
from agreements.models import Ceiling, LedgerEntry, LineSettlement, Order, Proposal
from agreements.order_totals.ceilings import recount
from agreements.order_totals.volume import rebuild_volume
from agreements.orders import actions as orders_actions
from agreements.orders.queries import current_net_of, lines_left, open_quantities, orders_in_full
from agreements.reseller_answers import actions as reseller_answers_actions
from agreements.reseller_answers.proposals import (
    Decision,
    accept_proposal,
    approve_proposal,
    decline_proposal,
)
from agreements.reseller_answers.responses import import_response
from tests import agreement_factories as make
from tests.cast import assemble
from tests.order_responses import line, order_response

OUTCOME = LineSettlement.Outcome


def settlement(order_line, **overrides):
    """A row that goes round every action."""
    fields = {
        "line": order_line,
        "outcome": OUTCOME.REFUSED,
        "quantity": 1,
        "product": order_line.product,
        "part_number": order_line.part_number,
        "name": order_line.name,
        "unit_net": order_line.unit_net,
        "net": 0,
        "settled_at": timezone.now(),
    }
    return LineSettlement.objects.create(**fields | overrides)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("overrides", "constraint"),
    [
        ({"quantity": 6}, "line_settlement_within_its_line"),
        ({"quantity": -1}, "line_settlement_within_its_line"),
        ({"net": 1}, "line_settlement_refused_costs_nothing"),
        ({"outcome": "perhaps", "net": 0}, "line_settlement_"),
        ({"outcome": OUTCOME.CONFIRMED}, "line_settlement_confirmed_is_in_the_ledger"),
        ({"unit_net": -1}, "line_settlement_price_is_not_negative"),
    ],
)
def test_what_the_database_refuses(at_reseller, overrides, constraint):
    office = at_reseller.lines.get(position=2)
    with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
        settlement(office, **overrides)


@pytest.mark.django_db
def test_no_line_is_settled_before_the_order_is_sent(order):
    with (
        pytest.raises(DatabaseError, match="line_settlement_within_its_line"),
        transaction.atomic(),
    ):
        settlement(order.lines.first())


@pytest.mark.django_db
def test_a_part_is_settled_by_an_answer_to_its_own_order(cast, at_reseller, agreement, office):
    other = make.order(agreement, by=cast.nordvik.orderer, lines={office: 1})
    sending.approve_order(other, by=cast.nordvik.approver, now=timezone.now())
    orders_actions.move_order(other, "sent", by=None, now=timezone.now())
    answer = import_response(order_response(other, code="AB"), by=None, now=timezone.now())
    with (
        pytest.raises(DatabaseError, match="line_settlement_answers_its_order"),
        transaction.atomic(),
    ):
        settlement(at_reseller.lines.get(position=2), response=answer)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("position", "quantity"), [(1, 2), (2, 1), (2, 3)], ids=["another line", "fewer", "more"]
)
def test_a_confirmed_part_is_what_the_ledger_says(cast, at_reseller, position, quantity):
    office = at_reseller.lines.get(position=2)
    entry = make.ledger_entry(
        at_reseller.volume_licence_agreement,
        office.product,
        by=cast.nordvik.orderer,
        kind="order",
        order_line=office,
        quantity=2,
    )
    confirmed = {"outcome": OUTCOME.CONFIRMED, "quantity": quantity, "ledger_entry": entry}
    with (
        pytest.raises(DatabaseError, match="line_settlement_is_its_entry"),
        transaction.atomic(),
    ):
        settlement(at_reseller.lines.get(position=position), product=office.product, **confirmed)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("settled", "state"),
    [(0, "confirmed"), (0, "rejected"), (4, "rejected"), (5, "confirmed")],
    ids=["nothing is answered", "nothing is refused", "one is open", "all is refused"],
)
def test_an_order_is_over_when_nothing_is_open(cast, agreement, office, settled, state):
    order = make.order(agreement, by=cast.nordvik.orderer, lines={office: 5})
    sending.approve_order(order, by=cast.nordvik.approver, now=timezone.now())
    orders_actions.move_order(order, "sent", by=None, now=timezone.now())
    if settled:
        settlement(order.lines.get(), quantity=settled)

    def end_it():
        Order.objects.filter(pk=order.pk).update(state=state)
        connection.check_constraints()

    with (
        pytest.raises(DatabaseError, match="order_is_over_with_its_last_open_line"),
        transaction.atomic(),
    ):
        end_it()


@pytest.mark.django_db
def test_settled_parts_stay(at_reseller):
    settlement(at_reseller.lines.get(position=2))
    for act in (LineSettlement.objects.all().delete, lambda: LineSettlement.objects.update(net=1)):
        with pytest.raises(DatabaseError, match="Cannot (update|delete)"), transaction.atomic():
            act()


@pytest.mark.django_db
def test_the_ledger_takes_no_more_of_a_line_than_was_ordered(cast, at_reseller):
    facts = {"by": cast.nordvik.orderer, "reseller_reference": "F-1", "now": timezone.now()}
    reseller_answers_actions.confirm_order(at_reseller, **facts)
    entry = LedgerEntry.objects.get(order_line__position=2)
    entry.pk, entry.quantity = None, 1
    with (
        pytest.raises(DatabaseError, match="ledger_within_its_order_line"),
        transaction.atomic(),
    ):
        entry.save(force_insert=True)


@pytest.mark.django_db
def test_the_buyer_records_a_part(cast, at_reseller):
    first, office = at_reseller.lines.all()
    facts = {"by": cast.nordvik.orderer, "reseller_reference": "F-1", "now": timezone.now()}
    reseller_answers_actions.confirm_order(at_reseller, answered={office.pk: (3, 1)}, **facts)
    assert (at_reseller.state, at_reseller.reseller_reference) == ("sent", "F-1")
    assert open_quantities(at_reseller) == {first: 2, office: 1}
    for answered in ({office.pk: (2, 0)}, {office.pk: (0, 0)}):
        with pytest.raises(ValidationError):
            reseller_answers_actions.confirm_order(at_reseller, answered=answered, **facts)
    reseller_answers_actions.confirm_order(at_reseller, **facts)
    assert at_reseller.state == "confirmed"
    left = {one.position: one.left for one in lines_left(at_reseller)}
    assert left == {1: 2, 2: 4}


@pytest.mark.django_db
def test_what_the_buyer_records_twice_holds_once(cast, at_reseller, signed_in):
    """The button pressed twice, or by two colleagues who opened the page at the same time."""
    office = at_reseller.lines.get(position=2)
    number = at_reseller.organisation.organisation_number
    address = reverse("order_confirm", args=[number, at_reseller.number])
    typed = {"reseller_reference": "F-1", "seen_answers": 0, f"confirmed-{office.pk}": 2}
    client = signed_in(cast.nordvik.orderer)
    assert "Svaret er registrert" in client.post(address, typed, follow=True).text
    assert "etter at du åpnet siden" in client.post(address, typed, follow=True).text
    assert [entry.quantity for entry in LedgerEntry.objects.all()] == [2]
    assert open_quantities(at_reseller)[office] == 3


@pytest.mark.django_db
def test_only_what_is_confirmed_is_said_to_be_in_the_holdings(cast, at_reseller, signed_in):
    office = at_reseller.lines.get(position=2)
    number = at_reseller.organisation.organisation_number
    address = reverse("order_confirm", args=[number, at_reseller.number])
    typed = {"reseller_reference": "F-1", "seen_answers": 0, f"refused-{office.pk}": 5}
    page = signed_in(cast.nordvik.orderer).post(address, typed, follow=True).text
    assert "Svaret er registrert." in page
    assert "beholdningen er oppdatert" not in page


@pytest.mark.django_db
def test_what_came_in_parts_is_given_back_across_them(cast, at_reseller):
    office = at_reseller.lines.get(position=2)
    facts = {"by": cast.nordvik.orderer, "reseller_reference": "F-1", "now": timezone.now()}
    reseller_answers_actions.confirm_order(at_reseller, answered={office.pk: (3, 0)}, **facts)
    reseller_answers_actions.confirm_order(at_reseller, **facts)
    lowered = make.correction(at_reseller, {office.product: 4}, by=cast.nordvik.orderer)
    make.confirm(lowered, by=cast.nordvik.orderer, approver=cast.nordvik.approver)
    reductions = LedgerEntry.objects.filter(kind="reduction")
    assert sorted(reductions.values_list("quantity", flat=True)) == [-2, -2]
    assert {one.position: one.left for one in lines_left(at_reseller)} == {1: 2, 2: 1}
    [line_left] = [one for one in lines_to_lower(at_reseller) if one == office]
    assert reason_not_to_lower(line_left, on=timezone.localdate()) is None


class Answers(RuleBasedStateMachine):
    """An order that is answered again and again, in every way there is."""

    def __init__(self):
        super().__init__()
        self.atom = transaction.atomic()
        self.atom.__enter__()
        self.number = 0

    def teardown(self):
        transaction.set_rollback(True)
        self.atom.__exit__(None, None, None)

    @initialize(quantities=st.lists(st.integers(1, 9), min_size=1, max_size=3))
    def place(self, quantities):
        """An order of up to three products, sent, under a ceiling."""
        self.cast = assemble()
        self.framework = make.framework()
        nordvik = self.cast.nordvik
        accession = make.accession(
            nordvik.organisation, self.framework, by=nordvik.signatory, officer=self.cast.kari
        )
        agreement = make.volume_licence_agreement(accession, by=nordvik.orderer)
        make.ceiling(self.framework, maximum_value=Decimal(100_000))
        lines = {make.product(self.framework): quantity for quantity in quantities}
        self.order = make.order(agreement, by=nordvik.orderer, lines=lines)
        sending.approve_order(self.order, by=nordvik.approver, now=timezone.now())
        orders_actions.move_order(self.order, "sent", by=None, now=timezone.now())

    def is_sent(self):
        """Whether the order still waits."""
        return self.order.state == "sent"

    @precondition(is_sent)
    @rule(data=st.data())
    def answer(self, data):
        """A file about some lines, each in one or two parts."""
        self.number += 1
        answers = []
        for order_line, left in open_quantities(self.order).items():
            parts = data.draw(st.integers(0, 2)) if left else 0
            for part in range(parts):
                status = data.draw(st.sampled_from(["1", "3", "5", "5", "7", "42"]))
                quantity = data.draw(st.integers(0, left + 1))
                later = data.draw(st.sampled_from(["", 0, 1]))
                price = data.draw(st.sampled_from(["", "", "90", "100.00", "130"]))
                answers.append(
                    line(
                        order_line.position,
                        status,
                        quantity,
                        later=later,
                        price=price,
                        own=len(answers) + part,
                    )
                )
        code = "CA" if answers else data.draw(st.sampled_from(["AB", "AP", "RE"]))
        content = order_response(self.order, code=code, lines=answers, number=f"SVAR-{self.number}")
        self.try_to(lambda: import_response(content, by=None, now=timezone.now()))

    @precondition(is_sent)
    @rule(accepts_rest=st.booleans(), data=st.data())
    def answer_again(self, accepts_rest, data):
        """A later file that lists all that is settled again, and what is open: later, or now."""
        self.number += 1
        before = self.as_it_stands()
        answers = []
        for one in orders_in_full().get(pk=self.order.pk).lines.all():
            status = data.draw(st.sampled_from(["3", "5", "42"]))
            answers += [
                line(one.position, status, part.quantity, price=part.unit_net)
                for part in one.confirmed_parts
            ]
            answers += [line(one.position, "7", one.refused)] if one.refused else []
            rest = {"quantity": one.open} if accepts_rest else {"quantity": 0, "later": one.open}
            answers += [line(one.position, "5", **rest)] if one.open else []
        content = order_response(self.order, code="CA", lines=answers, number=f"SVAR-{self.number}")
        import_response(content, by=None, now=timezone.now())
        self.order.refresh_from_db()
        if accepts_rest:
            before = [(confirmed + left, refused, 0) for confirmed, refused, left in before]
        assert self.as_it_stands() == before

    def as_it_stands(self):
        """Per line (confirmed, refused, open)."""
        lines = orders_in_full().get(pk=self.order.pk).lines.all()
        return [(one.confirmed, one.refused, one.open) for one in lines]

    @precondition(is_sent)
    @rule(accepts=st.booleans())
    def decide(self, accepts):
        """The orderer, and where it is needed the approver, decide about what waits."""
        proposal = Proposal.objects.filter(order=self.order, state="waiting").first()
        if proposal is None:
            return
        nordvik = self.cast.nordvik
        told = Decision(by=nordvik.orderer, now=timezone.now(), reply="Svar")
        if not accepts:
            decline_proposal(proposal, told)
            return
        self.try_to(lambda: accept_proposal(proposal, told))
        proposal.refresh_from_db()
        if proposal.state == "unapproved":
            approve_proposal(proposal, Decision(by=nordvik.approver, now=timezone.now()))

    @precondition(is_sent)
    @rule(data=st.data())
    def record(self, data):
        """The buyer records what was said on the telephone."""
        answered = {
            order_line.pk: (
                data.draw(st.integers(0, left)),
                data.draw(st.integers(0, 1)),
            )
            for order_line, left in open_quantities(self.order).items()
        }
        facts = {"by": self.cast.nordvik.orderer, "reseller_reference": "F", "now": timezone.now()}
        self.try_to(
            lambda: reseller_answers_actions.confirm_order(self.order, answered=answered, **facts)
        )

    @precondition(lambda self: not self.is_sent())
    @rule()
    def answer_too_late(self):
        """Nothing is open any more."""
        self.number += 1
        late = order_response(self.order, number=f"SVAR-{self.number}")
        with pytest.raises(ValidationError):
            import_response(late, by=None, now=timezone.now())

    def try_to(self, act):
        """Do it, or be refused with nothing changed."""
        with suppress(ValidationError), transaction.atomic():
            act()
        self.order.refresh_from_db()

    @invariant()
    def everything_agrees(self):
        """Lines, ledger, ceiling, pooled volume and what the order costs say the same."""
        if not hasattr(self, "order"):
            return
        shown = orders_in_full().get(pk=self.order.pk)
        lines = list(shown.lines.all())
        assert all(
            one.quantity == one.confirmed + one.refused + one.open and one.open >= 0
            for one in lines
        )
        held = LedgerEntry.objects.filter(organisation=self.order.organisation)
        assert sum(held.values_list("quantity", flat=True)) == sum(one.confirmed for one in lines)
        standing = sum(one.confirmed + one.open for one in lines)
        ceiling = Ceiling.objects.get(framework=self.framework)
        assert ceiling.used_value == current_net_of(self.order) == shown.current_net
        assert ceiling.used_quantity == standing
        assert recount(self.framework) == []
        assert rebuild_volume(self.framework) == 0
        is_open = any(one.open for one in lines)
        assert is_open == (self.order.state == "sent")
        if not is_open:
            is_confirmed = any(one.confirmed for one in lines)
            assert self.order.state == ("confirmed" if is_confirmed else "rejected")


@pytest.mark.property
@pytest.mark.django_db
def test_whatever_is_answered_everything_agrees():
    Answers.TestCase.settings = settings(
        max_examples=15,
        stateful_step_count=6,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    Answers.TestCase().runTest()
