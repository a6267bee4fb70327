"""Opening, answering and reminding."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.approvals.actions import return_order
from agreements.daily.steps import open_due_true_ups
from agreements.framework_administration.ceiling_amendments import confirm_ceiling
from agreements.models import (
    Basket,
    Order,
    PooledVolume,
    Signature,
    TrueUp,
    TrueUpCount,
    VolumeLicenceAgreement,
)
from agreements.one_by_one import SomeFailedError
from agreements.trueups.actions import (
    difference_of,
    open_true_ups,
    order_difference,
    remind_unanswered_true_ups,
)
from agreements.trueups.documents import counts_offer
from agreements.trueups.mail import send_true_up_request
from agreements.trueups.queries import answer_counts, held_under, unanswered_true_ups
from municipalities.mail_hold.switch import hold_mail
from municipalities.people.models import Membership, Role
from tests import agreement_factories as make
from tests.factories import organisation
from tests.page import squeezed
from tests.races import at_once

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def answer_with_order(true_up, counts, *, by, seen_net=None):
    counts = {product.pk: number for product, number in counts.items()}
    if seen_net is None:
        held = held_under(true_up.volume_licence_agreement, TODAY)
        seen_net = difference_of(true_up, held, counts).net
    return order_difference(
        true_up,
        make.shown_counts(true_up, counts, on=TODAY),
        by=by,
        seen_net=seen_net,
        facts={"buyer_reference": "Ole", "cost_centre": ""},
        now=timezone.now(),
    )


def refusal_of(act, *args, **kwargs):
    with pytest.raises(ValidationError) as refusal, transaction.atomic():
        act(*args, **kwargs)
    return refusal.value.code


def kept(true_up):
    return {count.product.name: (count.held, count.counted) for count in true_up.counts.all()}


def test_a_window_opens_once_and_asks_those_who_answer(cast, true_up, run_tasks):
    assert (true_up.anniversary, true_up.closes_on) == (date(2027, 1, 1), date(2026, 12, 2))
    assert open_true_ups(timezone.now()) == 0
    run_tasks()
    asked = {message.to[0] for message in mail.outbox if "RA-" in message.subject}
    assert asked == {cast.nordvik.orderer.email, cast.nordvik.signatory.email}
    assert true_up.get_absolute_url() in mail.outbox[-1].body


def test_only_programmes_with_true_up_are_asked(agreement):
    agreement.accession.framework.programmes.update(has_true_up=False)
    assert open_true_ups(timezone.now()) == 0


def test_the_nightly_step_opens(held):
    assert open_due_true_ups(timezone.now()) == "1 true-ups opened."


def test_a_signed_no_change_is_a_full_answer(cast, true_up):
    make.signed_counts(true_up, by=cast.nordvik.signatory)
    true_up.refresh_from_db()
    assert (true_up.state, true_up.signature.signed_by) == ("no_change", cast.nordvik.signatory)
    assert kept(true_up) == {"Kontorpakke": (10, 10), "Årsabonnement": (5, 5)}
    assert not Order.objects.exists()


def test_what_is_signed_is_what_was_shown(cast, true_up, agreement, office):
    held = held_under(agreement, TODAY)
    shown = counts_offer(true_up, held, {}, language="nb").sha256
    make.ledger_entry(agreement, office, by=cast.nordvik.orderer, quantity=1)
    assert (
        refusal_of(make.signed_counts, true_up, by=cast.nordvik.signatory, shown=shown)
        == "counts_not_shown"
    )
    assert not Signature.objects.filter(document_sha256=shown).exists()


def test_the_difference_is_ordered_at_todays_prices(cast, true_up, office, yearly):
    order = answer_with_order(true_up, {office: 12, yearly: 5}, by=cast.nordvik.orderer)
    true_up.refresh_from_db()
    assert (true_up.state, true_up.order, order.net) == ("ordered", order, 200)
    assert [(line.name, line.quantity) for line in order.lines.all()] == [("Kontorpakke", 2)]
    assert kept(true_up) == {"Kontorpakke": (10, 12), "Årsabonnement": (5, 5)}
    assert not Basket.objects.exists()


@pytest.mark.parametrize("name", ["Kontorpakke", "Årsabonnement"])
def test_nothing_is_counted_down(cast, true_up, office, yearly, name):
    counts = {office: 10, yearly: 5}
    fewer = office if name == "Kontorpakke" else yearly
    code = refusal_of(
        answer_with_order, true_up, counts | {fewer: 4}, by=cast.nordvik.orderer, seen_net=0
    )
    assert code == "counted_down"


def test_no_difference_is_no_order(cast, true_up, office):
    code = refusal_of(answer_with_order, true_up, {office: 10}, by=cast.nordvik.orderer)
    assert code == "nothing_to_order"


def test_the_difference_is_ordered_beside_the_basket(cast, true_up, agreement, office, yearly):
    person = cast.nordvik.orderer
    make.filled_basket(agreement, by=person, lines={yearly: 1, office: 9})
    order = answer_with_order(true_up, {office: 12}, by=person)
    assert [(line.product, line.quantity) for line in order.lines.all()] == [(office, 2)]
    kept = {line.product: line.quantity for line in Basket.objects.get().lines.all()}
    assert kept == {yearly: 1, office: 9}


def test_a_second_click_finds_the_order_of_the_first(cast, true_up, office):
    person, seen = cast.nordvik.orderer, {"seen_net": Decimal("200.00")}
    order = answer_with_order(true_up, {office: 12}, by=person, **seen)
    assert answer_with_order(true_up, {office: 12}, by=person, **seen) == order
    for counts, by in (({office: 13}, person), ({office: 12}, cast.nordvik.approver)):
        assert refusal_of(answer_with_order, true_up, counts, by=by, **seen) == "already_answered"
    assert Order.objects.get() == order


def test_the_order_of_a_difference_is_held_to_the_limits_of_every_order(
    cast, true_up, agreement, office
):
    person, framework = cast.nordvik.orderer, agreement.accession.framework
    ceiling = make.ceiling(framework, maximum_quantity=1)
    code = refusal_of(answer_with_order, true_up, {office: 12}, by=person)
    assert code == "ceiling_reached"
    make.order_limit(person, cast.nordvik.organisation, 100, role=Role.ORDERER)
    assert refusal_of(answer_with_order, true_up, {office: 12}, by=person) == "above_limit"
    later = timezone.now() + timedelta(minutes=1)
    make.order_limit(person, cast.nordvik.organisation, 200, role=Role.ORDERER, now=later)
    more = make.ceiling_amendment(ceiling, by=cast.kari, maximum_quantity=2)
    confirm_ceiling(more, by=cast.knut, now=timezone.now())
    answer_with_order(true_up, {office: 12}, by=person)
    ceiling.refresh_from_db()
    volume = PooledVolume.objects.get(framework=framework)
    assert (ceiling.used_quantity, volume.quantity) == (2, 2)


def test_nothing_more_is_ordered_while_the_framework_is_suspended(cast, true_up, office):
    framework = true_up.volume_licence_agreement.accession.framework
    make.suspension(framework, by=cast.kari)
    code = refusal_of(answer_with_order, true_up, {office: 12}, by=cast.nordvik.orderer)
    assert code == "framework_suspended"


def test_other_prices_than_seen_stop_everything(cast, true_up, office):
    code = refusal_of(
        answer_with_order, true_up, {office: 12}, by=cast.nordvik.orderer, seen_net=199
    )
    assert code == "basket_changed"
    assert not Basket.objects.exists()
    assert not TrueUpCount.objects.exists()


def test_an_answer_is_final(cast, true_up, office):
    make.signed_counts(true_up, by=cast.nordvik.signatory)
    code = refusal_of(answer_with_order, true_up, {office: 12}, by=cast.nordvik.orderer, seen_net=0)
    assert code == "already_answered"
    with pytest.raises(DatabaseError, match="true_up_answer_is_final"), transaction.atomic():
        TrueUp.objects.update(reminded_at=timezone.now())
    for act in (TrueUp.objects.all().delete, TrueUpCount.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_the_database_knows_whole_answers_and_no_count_down(true_up, office):
    for broken in ({"state": "no_change"}, {"answered_at": timezone.now()}):
        with (
            pytest.raises(IntegrityError, match="true_up_answer_is_whole"),
            transaction.atomic(),
        ):
            TrueUp.objects.filter(pk=true_up.pk).update(**broken)
    with (
        pytest.raises(IntegrityError, match="true_up_counts_down_only_subscriptions"),
        transaction.atomic(),
    ):
        TrueUpCount.objects.create(true_up=true_up, product=office, held=10, counted=9)


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_counts(cast, true_up, office):
    def order():
        answer_with_order(true_up, {office: 12}, by=cast.nordvik.orderer)
        return "answered"

    def no_change():
        make.signed_counts(true_up, by=cast.nordvik.signatory)
        return "answered"

    outcomes = at_once(order, no_change)
    assert sorted(outcomes) == ["already_answered", "answered"]
    assert Order.objects.count() + Signature.objects.filter(true_up=true_up).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one_order(cast, true_up, office):
    def order():
        return answer_with_order(true_up, {office: 12}, by=cast.nordvik.orderer).pk

    outcomes = at_once(*[order] * 3)
    assert outcomes == [Order.objects.get().pk] * 3


def test_the_silent_are_reminded_once_a_week(true_up, run_tasks):
    now = timezone.now()
    assert [
        remind_unanswered_true_ups(now),
        remind_unanswered_true_ups(now + timedelta(days=6)),
    ] == [1, 0]
    assert remind_unanswered_true_ups(now + timedelta(days=7)) == 1


def test_a_reminder_is_not_said_to_be_on_its_way_while_mail_is_held(cast, true_up, signed_in):
    hold_mail(timezone.now())
    page = signed_in(cast.kari).post(reverse("ks_true_ups_remind"), follow=True).text
    assert "Purringen til 1 virksomhet er i køen. All e-post holdes tilbake." in page
    assert "Purring lagt i kø" in page
    assert "urret" not in page  # neither "Purret" nor "er purret"


def test_who_has_nobody_to_write_to_is_not_reminded_but_named(cast, true_up, signed_in):
    officer, page = signed_in(cast.kari), reverse("ks_true_ups")
    answering = cast.nordvik.organisation.memberships.filter(role__in=["orderer", "signatory"])
    answering.update(ended_at=timezone.now(), ended_by=cast.kari)
    answer = officer.get(page)
    assert answer.context["true_ups_to_remind"] == 0
    assert "når ingen e-post fram" in answer.content.decode()
    assert remind_unanswered_true_ups(timezone.now()) == 0
    true_up.refresh_from_db()
    assert true_up.reminded_at is None


def test_the_button_tells_how_many_it_reminds(cast, true_up, agreement, signed_in):
    [other] = others(agreement, 1)
    make.true_up(other)
    Membership.objects.create(
        user=cast.ulrik,
        organisation=other.accession.organisation,
        role=Role.ORDERER,
        requested_at=timezone.now(),
        confirmed_at=timezone.now(),
        confirmed_by=cast.kari,
    )
    officer, page = signed_in(cast.kari), reverse("ks_true_ups")

    def offered():
        answer = officer.get(page)
        is_offered = reverse("ks_true_ups_remind") in answer.content.decode()
        return answer.context["true_ups_to_remind"], is_offered

    assert offered() == (2, True)
    TrueUp.objects.filter(pk=true_up.pk).update(reminded_at=timezone.now() - timedelta(days=6))
    assert offered() == (1, True)
    officer.post(reverse("ks_true_ups_remind"))
    assert offered() == (0, False)


def test_20_of_29_answer_and_9_are_silent(cast, agreement, held, signed_in):
    """Every member has an open true-up; what KS sees is who has not answered.

    Also run by hand with 400 of 580, which takes half a minute.
    """
    members = [VolumeLicenceAgreement.objects.get(), *others(agreement, 28)]
    now = timezone.now()
    TrueUp.objects.bulk_create(
        TrueUp(
            volume_licence_agreement=member,
            anniversary=date(2027, 1, 1),
            opens_on=date(2026, 11, 2),
            closes_on=date(2026, 12, 2),
            opened_at=now,
        )
        for member in members
    )
    for true_up in TrueUp.objects.order_by("pk")[:20]:
        make.signed_counts(true_up, by=cast.nordvik.signatory)
    answers = {"no_change": 20, "fewer": 0, "ordered": 0}
    assert answer_counts(TODAY) == {"all": 29, "open": 9, "lapsed": 0} | answers
    page = signed_in(cast.kari).get(reverse("ks_true_ups"))
    assert page.context["page_obj"].paginator.count == unanswered_true_ups(TODAY).count() == 9
    asked = set(unanswered_true_ups(TODAY).values_list("volume_licence_agreement", flat=True))
    assert asked == {member.pk for member in members[20:]}


def others(agreement, number):
    """Agreements like Nordvik's, of other organisations."""
    accession, county = agreement.accession, agreement.accession.organisation.county
    made = []
    for place in range(number):
        body = organisation(name=f"Medlem {place:03}", county=county)
        accession.pk, accession._state.adding, accession.organisation = None, True, body
        accession.save()
        agreement.pk, agreement._state.adding = None, True
        agreement.accession, agreement.number = accession, f"MEDLEM-{place:03}"
        agreement.save()
        made.append(VolumeLicenceAgreement.objects.get(pk=agreement.pk))
    return made


