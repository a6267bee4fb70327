"""Whatever happens in whatever order, no licence is lost, gained or negative."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
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

from agreements.holdings.queries import positions
from agreements.models import Accession, LedgerEntry, ReformPlan
from agreements.reforms import actions
from agreements.reforms.drafting import draft_plan
from municipalities.models import Organisation
from tests import agreement_factories as make
from tests.cast import assemble, user
from tests.factories import organisation

pick = st.integers(min_value=0, max_value=1000)
"""Which of those there are."""


class Reforms(RuleBasedStateMachine):
    """Organisations that buy, give up, merge, split and are put together again."""

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    @initialize(sizes=st.lists(st.integers(1, 9), min_size=3, max_size=4))
    def begin(self, sizes):
        self.cast = assemble()
        self.framework = make.framework()
        self.products = [make.product(self.framework), make.product(self.framework)]
        self.now = timezone.now()
        self.there = []
        for n, size in enumerate(sizes):
            signatory = user(f"s{n}@vik.example", name=f"Sol {n}")
            body = organisation()
            accession = make.accession(body, self.framework, by=signatory, officer=self.cast.kari)
            agreement = make.volume_licence_agreement(accession, by=signatory)
            for product in self.products:
                make.ledger_entry(agreement, product, by=signatory, quantity=size)
            self.there.append(body)
        self.expected = sum(sizes)
        self.reversible = []

    def one(self, place):
        return self.there[place % len(self.there)]

    def agreement_of(self, body):
        accession = Accession.objects.filter(organisation=body, state="countersigned").first()
        standing = accession and accession.volume_licence_agreements.filter(withdrawn_at=None)
        return standing and standing.order_by("pk").first()

    @rule(who=pick, quantity=st.integers(1, 5))
    def buy(self, who, quantity):
        agreement = self.agreement_of(self.one(who))
        if agreement:
            self.post(agreement, quantity, "opening_balance")

    @rule(who=pick, quantity=st.integers(1, 5))
    def give_up(self, who, quantity):
        agreement = self.agreement_of(self.one(who))
        if agreement and self.has(agreement, quantity):
            self.post(agreement, -quantity, "reduction")

    def has(self, agreement, quantity):
        """Whether there is as much of both products under the agreement."""
        totals = agreement.ledger_entries.values("product").annotate(total=Sum("quantity"))
        return len(totals) == 2 and all(row["total"] >= quantity for row in totals)

    def post(self, agreement, quantity, kind):
        for product in self.products:
            make.ledger_entry(
                agreement,
                product,
                by=self.cast.kari,
                quantity=quantity,
                kind=kind,
                valid_from=timezone.localdate(self.now),
            )
        self.expected += quantity

    @precondition(lambda self: len(self.there) > 1)
    @rule(who=pick, into=pick, is_new=st.booleans())
    def merge(self, who, into, is_new):
        body = self.one(who)
        others = [other for other in self.there if other != body]
        heir = organisation() if is_new else others[into % len(others)]
        self.reform("merger", [body], [heir])

    @rule(who=pick, parts=st.integers(1, 3), weights=st.lists(st.integers(0, 5), min_size=4))
    def split(self, who, parts, weights):
        body, lives_on = self.one(who), parts == 1
        takers = [organisation() for _ in range(parts)]
        key = dict(zip([t.organisation_number for t in takers], [1, *weights], strict=False))
        if lives_on:
            key[body.organisation_number] = weights[0]
        self.reform("split", [body], takers, key=key, lives_on=lives_on)

    @rule(which=pick)
    def reverse(self, which):
        if not self.reversible:
            return
        plan = ReformPlan.objects.get(pk=self.reversible[which % len(self.reversible)])
        try:
            actions.reverse_plan(plan, by=self.cast.kari, reason="Feil", now=self.now)
        except ValidationError:
            return
        self.reversible.remove(plan.pk)
        self.there = list(Organisation.objects.filter(pk__in=self.known(), dissolved_on=None))

    def known(self):
        """Those that have, or have had, licences."""
        return LedgerEntry.objects.values("organisation")

    def reform(self, kind, givers, takers, *, key=None, lives_on=False):
        # A day later each time, so that no reform rewrites what another has done
        self.now += timedelta(days=1)
        facts = {
            "title": "Reformen",
            "kind": kind,
            "takes_effect_on": timezone.localdate(self.now),
            "decision": "Kgl.res.",
            "predecessors": [
                {"organisation_number": body.organisation_number, "dissolved": not lives_on}
                for body in givers
            ],
            "successors": [{"organisation_number": body.organisation_number} for body in takers],
            "key": key,
        }
        plan = draft_plan(facts, by=self.cast.kari, now=self.now)
        actions.approve_plan(plan, by=self.cast.knut, now=self.now)
        actions.carry_out(plan, by=self.cast.kari, now=self.now)
        self.reversible.append(plan.pk)
        self.there = [body for body in self.there if lives_on or body not in givers]
        self.there += [body for body in takers if body not in self.there]

    @invariant()
    def nothing_is_lost_gained_or_negative(self):
        if not hasattr(self, "expected"):
            return
        day = timezone.localdate(self.now)
        totals = LedgerEntry.objects.values("product").annotate(total=Sum("quantity"))
        assert {row["total"] for row in totals} == {self.expected} or not self.expected
        held = [position for body in self.there for position in positions(body, day)]
        assert sum(position.quantity for position in held) == 2 * self.expected
        assert all(position.quantity > 0 for position in held)
        gone = Organisation.objects.exclude(dissolved_on=None)
        assert not [position for body in gone for position in positions(body, day)]


@pytest.mark.django_db
def test_no_sequence_of_purchases_and_reforms_loses_a_licence():
    run_state_machine_as_test(
        Reforms,
        settings=settings(
            max_examples=12,
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            # A fault is told as it was found: making it smaller takes minutes
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
