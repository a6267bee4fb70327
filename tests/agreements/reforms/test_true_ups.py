"""What waits for an answer goes on with the successor."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements.models import TrueUp
from agreements.trueups.actions import order_difference
from agreements.trueups.queries import answer_counts, unanswered_true_ups
from tests import agreement_factories as make
from tests.factories import organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(member):
    """A municipality that has not answered a true-up."""
    goes = member("Gamlevik", licences=10)
    true_up = TrueUp.objects.create(
        volume_licence_agreement=goes.agreement,
        anniversary="2028-01-01",
        opens_on="2027-11-02",
        closes_on="2027-12-02",
        opened_at=timezone.now(),
    )
    return goes, true_up


def awaited():
    """Who is silent."""
    agreements = [
        true_up.volume_licence_agreement for true_up in unanswered_true_ups(timezone.localdate())
    ]
    return [agreement.accession.organisation for agreement in agreements]


def test_an_open_true_up_waits_for_the_successor_alone(asked, reform):
    goes, true_up = asked
    successor = organisation()
    plan = reform.carried_out("new_number", [goes.organisation], [successor])
    assert awaited() == [successor]
    assert unanswered_true_ups(timezone.localdate()).get().closes_on.isoformat() == "2027-12-02"
    assert answer_counts(timezone.localdate())["open"] == 1
    shown = make.shown_counts(true_up, {}, on=timezone.localdate(), sha256="0" * 64)
    with pytest.raises(ValidationError) as refused:
        order_difference(true_up, shown, by=None, seen_net=0, facts={}, now=timezone.now())
    assert refused.value.code == "agreement_over"
    reform.reverse(plan)
    assert awaited() == [goes.organisation]


def test_an_answer_of_the_successor_builds_on_the_reform(cast, asked, reform):
    goes, _true_up = asked
    plan = reform.carried_out("new_number", [goes.organisation], [organisation()])
    make.signed_counts(unanswered_true_ups(timezone.localdate()).get(), by=cast.kari)
    with pytest.raises(ValidationError) as refused:
        reform.reverse(plan)
    assert refused.value.code == "answered_since"