def test_the_pages_lead_from_count_to_order(cast, true_up, office, yearly, signed_in):
    orderer = signed_in(cast.nordvik.orderer)
    number = cast.nordvik.organisation.organisation_number
    counted = {f"counted-{office.pk}": 12, f"counted-{yearly.pk}": 5}
    page = orderer.post(reverse("true_up_count", args=[number, true_up.pk]), counted)
    assert page.context["difference"].net == 200
    fewer = counted | {f"counted-{office.pk}": 4}
    refused = orderer.post(reverse("true_up_count", args=[number, true_up.pk]), fewer)
    assert refused.status_code == 422
    assert "er kjøpt for godt" in refused.content.decode()
    shown = {"shown_sha256": page.context["offer"].sha256, "seen_net": "200.00"}
    sent = counted | shown | {"buyer_reference": "Ole"}
    answer = orderer.post(reverse("true_up_order", args=[number, true_up.pk]), sent)
    assert answer.url == Order.objects.get().get_absolute_url()
    return_order(Order.objects.get(), by=cast.nordvik.approver, reason="Nei", now=timezone.now())
    page = orderer.get(true_up.get_absolute_url())
    number = Order.objects.get().number
    assert f"{number}</a>: Sendt tilbake" in squeezed(page.content.decode())
    page = signed_in(cast.kari).get(reverse("ks_true_ups"), {"alle": "1"})
    assert f"{number}</a>: Sendt tilbake" in squeezed(page.content.decode())


