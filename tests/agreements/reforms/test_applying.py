"""Carrying out a reform: what passes to whom, and what stops."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils import timezone

from agreements.dispatch import sending
from agreements.holdings.models import LedgerEntry
from agreements.holdings.queries import positions
from agreements.orders import actions as orders_actions
from agreements.reforms import actions
from agreements.reseller_answers import actions as reseller_answers_actions
from municipalities.models import MunicipalityNumber, Succession
from municipalities.people.actions import confirm_membership
from tests import agreement_factories as make
from tests.factories import municipality_number, organisation

pytestmark = pytest.mark.django_db


def today():
    return timezone.localdate()


def owned(organisation, at=None):
    """How many of each product under each agreement, by its place in the order of numbers."""
    return [position.quantity for position in positions(organisation, at or today())]


def numbers(organisation):
    return [
        (number.number, number.valid_from, number.valid_to)
        for number in MunicipalityNumber.objects.filter(organisation=organisation)
    ]


def code_of(act):
    with pytest.raises(ValidationError) as refused:
        act()
    return refused.value.error_list[0].code


def test_a_merger_brings_everything_to_the_successor(member, reform):
    one, other = member("En", licences=10, number="9901"), member("To", licences=5, number="9902")
    successor_organisation = organisation(name="Ny kommune")
    successor = {
        "organisation_number": successor_organisation.organisation_number,
        "municipality_number": "9903",
    }
    plan = reform.carried_out("merger", [one.organisation, other.organisation], [successor])
    accession = successor_organisation.accessions.get()
    assert (accession.state, accession.signed_name) == ("countersigned", one.accession.signed_name)
    agreements = accession.volume_licence_agreements.order_by("pk")
    assert [agreement.predecessor for agreement in agreements] == [one.agreement, other.agreement]
    assert sorted(owned(successor_organisation)) == [5, 10]
    for gone in (one, other):
        gone.organisation.refresh_from_db()
        gone.accession.refresh_from_db()
        assert gone.organisation.dissolved_on == today()
        assert gone.accession.state == "transferred"
        assert owned(gone.organisation) == []
        assert owned(gone.organisation, today() - timedelta(days=1)) in ([10], [5])
    assert Succession.objects.filter(successor=successor_organisation, kind="merger").count() == 2
    assert numbers(successor_organisation) == [("9903", today(), None)]
    assert numbers(one.organisation) == [("9901", None, today())]
    assert plan.transfers.count() == 2


def test_who_continues_in_a_merger_keeps_its_own_beside_what_it_takes_over(member, reform):
    stays, goes = member("Storvik", licences=10), member("Lillevik", licences=5)
    reform.carried_out("merger", [goes.organisation], [stays.organisation])
    assert stays.organisation.accessions.get() == stays.accession
    assert stays.accession.volume_licence_agreements.count() == 2
    assert owned(stays.organisation) == [10, 5]
    assert stays.accession.inheritances.get().predecessor == goes.accession


def test_a_right_keeps_its_last_day_and_one_that_begins_later_its_first(member, reform, office):
    goes, successor_organisation = member("Gamlevik"), organisation()
    later, last = today() + timedelta(days=10), today() + timedelta(days=400)
    make.ledger_entry(goes.agreement, office, by=goes.signatory, quantity=3, valid_to=last)
    make.ledger_entry(goes.agreement, office, by=goes.signatory, quantity=4, valid_from=later)
    ended = today() - timedelta(days=1)
    make.ledger_entry(
        goes.agreement,
        office,
        by=goes.signatory,
        quantity=9,
        valid_from=ended - timedelta(days=9),
        valid_to=ended,
    )
    reform.carried_out("new_number", [goes.organisation], [successor_organisation])
    entries = successor_organisation.ledger_entries.order_by("quantity")
    assert [(e.quantity, e.valid_from, e.valid_to) for e in entries] == [
        (3, today(), last),
        (4, later, None),
    ]
    assert [
        owned(successor_organisation, day) for day in (today(), later, last + timedelta(days=1))
    ] == [
        [3],
        [7],
        [4],
    ]
    assert [owned(goes.organisation, day) for day in (today(), later)] == [[], []]


def test_what_was_reduced_and_corrected_does_not_pass_on(member, reform, office):
    goes, successor_organisation = member("Gamlevik", licences=10), organisation()
    wrong = make.ledger_entry(goes.agreement, office, by=goes.signatory, quantity=5)
    make.ledger_entry(
        goes.agreement, office, by=goes.signatory, quantity=-5, kind="correction", reverses=wrong
    )
    make.ledger_entry(goes.agreement, office, by=goes.signatory, quantity=-3, kind="reduction")
    reform.carried_out("new_number", [goes.organisation], [successor_organisation])
    assert owned(successor_organisation) == [7]


def test_each_purchase_passes_on_at_its_own_price(cast, member, reform, office):
    goes, successor_organisation = member("Gamlevik"), organisation()
    segment = make.segment(goes.organisation)
    for quantity, price in [(4, "90.00"), (6, "110.00")]:
        make.ledger_entry(
            goes.agreement,
            office,
            by=goes.signatory,
            quantity=quantity,
            unit_net=price,
            segment=segment,
        )
    make.ledger_entry(
        goes.agreement,
        office,
        by=goes.signatory,
        quantity=-1,
        kind="reduction",
        unit_net="110.00",
        segment=segment,
    )
    reform.carried_out("new_number", [goes.organisation], [successor_organisation])
    facts = successor_organisation.ledger_entries.order_by("quantity").values_list(
        "quantity", "unit_net", "segment"
    )
    assert list(facts) == [(4, Decimal("90.00"), None), (5, Decimal("110.00"), None)]
    out = goes.organisation.ledger_entries.filter(kind="transfer_out")
    assert set(out.values_list("segment", flat=True)) == {segment.pk}
    assert [owned(successor_organisation), owned(goes.organisation)] == [[9], []]


def test_a_split_goes_through_the_purchases_in_order(member, reform, office):
    goes = member("Delevik")
    one, other = organisation(), organisation()
    for quantity, price in [(4, "90.00"), (6, "110.00")]:
        make.ledger_entry(
            goes.agreement, office, by=goes.signatory, quantity=quantity, unit_net=price
        )
    key = {one.organisation_number: 1, other.organisation_number: 1}
    reform.carried_out("split", [goes.organisation], [one, other], key=key)

    def lots(body):
        entries = body.ledger_entries.order_by("unit_net")
        return list(entries.values_list("quantity", "unit_net"))

    assert lots(one) == [(4, Decimal("90.00")), (1, Decimal("110.00"))]
    assert lots(other) == [(5, Decimal("110.00"))]


def test_the_assurance_of_a_licence_passes_on_with_it(member, reform, office):
    goes, stays = member("Innvik", licences=3), member("Utvik")
    assured_to = date(2028, 12, 31)
    make.ledger_entry(goes.agreement, office, by=goes.signatory, quantity=2, assured_to=assured_to)
    reform.carried_out("merger", [goes.organisation], [stays.organisation])
    entries = stays.organisation.ledger_entries.values_list("quantity", "assured_to")
    assert set(entries) == {(3, None), (2, assured_to)}


def test_a_split_gives_each_its_share_and_the_sums_are_checked(member, reform):
    goes = member("Delevik", licences=10)
    one, other = organisation(name="Nord"), organisation(name="Sør")
    key = {one.organisation_number: 1, other.organisation_number: 2}
    reform.carried_out("split", [goes.organisation], [one, other], key=key)
    assert [owned(body) for body in (one, other, goes.organisation)] == [[3], [7], []]


def test_who_continues_after_a_split_keeps_the_rest(member, reform):
    stays, part = member("Ålevik", licences=10), organisation(name="Harvik")
    predecessor = {
        "organisation_number": stays.organisation.organisation_number,
        "dissolved": False,
    }
    key = {stays.organisation.organisation_number: 7, part.organisation_number: 3}
    reform.carried_out("split", [predecessor], [part], key=key)
    stays.organisation.refresh_from_db()
    stays.accession.refresh_from_db()
    assert [owned(stays.organisation), owned(part)] == [[7], [3]]
    assert stays.organisation.dissolved_on is None
    assert stays.accession.state == "countersigned"
    assert part.accessions.get().inheritances.get().predecessor == stays.accession


def test_a_boundary_that_moves_takes_only_what_is_notified(member, reform, office):
    gives, takes = member("Østvik", licences=10), member("Vestvik", licences=1)
    told = {
        "agreement": gives.agreement.number,
        "part_number": office.part_number,
        "valid_to": None,
        "shares": {takes.organisation.organisation_number: 2},
    }
    reform.carried_out("boundary", [gives.organisation], [takes.organisation], allocations=[told])
    assert [owned(gives.organisation), owned(takes.organisation)] == [[8], [1, 2]]


def test_shares_that_do_not_add_up_are_refused(member, reform, office):
    goes = member("Delevik", licences=10)
    one, other = organisation(), organisation()
    told = {
        "agreement": goes.agreement.number,
        "part_number": office.part_number,
        "valid_to": None,
    }
    for shares in ({one: 4, other: 5}, {one: 6, other: 5}):
        by_number = {body.organisation_number: share for body, share in shares.items()}
        facts = ("split", [goes.organisation], [one, other])
        rows = [told | {"shares": by_number}]
        assert code_of(lambda: reform.approved(*facts, allocations=rows)) == "shares_do_not_add_up"  # noqa: B023


def test_holdings_that_changed_after_the_approval_stop_the_split(member, reform, cast, office):
    goes = member("Delevik", licences=10)
    one, other = organisation(), organisation()
    key = {one.organisation_number: 1, other.organisation_number: 1}
    plan = reform.approved("split", [goes.organisation], [one, other], key=key)
    make.ledger_entry(goes.agreement, office, by=goes.signatory, quantity=1)
    refusal = code_of(lambda: actions.carry_out(plan, by=cast.kari, now=timezone.now()))
    assert refusal == "shares_do_not_add_up"


def lower(body, product, quantity, **overrides):
    fields = {"by": body.signatory, "kind": "reduction", "quantity": -quantity}
    return make.ledger_entry(body.agreement, product, **fields | overrides)


def test_what_is_given_up_from_a_later_day_passes_on_until_then(member, reform, office):
    goes, successor_organisation = member("Gamlevik", licences=10), organisation()
    last, then = today() + timedelta(days=90), today() + timedelta(days=5)
    rented = make.product(goes.accession.framework, name="Leiepakke")
    make.ledger_entry(goes.agreement, rented, by=goes.signatory, quantity=6, valid_to=last)
    lower(goes, office, 3, valid_from=then)
    lower(goes, rented, 4, valid_from=then, valid_to=last)
    reform.carried_out("new_number", [goes.organisation], [successor_organisation])
    days = [today(), then - timedelta(days=1), then, last, last + timedelta(days=1)]
    assert [owned(successor_organisation, day) for day in days] == [
        [10, 6],
        [10, 6],
        [7, 2],
        [7, 2],
        [7],
    ]
    assert [owned(goes.organisation, day) for day in days] == [[]] * 5


def test_who_continues_keeps_its_part_of_what_ends_sooner_and_later(member, reform, office):
    stays, part, successor_organisation = member("Delevik"), organisation(), organisation()
    last, then = today() + timedelta(days=90), today() + timedelta(days=5)
    year = {"by": stays.signatory, "unit_net": "90.00", "valid_to": last}
    make.ledger_entry(stays.agreement, office, quantity=10, **year)
    lower(stays, office, 4, valid_from=then, **year)
    predecessor = {
        "organisation_number": stays.organisation.organisation_number,
        "dissolved": False,
    }
    key = {stays.organisation.organisation_number: 1, part.organisation_number: 1}
    reform.carried_out("split", [predecessor], [part], key=key)
    days = [today(), then, last]
    for body in (part, stays.organisation):
        assert [owned(body, day) for day in days] == [[5], [3], [3]]
    # What was passed on leaves rows that end sooner than what they lower
    reform.carried_out("merger", [stays.organisation], [successor_organisation])
    assert [owned(successor_organisation, day) for day in days] == [[5], [3], [3]]
    assert [owned(stays.organisation, day) for day in days] == [[], [], []]
    entries = successor_organisation.ledger_entries.order_by("quantity").values_list(
        "quantity", "valid_to"
    )
    assert list(entries) == [(2, then - timedelta(days=1)), (3, last)]


def test_licences_with_assurance_that_are_given_up_later_stop_the_transfer(member, reform, office):
    goes, successor_organisation = member("Gamlevik", licences=10), organisation()
    assured = {"assured_to": today() + timedelta(days=400)}
    make.ledger_entry(goes.agreement, office, by=goes.signatory, quantity=5, **assured)
    lower(goes, office, 3, valid_from=today() + timedelta(days=5), **assured)
    refusal = code_of(
        lambda: reform.approved("new_number", [goes.organisation], [successor_organisation])
    )
    assert refusal == "lowered_since"


def test_what_is_counted_in_two_ways_is_divided_apart(member, reform, office):
    goes, one, other = member("Delevik", licences=10), organisation(), organisation()
    make.ledger_entry(
        goes.agreement, office, by=goes.signatory, quantity=10, counting_basis="devices"
    )
    make.ledger_entry(goes.agreement, office, by=goes.signatory, quantity=4, unit="hour")
    key = {one.organisation_number: 1, other.organisation_number: 1}
    reform.carried_out("split", [goes.organisation], [one, other], key=key)
    for body in (one, other):
        counted = body.ledger_entries.values_list("counting_basis", "unit", "quantity")
        assert set(counted) == {("users", "each", 5), ("devices", "each", 5), ("users", "hour", 2)}


def test_the_new_municipality_numbers_of_a_county_may_go_round(reform):
    bodies = [organisation() for _ in range(3)]
    for body, number in zip(bodies, ["9901", "9902", "9903"], strict=True):
        municipality_number(organisation=body, number=number)
    renumbered = [
        {"organisation_number": body.organisation_number, "municipality_number": number}
        for body, number in zip(bodies, ["9902", "9903", "9901"], strict=True)
    ]
    reform.carried_out("renumbering", renumbered=renumbered)
    assert numbers(bodies[0]) == [("9901", None, today()), ("9902", today(), None)]
    assert numbers(bodies[2]) == [("9901", today(), None), ("9903", None, today())]


def test_a_number_that_another_has_is_refused(reform):
    body, other = organisation(), organisation()
    municipality_number(organisation=other, number="9902")
    renumbered = [{"organisation_number": body.organisation_number, "municipality_number": "9902"}]
    refusal = code_of(lambda: reform.approved("renumbering", renumbered=renumbered))
    assert refusal == "number_taken"


def test_orders_nobody_has_approved_are_stopped_and_those_on_their_way_go_on(
    cast, member, reform, agreement, office
):
    nordvik = cast.nordvik
    waiting = make.order(agreement, by=nordvik.orderer, lines={office: 5})
    sent = make.order(agreement, by=nordvik.orderer, lines={office: 2})
    sending.approve_order(sent, by=nordvik.approver, now=timezone.now())
    orders_actions.move_order(sent, "sent", by=None, now=timezone.now())
    successor_organisation = organisation(name="Ny kommune")
    plan = reform.carried_out("merger", [nordvik.organisation], [successor_organisation])
    waiting.refresh_from_db()
    assert waiting.state == "withdrawn"
    assert "Ny kommune" in waiting.steps.last().reason
    assert list(plan.stopped_orders.all()) == [waiting]
    reseller_answers_actions.confirm_order(
        sent, by=nordvik.orderer, reseller_reference="F-1", now=timezone.now()
    )
    assert [owned(successor_organisation), owned(nordvik.organisation)] == [[2], []]
    entry = successor_organisation.ledger_entries.get()
    assert entry.volume_licence_agreement.predecessor == agreement


def test_a_correction_that_waits_for_the_reseller_stops_the_reform(
    cast, reform, agreement, framework
):
    nordvik = cast.nordvik
    leased = make.product(framework, term_months=12)
    order = make.confirmed_order(
        agreement, by=nordvik.orderer, approver=nordvik.approver, lines={leased: 5}
    )
    fewer = make.correction(order, {leased: 2}, by=nordvik.orderer)
    sending.approve_order(fewer, by=nordvik.approver, now=timezone.now())
    successor_organisation = organisation()
    facts = ("merger", [nordvik.organisation], [successor_organisation])
    assert code_of(lambda: reform.approved(*facts)) == "correction_in_progress"


def test_nothing_is_ordered_or_corrected_under_what_has_passed_on(
    cast, reform, agreement, framework, office
):
    nordvik = cast.nordvik
    leased = make.product(framework, term_months=12)
    order = make.confirmed_order(
        agreement, by=nordvik.orderer, approver=nordvik.approver, lines={leased: 5}
    )
    reform.carried_out("merger", [nordvik.organisation], [organisation(name="Nyvik kommune")])
    order.refresh_from_db()
    agreement.accession.refresh_from_db()
    assert code_of(lambda: make.order(agreement, by=nordvik.orderer, lines={office: 1})) == (
        "accession_over"
    )
    order = type(order).objects.get(pk=order.pk)
    with pytest.raises(ValidationError, match="Nyvik kommune") as refused:
        make.correction(order, {leased: 1}, by=nordvik.orderer)
    assert refused.value.code == "order_has_passed_on"


def test_the_successor_orders_under_what_it_took_over(cast, reform, agreement, framework, office):
    successor_organisation = organisation(name="Ny kommune")
    reform.carried_out("merger", [cast.nordvik.organisation], [successor_organisation])
    [request] = successor_organisation.memberships.filter(user=cast.nordvik.orderer)
    assert request.confirmed_at is None
    administrator = successor_organisation.memberships.get(user=cast.nordvik.administrator)
    confirm_membership(administrator, by=cast.kari, now=timezone.now())
    confirm_membership(request, by=cast.nordvik.administrator, now=timezone.now())
    taken_over = successor_organisation.accessions.get().volume_licence_agreements.get()
    order = make.order(taken_over, by=cast.nordvik.orderer, lines={office: 2})
    assert order.organisation == successor_organisation


def test_a_role_one_has_already_is_not_asked_for_again(cast, reform):
    make.role(cast.nordvik.reader, cast.sorvag.organisation, "reader")
    reform.carried_out("merger", [cast.nordvik.organisation], [cast.sorvag.organisation])
    asked = cast.sorvag.organisation.memberships.filter(confirmed_at=None)
    assert {membership.role for membership in asked} == {
        "orderer",
        "approver",
        "signatory",
        "administrator",
    }


def test_cases_that_nobody_is_left_to_sign_are_closed(cast, reform, framework):
    begun = make.invitation(cast.nordvik.organisation, framework, by=cast.kari)
    signed = make.signed_accession(
        cast.nordvik.organisation, make.framework(), by=cast.nordvik.signatory
    )
    reform.carried_out("merger", [cast.nordvik.organisation], [organisation()])
    begun.refresh_from_db()
    signed.refresh_from_db()
    assert [begun.state, signed.state] == ["declined", "rejected"]
    assert signed.acts.last().joining_condition == "exists"


def test_a_case_the_successor_had_begun_makes_room_for_what_it_takes_over(
    cast, reform, accession, framework
):
    own = make.signed_accession(cast.sorvag.organisation, framework, by=cast.sorvag.signatory)
    reform.carried_out("merger", [cast.nordvik.organisation], [cast.sorvag.organisation])
    own.refresh_from_db()
    assert own.state == "rejected"
    assert cast.sorvag.organisation.accessions.get(state="countersigned").inheritances.exists()


def test_licences_under_a_terminated_accession_pass_on_too(cast, member, reform):
    goes, successor_organisation = member("Gamlevik", licences=10), organisation()
    make.accessions.terminate_accession(
        goes.accession, by=cast.kari, reason="Etter ønske", now=timezone.now()
    )
    reform.carried_out("new_number", [goes.organisation], [successor_organisation])
    assert successor_organisation.accessions.get().state == "terminated"
    assert owned(successor_organisation) == [10]


def test_who_is_dissolved_joins_nothing(cast, member, reform):
    goes, open_one = member("Gamlevik"), make.framework()
    reform.carried_out("new_number", [goes.organisation], [organisation()])
    goes.organisation.refresh_from_db()
    refusal = code_of(lambda: make.signed_accession(goes.organisation, open_one, by=goes.signatory))
    assert refusal == "organisation_dissolved"


def test_reforms_can_follow_each_other(member, reform):
    first, second, third = member("A", licences=4), organisation(), organisation()
    reform.carried_out("new_number", [first.organisation], [second])
    reform.carried_out("new_number", [second], [third])
    assert owned(third) == [4]
    first.agreement.refresh_from_db()
    assert first.agreement.successor_agreement.accession.organisation == third


def test_no_licence_is_lost_or_gained(member, reform):
    bodies = [member(f"Nr {n}", licences=n) for n in range(1, 6)]
    before = LedgerEntry.objects.aggregate(Sum("quantity"))
    successor_organisation = organisation()
    reform.carried_out("merger", [body.organisation for body in bodies], [successor_organisation])
    assert LedgerEntry.objects.aggregate(Sum("quantity")) == before
    assert sum(owned(successor_organisation)) == 15
    one, other = organisation(), organisation()
    key = {one.organisation_number: 2, other.organisation_number: 1}
    reform.carried_out("split", [successor_organisation], [one, other], key=key)
    assert sum(owned(one) + owned(other)) == 15


def test_it_is_not_carried_out_before_its_day(reform, member, cast):
    plan = reform.approved(
        "new_number",
        [member("Gamlevik").organisation],
        [organisation()],
        takes_effect_on=date(2030, 1, 1).isoformat(),
    )
    refusal = code_of(lambda: actions.carry_out(plan, by=cast.kari, now=timezone.now()))
    assert refusal == "too_early"
