"""Fewer subscriptions from an anniversary on, where the programme lets them go down."""

from datetime import date

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.holdings.queries import positions
from agreements.models import LedgerEntry, TrueUpCount, TrueUpReduction
from agreements.trueups.actions import order_difference
from tests import agreement_factories as make
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db

ANNIVERSARY = date(2027, 1, 1)


@pytest.fixture
def framework(framework):
    framework.programmes.update(allows_subscription_decrease=True)
    return framework


@pytest.fixture
def held(cast, agreement, office, yearly):
    """Of the 12 subscriptions 4 end before the anniversary, and 3 are the school's own."""
    by, last = cast.nordvik.orderer, date(2027, 6, 30)
    school = make.segment(cast.nordvik.organisation)
    make.ledger_entry(agreement, office, by=by, quantity=10)
    make.ledger_entry(agreement, yearly, by=by, quantity=4, valid_to=date(2026, 12, 31))
    make.ledger_entry(agreement, yearly, by=by, quantity=3, valid_to=last, segment=school)
    make.ledger_entry(agreement, yearly, by=by, quantity=5, valid_to=last, unit_net="90.00")


def subscriptions(organisation, day):
    """How many there are on a day."""
    held = {position.product_name: position.quantity for position in positions(organisation, day)}
    return held.get("Årsabonnement", 0)


def code_of(act, *args, **kwargs):
    with pytest.raises(ValidationError) as refusal, transaction.atomic():
        act(*args, **kwargs)
    return refusal.value.code


def test_fewer_stand_from_the_anniversary_on(cast, true_up, yearly):
    signatory, nordvik = cast.nordvik.signatory, cast.nordvik.organisation
    make.signed_counts(true_up, {yearly: 6}, by=signatory)
    true_up.refresh_from_db()
    assert (true_up.state, true_up.signature.signed_by) == ("fewer", signatory)
    days = [date(2026, 12, 31), ANNIVERSARY, date(2027, 6, 30), date(2027, 7, 1)]
    assert [subscriptions(nordvik, day) for day in days] == [12, 6, 6, 0]
    assert true_up.counts.get(product=yearly).counted == 6


def test_what_is_no_segments_is_given_up_first(cast, true_up, yearly):
    make.signed_counts(true_up, {yearly: 2}, by=cast.nordvik.signatory)
    lowered = LedgerEntry.objects.filter(kind="reduction").order_by("pk")
    facts = [(entry.quantity, entry.unit_net, entry.segment is None) for entry in lowered]
    assert facts == [(-5, 90, True), (-1, None, False)]
    assert {entry.true_up_reduction.count.true_up for entry in lowered} == {true_up}


def test_what_ends_by_itself_is_not_lowered(cast, true_up, yearly):
    make.signed_counts(true_up, {yearly: 9}, by=cast.nordvik.signatory)
    true_up.refresh_from_db()
    assert true_up.state == "fewer"
    assert not LedgerEntry.objects.filter(kind="reduction").exists()
    assert subscriptions(cast.nordvik.organisation, ANNIVERSARY) == 8


def test_the_reseller_is_notified_what_there_are_fewer_of(cast, true_up, yearly, run_tasks):
    run_tasks()
    mail.outbox.clear()
    make.signed_counts(true_up, {yearly: 6}, by=cast.nordvik.signatory)
    run_tasks()
    [message] = mail.outbox
    assert message.to == [true_up.volume_licence_agreement.reseller.email]
    assert "12 → 6" in message.body
    assert cast.nordvik.signatory.name in message.body


def test_nobody_is_notified_where_nothing_changes(cast, true_up, run_tasks):
    run_tasks()
    mail.outbox.clear()
    make.signed_counts(true_up, by=cast.nordvik.signatory)
    run_tasks()
    assert mail.outbox == []


def test_what_is_permanently_never_goes_down(cast, true_up, office):
    fewer = {office: 9}
    code = code_of(make.signed_counts, true_up, fewer, by=cast.nordvik.signatory, shown="0" * 64)
    assert code == "counted_down"
    with pytest.raises(IntegrityError, match="only_subscriptions"), transaction.atomic():
        TrueUpCount.objects.create(true_up=true_up, product=office, held=10, counted=9)


def test_where_the_programme_does_not_allow_it_subscriptions_stay(cast, true_up, yearly):
    true_up.volume_licence_agreement.accession.framework.programmes.update(
        allows_subscription_decrease=False
    )
    fewer = {yearly: 6}
    code = code_of(make.signed_counts, true_up, fewer, by=cast.nordvik.signatory, shown="0" * 64)
    assert code == "counted_down"
    with pytest.raises(IntegrityError, match="only_subscriptions"), transaction.atomic():
        TrueUpCount.objects.create(true_up=true_up, product=yearly, held=12, counted=6)


def test_more_is_ordered_and_not_signed(cast, true_up, office, yearly):
    signatory = cast.nordvik.signatory
    more = {office: 11}
    code = code_of(make.signed_counts, true_up, more, by=signatory, shown="0" * 64)
    assert code == "more_is_ordered"
    both = more | {yearly: 6}
    code = code_of(make.signed_counts, true_up, both, by=signatory, shown="0" * 64)
    assert code == "more_and_fewer"
    code = code_of(
        order_difference,
        true_up,
        make.shown_counts(true_up, {yearly.pk: 6}, on=timezone.localdate()),
        by=cast.nordvik.orderer,
        seen_net=0,
        facts={"buyer_reference": "Ole", "cost_centre": ""},
        now=timezone.now(),
    )
    assert code == "nothing_to_order"


def test_a_programme_without_true_up_lets_nothing_go_down(true_up):
    programmes = true_up.volume_licence_agreement.accession.framework.programmes
    with (
        pytest.raises(IntegrityError, match="programme_decrease_needs_a_true_up"),
        transaction.atomic(),
    ):
        programmes.update(has_true_up=False)


def test_a_reduction_belongs_to_its_count(cast, true_up, office, yearly):
    make.signed_counts(true_up, {yearly: 6}, by=cast.nordvik.signatory)
    count = true_up.counts.get(product=office)
    entry = LedgerEntry.objects.filter(kind="opening_balance").first()
    with (
        pytest.raises(IntegrityError, match="true_up_reduction_is_of_its_count"),
        transaction.atomic(),
    ):
        TrueUpReduction.objects.create(count=count, entry=entry)


def test_the_pages_lead_from_counts_to_a_signature(cast, true_up, office, yearly, signed_in):
    signatory = signed_in(cast.nordvik.signatory)
    number = cast.nordvik.organisation.organisation_number
    counts = {f"counted-{office.pk}": 10, f"counted-{yearly.pk}": 6}
    page = signatory.post(reverse("true_up_count", args=[number, true_up.pk]), counts)
    assert page.context["difference"].fewer == {yearly.pk: 6}
    assert "Årsabonnement, 6 fra 01.01.2027" in page.context["offer"].text
    again = signatory.get(true_up.get_absolute_url(), {f"counted-{yearly.pk}": 6})
    assert again.context["offer"] == page.context["offer"]
    shown = {"shown_sha256": page.context["offer"].sha256}
    signing = {
        "signer-typed_name": cast.nordvik.signatory.name,
        "signer-password": PASSWORD,
    }
    answer = signatory.post(
        reverse("true_up_sign", args=[number, true_up.pk]), counts | shown | signing
    )
    assert answer.url == true_up.get_absolute_url()
    assert subscriptions(cast.nordvik.organisation, ANNIVERSARY) == 6
    page = signatory.get(reverse("holdings", args=[number]))
    assert f'href="{true_up.get_absolute_url()}"' in page.content.decode()