def test_an_order_form_that_is_not_filled_in_keeps_what_was_counted(
    cast, true_up, office, yearly, signed_in
):
    number = cast.nordvik.organisation.organisation_number
    counts = {office.pk: 12, yearly.pk: 5}
    shown = {"shown_sha256": make.shown_counts(true_up, counts, on=TODAY).sha256}
    counted = {f"counted-{pk}": counted for pk, counted in counts.items()} | shown
    page = signed_in(cast.nordvik.orderer).post(
        reverse("true_up_order", args=[number, true_up.pk]), counted
    )
    assert page.status_code == 422
    assert page.context["difference"].net == 200
    assert 'name="buyer_reference"' in page.content.decode()
    assert not Order.objects.exists()


def test_what_is_counted_on_another_basis_is_left_as_it_is(
    cast, true_up, agreement, office, signed_in
):
    by = cast.nordvik.orderer
    make.ledger_entry(agreement, office, by=by, quantity=7, counting_basis="devices")
    order = answer_with_order(true_up, {office: 12}, by=by)
    assert [line.quantity for line in order.lines.all()] == [2]
    assert kept(true_up)["Kontorpakke"] == (10, 12)
    text = counts_offer(true_up, held_under(agreement, TODAY), {}, language="nb").text
    assert "10 269" in text
    assert "Kontorpakke (Enheter)" in text


