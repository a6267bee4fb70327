"""Whatever is posted and taken back: no day has a negative holding, and every sum agrees."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from agreements.holdings.actions import reverse_entries
from agreements.holdings.queries import entries_on, positions
from agreements.holdings.tranches import tranches_from
from agreements.models import LedgerEntry
from tests import agreement_factories as make

FIRST = date(2026, 1, 1)
DAYS = 40
days = st.integers(0, DAYS - 1)


class AnySequence(RuleBasedStateMachine):
    """Entries as a plain list beside the ledger; both must say the same on every day."""

    def __init__(self):
        super().__init__()
        self.entries = []

    def held(self, day):
        return sum(quantity for quantity, first, last, _row in self.entries if first <= day <= last)

    def least(self, first, last):
        return min(self.held(day) for day in range(first, last + 1))

    @rule(quantity=st.integers(1, 9), first=days, length=st.integers(0, DAYS))
    def add(self, quantity, first, length):
        self.post(quantity, first, min(first + length, DAYS - 1), kind="opening_balance")

    @rule(quantity=st.integers(1, 9), first=days, length=st.integers(0, DAYS))
    def give_up(self, quantity, first, length):
        last = min(first + length, DAYS - 1)
        if self.least(first, last) >= quantity:
            self.post(-quantity, first, last, kind="reduction")
            return
        refused = pytest.raises(IntegrityError, match="ledger_never_negative")
        with refused, transaction.atomic():
            self.write(-quantity, first, last, kind="reduction")

    @precondition(lambda self: self.entries)
    @rule(data=st.data())
    def take_back(self, data):
        quantity, first, last, row = data.draw(st.sampled_from(self.entries))
        if quantity > 0 and self.least(first, last) < quantity:
            with pytest.raises(ValidationError):
                reverse_entries([row], by=self.person, now=timezone.now())
            return
        reverse_entries([row], by=self.person, now=timezone.now())
        self.entries.remove((quantity, first, last, row))

    @invariant()
    def every_day_is_the_sum_of_what_stands(self):
        for day in (0, DAYS // 3, DAYS // 2, DAYS - 1):
            at = FIRST + timedelta(days=day)
            summed = sum(position.quantity for position in positions(self.organisation, at))
            lines = sum(entry.quantity for entry in entries_on(self.organisation, at))
            assert summed == lines == self.held(day) >= 0

    @invariant()
    def its_parts_are_positive_and_the_same_on_every_day(self):
        for since in (0, DAYS // 2):
            parts = tranches_from(self.organisation, FIRST + timedelta(days=since))
            assert all(part.quantity > 0 for part in parts)
            for day in range(since, DAYS):
                at = FIRST + timedelta(days=day)
                there = [p.quantity for p in parts if p.valid_from <= at <= p.last_day]
                assert sum(there) == self.held(day)

    def post(self, quantity, first, last, *, kind):
        row = self.write(quantity, first, last, kind=kind)
        self.entries.append((quantity, first, last, row))

    def write(self, quantity, first, last, *, kind):
        return make.ledger_entry(
            self.agreement,
            self.product,
            by=self.person,
            kind=kind,
            quantity=quantity,
            valid_from=FIRST + timedelta(days=first),
            valid_to=FIRST + timedelta(days=last),
        )


@pytest.mark.property
@pytest.mark.django_db
def test_any_sequence_of_entries_keeps_the_ledger_whole(cast, agreement, office):
    class Here(AnySequence):
        """The machine in this test's database; each run begins with an empty ledger."""

        def __init__(self):
            super().__init__()
            self.agreement, self.product = agreement, office
            self.organisation = agreement.accession.organisation
            self.person = cast.nordvik.orderer
            self.run = transaction.atomic()
            self.run.__enter__()

        def teardown(self):
            transaction.set_rollback(True)
            self.run.__exit__(None, None, None)

    Here.TestCase.settings = settings(
        max_examples=12,
        stateful_step_count=12,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    Here.TestCase().runTest()
    assert not LedgerEntry.objects.exists()
