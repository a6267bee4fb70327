"""Whatever happens in whatever order: no licence is lost, gained or negative, and all say the same.

Organisations order, true up, give up, take back, merge, split and are put together again while
time passes. A plain list of what was bought and given up stands beside the ledger; wherever a
reform has moved it, every day must add up to the list. At the end page, PDF, CSV and entries of
one organisation are compared, on a day gone by, today, and a day to come.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, Sum
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from agreements.holdings.actions import reverse_entries
from agreements.holdings.queries import positions
from agreements.models import Accession, LedgerEntry, Order, ReformPlan
from agreements.reforms import actions
from agreements.reforms.drafting import draft_plan
from agreements.trueups.actions import difference_of, order_difference
from agreements.trueups.queries import held_under
from municipalities.models import Organisation
from tests import agreement_factories as make
from tests import pdf
from tests.cast import assemble, user
from tests.factories import organisation
from tests.reforms import approve

FOREVER = date.max
FIRST_DAYS = [date(2026, 5, 4), date(2026, 11, 30), date(2027, 1, 31), date(2027, 2, 28)]
"""An ordinary day, and last days of months."""
MAX_RETRY_WAIT = timedelta(days=400)
"""In all: within the framework agreement, a leap day included."""

pick = st.integers(min_value=0, max_value=1000)
"""Which of those there are."""
few = st.integers(1, 5)


@dataclass(frozen=True)
class Lot:
    """So many more or fewer of a product, from a first to a last day."""

    product: int
    quantity: int
    first: date
    last: date


class Lives(RuleBasedStateMachine):
    """Organisations from their first licence on."""

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()

    def teardown(self):
        try:
            if hasattr(self, "there"):
                self.compare_what_is_shown()
        finally:
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    @initialize(
        sizes=st.lists(st.integers(1, 9), min_size=3, max_size=4),
        first_day=st.sampled_from(FIRST_DAYS),
    )
    def begin(self, sizes, first_day):
        self.cast = assemble()
        self.berit, self.gunnar = self.cast.nordvik.orderer, self.cast.nordvik.approver
        self.framework = make.framework()
        self.framework.programmes.update(has_true_up=True, allows_subscription_decrease=True)
        self.products = [
            make.product(self.framework, name="Evigpakke"),
            make.product(self.framework, name="Leiepakke", kind="subscription", term_months=12),
        ]
        self.begun = self.now = timezone.make_aware(datetime.combine(first_day, time(12)))
        self.there, self.lots, self.reversible, self.anniversaries = [], {}, [], set()
        for n, size in enumerate(sizes):
            signatory = user(f"s{n}@vik.example", name=f"Sol {n}")
            body = organisation()
            people = {"by": signatory, "officer": self.cast.kari}
            accession = make.accession(body, self.framework, **people, now=self.now)
            agreement = make.volume_licence_agreement(accession, by=signatory, now=self.now)
            self.there.append(body)
            self.bring(agreement, self.products[0], size)
            self.bring(agreement, self.products[1], size, valid_to=self.today + timedelta(days=90))
            # Given up already, and still there when the first reforms come
            self.sign_fewer(agreement, 1)

    @property
    def today(self):
        return timezone.localdate(self.now)

    def one(self, place):
        return self.there[place % len(self.there)]

    def agreement_of(self, body):
        accession = Accession.objects.filter(organisation=body, state="countersigned").first()
        standing = accession and accession.volume_licence_agreements.filter(withdrawn_at=None)
        return standing and standing.order_by("pk").first()

    def bring(self, agreement, product, quantity, **overrides):
        fields = {"by": self.cast.kari, "quantity": quantity, "valid_from": self.today}
        self.note(make.ledger_entry(agreement, product, **fields | overrides))

    def note(self, entry):
        """Write an entry that the ledger was given on the list."""
        last = entry.valid_to or FOREVER
        self.lots[entry.pk] = Lot(entry.product_id, entry.quantity, entry.valid_from, last)

    def note_order(self, order):
        """Write on the list what a confirmed order says, not what the ledger made of it."""
        for line in order.lines.select_related("corrects"):
            first, last = self.today, FOREVER
            if line.corrects:
                last = self.lots[line.corrects.ledger_entries.get().pk].last
                first = min(first, last)
            elif line.term_months:
                last = a_year_after(self.today) - timedelta(days=1)
            entry = LedgerEntry.objects.get(order_line=line)
            self.lots[entry.pk] = Lot(line.product_id, line.quantity, first, last)

    @rule(days=st.integers(1, 120))
    def time_passes(self, days):
        later = self.now + timedelta(days=days)
        if later - self.begun <= MAX_RETRY_WAIT:
            self.now = later

    @rule(who=pick, which=pick, quantity=few)
    def buy(self, who, which, quantity):
        agreement = self.agreement_of(self.one(who))
        if agreement:
            lines = {self.products[which % 2]: quantity}
            people = {"by": self.berit, "approver": self.gunnar}
            self.note_order(make.confirmed_order(agreement, lines=lines, now=self.now, **people))

    @rule(who=pick, more=few)
    def true_up(self, who, more):
        agreement = self.agreement_of(self.one(who))
        held = held_under(agreement, self.today) if agreement else []
        if not held:
            return
        ahead = self.today + timedelta(days=agreement.true_ups.count() + 40)
        true_up = make.true_up(agreement, anniversary=ahead, now=self.now)
        counts = {row.product.pk: row.quantity + more for row in held}
        order = order_difference(
            true_up,
            make.shown_counts(true_up, counts, on=self.today),
            by=self.berit,
            seen_net=difference_of(true_up, held, counts).net,
            facts={"buyer_reference": "Ole", "cost_centre": ""},
            now=self.now,
        )
        make.confirm(order, by=self.berit, approver=self.gunnar, now=self.now)
        self.note_order(order)
        assert {row.product.pk: row.quantity for row in held_under(agreement, self.today)} == counts

    @rule(who=pick, fewer=few)
    def count_down(self, who, fewer):
        self.sign_fewer(self.agreement_of(self.one(who)), fewer)

    def sign_fewer(self, agreement, fewer):
        """Fewer subscriptions from an anniversary on, some 40 days ahead."""
        rented = agreement and next(
            (row for row in held_under(agreement, self.today) if row.product == self.products[1]),
            None,
        )
        if not rented or rented.quantity < fewer:
            return
        ahead = self.today + timedelta(days=agreement.true_ups.count() + 40)
        true_up = make.true_up(agreement, anniversary=ahead, now=self.now)
        counted, before = rented.quantity - fewer, self.held_under(agreement, rented, ahead)
        make.signed_counts(true_up, {rented.product: counted}, by=self.berit, now=self.now)
        assert self.held_under(agreement, rented, ahead) == min(before, counted)
        self.anniversaries.add(ahead)
        reductions = LedgerEntry.objects.filter(true_up_reduction__count__true_up=true_up)
        for entry in reductions:
            self.lots[entry.pk] = Lot(entry.product_id, entry.quantity, ahead, entry.valid_to)

    def held_under(self, agreement, rented, day):
        held = {row.product: row.quantity for row in held_under(agreement, day)}
        return held.get(rented.product, 0)

    @rule(which=pick, fewer=few)
    def give_up(self, which, fewer):
        standing = {"volume_licence_agreement__accession__state": "countersigned"}
        orders = Order.objects.filter(kind="new", **standing).order_by("pk")
        if not orders:
            return
        order = orders[which % len(orders)]
        product = order.lines.order_by("position").first().product
        try:
            with transaction.atomic():
                made = make.correction(order, {product: fewer}, by=self.berit, now=self.now)
                make.confirm(made, by=self.berit, approver=self.gunnar, now=self.now)
        except ValidationError:
            return
        self.note_order(made)

    @rule(which=pick)
    def take_back(self, which):
        balances = LedgerEntry.objects.filter(kind="opening_balance", reversed_by=None)
        balances = list(balances.order_by("pk"))
        if not balances:
            return
        entry = balances[which % len(balances)]
        try:
            reverse_entries([entry], by=self.cast.kari, now=self.now)
        except ValidationError:
            return
        del self.lots[entry.pk]

    @precondition(lambda self: len(self.there) > 1)
    @rule(who=pick, into=pick, is_new=st.booleans())
    def merge(self, who, into, is_new):
        body = self.one(who)
        others = [other for other in self.there if other != body]
        successor = organisation() if is_new else others[into % len(others)]
        self.reform("merger", [body], [successor])

    @precondition(lambda self: len(self.there) < 5)
    @rule(who=pick, parts=st.integers(1, 3), weights=st.lists(st.integers(0, 5), min_size=4))
    def split(self, who, parts, weights):
        body, continues = self.one(who), parts == 1
        successors = [organisation() for _ in range(parts)]
        key = dict(zip([t.organisation_number for t in successors], [1, *weights], strict=False))
        if continues:
            key[body.organisation_number] = weights[0]
        self.reform("split", [body], successors, key=key, continues=continues)

    @rule(which=pick)
    def put_together_again(self, which):
        if not self.reversible:
            return
        plan = ReformPlan.objects.get(pk=self.reversible[which % len(self.reversible)])
        try:
            actions.reverse_plan(plan, by=self.cast.kari, reason="Feil", now=self.now)
        except ValidationError:
            return
        self.reversible.remove(plan.pk)
        known = LedgerEntry.objects.values("organisation")
        self.there = list(Organisation.objects.filter(pk__in=known, dissolved_on=None))

    def reform(self, kind, predecessors, successors, *, key=None, continues=False):
        # A day later each time, so that no reform rewrites what another has done
        self.now += timedelta(days=1)
        facts = {
            "title": "Reformen",
            "kind": kind,
            "takes_effect_on": self.today,
            "decision": "Kgl.res.",
            "predecessors": [
                {"organisation_number": body.organisation_number, "dissolved": not continues}
                for body in predecessors
            ],
            "successors": [
                {"organisation_number": body.organisation_number} for body in successors
            ],
            "key": key,
        }
        plan = draft_plan(facts, by=self.cast.kari, now=self.now)
        approve(plan, by=self.cast.knut, now=self.now)
        actions.carry_out(plan, by=self.cast.kari, now=self.now)
        self.reversible.append(plan.pk)
        self.there = [body for body in self.there if continues or body not in predecessors]
        self.there += [body for body in successors if body not in self.there]

    def days_ahead(self):
        """Today, and the days on which something may end or fewer may begin."""
        changes = {lot.last + timedelta(days=1) for lot in self.lots.values() if lot.last < FOREVER}
        changes |= {day - timedelta(days=1) for day in self.anniversaries} | self.anniversaries
        return sorted(day for day in changes | {self.today} if day >= self.today)

    def days(self):
        """A day gone by, today, and a day on which what is rented today may have ended."""
        begun = timezone.localdate(self.begun)
        return begun, self.today, self.today + timedelta(days=200)

    @invariant()
    def every_day_adds_up(self):
        if not hasattr(self, "there"):
            return
        for day in {*self.days(), *self.days_ahead()}:
            standing = Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))
            entries = LedgerEntry.objects.filter(standing)
            total = dict(entries.values_list("product").annotate(total=Sum("quantity")))
            assert {pk: number for pk, number in total.items() if number} == self.listed(day)

    def listed(self, day):
        """{product: how many} on a day by the list."""
        sums = {product.pk: 0 for product in self.products}
        for lot in self.lots.values():
            sums[lot.product] += lot.quantity if lot.first <= day <= lot.last else 0
        return {product: number for product, number in sums.items() if number}

    @invariant()
    def the_living_hold_it_all(self):
        if not hasattr(self, "there"):
            return
        for day in self.days_ahead():
            held = [position for body in self.there for position in positions(body, day)]
            assert all(position.quantity > 0 for position in held)
            sums = sums_of((position.product_id, position.quantity) for position in held)
            assert sums == self.listed(day)

    def compare_what_is_shown(self):
        """Entries, page, PDF and CSV of who has the most entries."""
        client = Client()
        client.force_login(self.cast.kari)
        busiest = max(self.there, key=lambda body: body.ledger_entries.count())
        for day in self.days():
            expected = self.summed(busiest, day)
            assert self.on_page(client, busiest, day) == expected
            assert self.in_csv(client, busiest, day) == expected
            assert self.in_pdf(client, busiest, day) == expected

    def summed(self, body, day):
        """{product name: how many}, from each entry by hand."""
        sums = {}
        for entry in body.ledger_entries.select_related("product"):
            if entry.valid_from <= day <= (entry.valid_to or FOREVER):
                name = entry.product.name
                sums[name] = sums.get(name, 0) + entry.quantity
        return {name: number for name, number in sums.items() if number}

    def on_page(self, client, body, day):
        return sums_of(
            (position.product_name, position.quantity)
            for position in self.ask(client, "holdings", body, day).context["positions"]
        )

    def in_csv(self, client, body, day):
        content = self.ask(client, "holdings_csv", body, day).content.decode("utf-8-sig")
        _heading, *rows = csv.reader(io.StringIO(content), delimiter=";")
        return sums_of((row[2], int(row[3])) for row in rows)

    def in_pdf(self, client, body, day):
        words = pdf.text(self.ask(client, "holdings_pdf", body, day).content).split()
        names = {product.name: product.part_number for product in self.products}
        return sums_of(
            (name, quantity_after(words, number))
            for name, part_number in names.items()
            for number in [place for place, word in enumerate(words) if word == part_number]
        )

    def ask(self, client, name, body, day):
        address = reverse(name, args=[body.organisation_number])
        return client.get(address, {"at": day.isoformat()})


def a_year_after(day):
    """The same day of next year; 28 February for 29 February."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if is_leap_day else day.day)


def quantity_after(words, place):
    """The first whole number among the words after a place."""
    return next(int(word) for word in words[place + 1 :] if word.isdigit())


def sums_of(pairs):
    """Quantities by product."""
    sums = {}
    for name, quantity in pairs:
        sums[name] = sums.get(name, 0) + quantity
    return {name: number for name, number in sums.items() if number}


@pytest.mark.property
@pytest.mark.django_db
def test_no_sequence_of_purchases_and_reforms_loses_a_licence():
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=8,
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            # A fault is told as it was found: making it smaller takes minutes
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