def test_sixty_days_after_the_anniversary_nobody_answers_any_more(cast, true_up, signed_in):
    signatory = cast.nordvik.signatory
    with time_machine.travel("2027-03-02T11:00:00+00:00", tick=False):
        assert unanswered_true_ups(timezone.localdate()).get() == true_up
    with time_machine.travel("2027-03-03T11:00:00+00:00", tick=False):
        today = timezone.localdate()
        assert not unanswered_true_ups(today).exists()
        assert remind_unanswered_true_ups(timezone.now()) == 0
        counts = answer_counts(today)
        assert (counts["open"], counts["lapsed"]) == (0, 1)
        code = refusal_of(make.signed_counts, true_up, by=signatory, now=timezone.now())
        assert code == "agreement_over"
        page = signed_in(signatory).get(true_up.get_absolute_url())
        assert not page.context["may_sign"]
        assert "Ikke besvart" in page.content.decode()


def test_the_window_and_its_mail_are_stored_together(held, monkeypatch):
    """A crash between them would leave members who are never asked."""

    def crash(*args):
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(type(send_true_up_request), "enqueue", crash)
        with pytest.raises(SomeFailedError, match="RuntimeError"):
            open_true_ups(timezone.now())
    assert not TrueUp.objects.exists()
    assert open_true_ups(timezone.now()) == 1
