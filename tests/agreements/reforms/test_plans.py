"""Plans: who may do what with them, what the database refuses, several at once, a crash."""

from contextlib import suppress
from datetime import timedelta
from threading import Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, InterfaceError, connection, transaction
from django.utils import timezone
from psycopg2 import OperationalError

from agreements.dispatch.sending import approve_order
from agreements.holdings.models import LedgerEntry
from agreements.holdings.queries import positions
from agreements.models import (
    Accession,
    ReformAllocation,
    ReformParty,
    ReformPlan,
    ReformTransfer,
    VolumeLicenceAgreement,
)
from agreements.orders.actions import move_order
from agreements.reforms import actions
from agreements.reforms.drafting import allocate_by_key, draft_plan
from agreements.reforms.shares import share_out
from agreements.reseller_answers.actions import confirm_order
from municipalities.models import Membership, Organisation, Succession
from tests import agreement_factories as make
from tests.factories import organisation
from tests.races import at_once
from tests.reforms import approve

pytestmark = pytest.mark.django_db


def refusal_of(act):
    with pytest.raises(ValidationError) as refused:
        act()
    errors = getattr(refused.value, "error_dict", None)
    return next(iter(errors.values()))[0].code if errors else refused.value.error_list[0].code


@pytest.mark.parametrize(
    ("quantity", "key", "shares"),
    [
        (10, {"a": 1, "b": 1}, {"a": 5, "b": 5}),
        (10, {"a": 1, "b": 2}, {"a": 3, "b": 7}),
        (1, {"a": 1, "b": 1}, {"a": 1, "b": 0}),
        (5, {"a": 0, "b": 3}, {"a": 0, "b": 5}),
        (7, {"a": 33, "b": 33, "c": 34}, {"a": 2, "b": 2, "c": 3}),
    ],
)
def test_a_key_divides_whole_licences(quantity, key, shares):
    assert share_out(quantity, key) == shares


def test_a_key_loses_and_gains_nothing():
    for quantity in range(200):
        for weight in range(1, 20):
            assert sum(share_out(quantity, {"a": weight, "b": 7, "c": 1}).values()) == quantity


def test_the_drafter_does_not_approve(reform, member, cast):
    plan = reform.draft("new_number", [member("X").organisation], [organisation()])
    act = lambda: approve(plan, by=cast.kari, now=timezone.now())  # noqa: E731
    assert refusal_of(act) == "own_draft"
    own = {"state": "approved", "approved_at": timezone.now(), "approved_by": cast.kari}
    with pytest.raises(IntegrityError, match="reform_approver_is_not_drafter"):
        ReformPlan.objects.filter(pk=plan.pk).update(**own)


def test_who_writes_the_shares_of_a_file_does_not_approve(reform, member, cast):
    goes, one, other = member("X", licences=3), organisation(), organisation()
    facts = reform.facts("split", [goes.organisation], [one, other])
    plan = draft_plan(facts, by=None, now=timezone.now())
    key = {one.organisation_number: 1, other.organisation_number: 2}
    allocate_by_key(plan, key, by=cast.knut)
    assert refusal_of(lambda: allocate_by_key(plan, key, by=cast.kari)) == "not_your_draft"
    act = lambda: approve(plan, by=cast.knut, now=timezone.now())  # noqa: E731
    assert refusal_of(act) == "own_draft"
    approved = {"state": "approved", "approved_at": timezone.now(), "approved_by": cast.knut}
    by_sql = [
        (plan, approved, "reform_approver_wrote_no_shares"),
        (plan, {"allocated_by": cast.kari}, "Cannot update"),
        (plan, {"allocated_by": None}, "Cannot update"),
        (
            reform.draft("new_number", [goes.organisation], [one]),
            {"allocated_by": cast.knut},
            "reform_shares_are_by_the_drafter",
        ),
    ]
    for row, fields, name in by_sql:
        with pytest.raises(DatabaseError, match=name), transaction.atomic():
            ReformPlan.objects.filter(pk=row.pk).update(**fields)
    approve(plan, by=cast.kari, now=timezone.now())
    assert plan.state == "approved"


def test_nobody_but_the_drafter_writes_the_shares(reform, member, cast):
    goes, one, other = member("X", licences=3), organisation(), organisation()
    plan = reform.draft("split", [goes.organisation], [one, other])
    key = {one.organisation_number: 1, other.organisation_number: 2}
    assert refusal_of(lambda: allocate_by_key(plan, key, by=cast.knut)) == "not_your_draft"
    assert not ReformAllocation.objects.exists()


def test_only_what_is_approved_is_carried_out(reform, member, cast):
    plan = reform.draft("new_number", [member("X").organisation], [organisation()])
    carry_out = lambda: actions.carry_out(plan, by=cast.kari, now=timezone.now())  # noqa: E731
    assert refusal_of(carry_out) == "reform_has_changed"
    actions.withdraw_plan(plan, by=cast.kari, now=timezone.now())
    assert refusal_of(carry_out) == "reform_has_changed"
    with pytest.raises(IntegrityError, match="reform_is_carried_out_only_approved"):
        ReformPlan.objects.filter(pk=plan.pk).update(state="carried_out")


def test_parties_must_fit_the_kind(reform):
    one, other, third = organisation(), organisation(), organisation()
    continues = {"organisation_number": one.organisation_number, "dissolved": False}
    unfit = [
        ("merger", [one], [other, third]),
        ("merger", [], [other]),
        ("merger", [continues], [other]),
        ("split", [one], [other]),
        ("split", [one, other], [third]),
        ("boundary", [one], [other, third]),
        ("new_number", [one, other], [third]),
        ("renumbering", [one], [other]),
    ]
    for parties in unfit:
        assert refusal_of(lambda: reform.draft(*parties)) == "parties_do_not_fit"  # noqa: B023
    assert not ReformPlan.objects.exists()


def test_a_plan_is_about_organisations_that_exist(reform):
    one, gone = organisation(), organisation(dissolved_on="2020-01-01")
    assert refusal_of(lambda: reform.draft("merger", [gone], [one])) == "dissolved_already"
    assert refusal_of(lambda: reform.draft("merger", [one], [one])) == "party_twice"
    unknown = {"organisation_number": "999999999"}
    assert refusal_of(lambda: reform.draft("merger", [one], [unknown])) == "not_in_register"


NEW = {"organisation_number": "829912252", "name": "Haram kommune"}
"""A successor that is not in the register."""


def test_a_successor_with_a_name_begins_with_the_reform(reform, member, cast):
    goes = organisation(kind="municipal_enterprise", organisation_form="IKS")
    plan = reform.approved("merger", [goes], [NEW])
    new = Organisation.objects.get(organisation_number="829912252")
    assert (new.name, new.kind, new.organisation_form) == (
        "Haram kommune",
        "municipal_enterprise",
        "IKS",
    )
    assert new.dissolved_on == timezone.localdate()
    actions.carry_out(plan, by=cast.kari, now=timezone.now())
    new.refresh_from_db()
    assert new.dissolved_on is None
    reform.reverse(plan)
    new.refresh_from_db()
    assert new.dissolved_on == timezone.localdate()


def test_who_was_to_begin_with_a_withdrawn_draft_does_not_exist_and_can_begin_with_another(
    reform, cast
):
    goes = organisation()
    actions.withdraw_plan(reform.draft("merger", [goes], [NEW]), by=cast.kari, now=timezone.now())
    new = Organisation.objects.get(organisation_number="829912252")
    assert new.dissolved_on
    assert refusal_of(lambda: reform.draft("merger", [new], [goes])) == "dissolved_already"
    reform.carried_out("merger", [goes], [NEW])
    new.refresh_from_db()
    assert new.dissolved_on is None


def test_who_began_with_one_reform_and_ended_with_the_next_does_not_begin_again(reform, cast):
    one, other, successor_organisation = organisation(), organisation(), organisation()
    late = reform.approved("merger", [other], [NEW])
    reform.carried_out("merger", [one], [NEW])
    new = Organisation.objects.get(organisation_number="829912252")
    reform.carried_out("merger", [new], [successor_organisation])
    carry_out = lambda: actions.carry_out(late, by=cast.kari, now=timezone.now())  # noqa: E731
    assert refusal_of(carry_out) == "dissolved_already"


@pytest.mark.parametrize(
    "facts",
    [
        {"takes_effect_on": "snart"},
        {"takes_effect_on": 7},
        {"kind": "fusion"},
        {"title": ""},
        {"predecessors": "alle"},
        {"predecessors": ["974760673"]},
    ],
)
def test_a_file_that_holds_something_else_is_refused(reform, facts):
    sound = reform.facts("merger", [organisation()], [organisation()])
    with pytest.raises(ValidationError):
        draft_plan(sound | facts, by=None, now=timezone.now())


def test_a_key_names_the_plans_organisations_with_whole_numbers(reform, member):
    goes, one, other = member("X", licences=3), organisation(), organisation()
    plan = reform.draft("split", [goes.organisation], [one, other])
    for key in (
        {"974760673": 1},
        {one.organisation_number: -1},
        {one.organisation_number: 0},
        {one.organisation_number: "1"},
    ):
        assert refusal_of(lambda: allocate_by_key(plan, key, by=None)) == "not_a_key"  # noqa: B023


def test_an_approved_plan_is_frozen(reform, member):
    goes, one, other = member("X", licences=3), organisation(), organisation()
    key = {one.organisation_number: 1, other.organisation_number: 2}
    plan = reform.approved("split", [goes.organisation], [one, other], key=key)
    assert refusal_of(lambda: allocate_by_key(plan, key, by=None)) == "not_a_draft"
    by_sql = [
        (lambda: plan.parties.update(is_main=False), "reform_party_only_in_a_draft"),
        (lambda: plan.parties.all()._raw_delete("default"), "reform_party_only_in_a_draft"),
        (
            lambda: ReformParty.objects.create(
                plan=plan, organisation=organisation(), role="successor"
            ),
            "reform_party_only_in_a_draft",
        ),
        (
            lambda: ReformAllocation.objects.update(quantity=1),
            "reform_allocation_only_in_a_draft",
        ),
        (
            lambda: ReformPlan.objects.update(takes_effect_on="2020-01-01"),
            "reform_is_frozen|Cannot update",
        ),
        (lambda: ReformPlan.objects.all()._raw_delete("default"), "Cannot delete"),
    ]
    for act, name in by_sql:
        with pytest.raises(DatabaseError, match=name), transaction.atomic():
            act()


def test_a_share_is_of_what_the_predecessor_has(reform, member, office):
    goes, stranger = member("X", licences=3), member("Y", licences=3)
    plan = reform.draft("split", [goes.organisation], [organisation(), organisation()])
    party = plan.parties.filter(role="successor").first()
    with pytest.raises(IntegrityError, match="reform_allocation_is_for_a_successor"):
        ReformAllocation.objects.create(
            party=party,
            agreement=stranger.agreement,
            product=office,
            valid_from="2026-01-01",
            quantity=1,
        )


@pytest.mark.parametrize(
    ("counted", "name"),
    [
        ({"unit": "dozen"}, "reform_allocation_unit_is_known"),
        ({"counting_basis": "heads"}, "reform_allocation_counting_basis_is_known"),
        ({}, "reform_allocation_once"),
    ],
)
def test_a_share_says_once_how_it_is_counted(reform, member, office, counted, name):
    goes = member("X", licences=3)
    plan = reform.draft("split", [goes.organisation], [organisation(), organisation()])
    share = {
        "party": plan.parties.filter(role="successor").first(),
        "agreement": goes.agreement,
        "product": office,
        "unit": "each",
        "counting_basis": "users",
        "valid_from": "2026-01-01",
        "quantity": 1,
    }
    ReformAllocation.objects.create(**share)
    ReformAllocation.objects.create(**share | {"unit": "hour"})
    ReformAllocation.objects.create(**share | {"counting_basis": "devices"})
    with pytest.raises(IntegrityError, match=name):
        ReformAllocation.objects.create(**share | counted)


def test_a_file_says_which_of_several_holdings_it_means(reform, member, office):
    goes, one, other = member("X", licences=3), organisation(), organisation()
    facts = ("split", [goes.organisation], [one, other])
    row = {
        "agreement": goes.agreement.number,
        "part_number": office.part_number,
        "valid_to": None,
        "shares": {one.organisation_number: 2, other.organisation_number: 1},
    }
    devices = {"quantity": 5, "counting_basis": "devices"}
    make.ledger_entry(goes.agreement, office, by=goes.signatory, **devices)
    later = timezone.localdate() + timedelta(days=9)
    make.ledger_entry(goes.agreement, office, by=goes.signatory, quantity=7, valid_from=later)
    for unclear in (row, row | {"counting_basis": "users"}, row | {"unit": "each"}):
        assert refusal_of(lambda: reform.draft(*facts, allocations=[unclear])) == "several_holdings"  # noqa: B023
    for wrong in (
        row | {"counting_basis": "pupils"},
        row | {"unit": ["each"]},
        row | {"valid_to": []},
    ):
        assert refusal_of(lambda: reform.draft(*facts, allocations=[wrong])) == "no_such_holding"  # noqa: B023
    told = [row | {"counting_basis": "devices"}, row | {"valid_from": later.isoformat()}]
    reform.draft(*facts, allocations=told)
    shares = ReformAllocation.objects.filter(party__organisation=one).order_by("pk")
    assert list(shares.values_list("counting_basis", "valid_from", "quantity")) == [
        ("devices", timezone.localdate(), 2),
        ("users", later, 2),
    ]


def test_a_transfer_that_does_not_conserve_is_refused(reform, member, office, cast):
    goes, other = member("X", licences=3), member("Y")
    plan = reform.draft("new_number", [goes.organisation], [organisation()])

    def entry(of, quantity, kind, **more):
        return make.ledger_entry(
            of.agreement, office, by=cast.kari, quantity=quantity, kind=kind, **more
        )

    product = make.product(goes.accession.framework)
    entry(goes, 20, "opening_balance")
    pairs = [
        (entry(goes, -2, "transfer_out"), entry(other, 3, "transfer_in")),
        (entry(goes, -2, "transfer_out"), entry(goes, 2, "transfer_in")),
        (entry(goes, -2, "transfer_out"), entry(other, 2, "opening_balance")),
        (
            entry(goes, -2, "transfer_out"),
            make.ledger_entry(
                other.agreement, product, by=cast.kari, quantity=2, kind="transfer_in"
            ),
        ),
        (
            entry(goes, -2, "transfer_out"),
            entry(other, 2, "transfer_in", valid_to="2030-01-01"),
        ),
        (
            entry(goes, -2, "transfer_out"),
            entry(other, 2, "transfer_in", counting_basis="devices"),
        ),
    ]
    for out, into in pairs:
        with pytest.raises(IntegrityError, match="reform_transfer_conserves"), transaction.atomic():
            ReformTransfer.objects.create(plan=plan, outgoing=out, incoming=into)


def test_agreements_side_by_side_wait_for_a_decision(reform, member, cast):
    one, other = member("En", licences=1), member("To", licences=2)
    successor_organisation = organisation()
    plan = reform.carried_out(
        "merger", [one.organisation, other.organisation], [successor_organisation]
    )
    [overlap] = actions.overlaps(plan)
    assert (overlap.organisation, overlap.overlapping) == (successor_organisation, 2)
    decide = lambda: actions.decide_overlap(  # noqa: E731
        plan, overlap, decision="let_run", reason="Like vilkår", by=cast.kari, now=timezone.now()
    )
    made = decide()
    assert refusal_of(decide) == "decided_already"
    for act in (made.delete, made.save):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            act()
    assert refusal_of(lambda: reform.reverse(plan)) == "decided_since"


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_carries_it_out(reform, member, cast):
    goes, successor_organisation = member("Gamlevik", licences=10), organisation()
    plan = reform.approved("new_number", [goes.organisation], [successor_organisation])

    def carry_out(officer):
        own = ReformPlan.objects.get(pk=plan.pk)
        return actions.carry_out(own, by=officer, now=timezone.now())

    outcomes = at_once(lambda: carry_out(cast.kari), lambda: carry_out(cast.knut))
    assert sorted(outcomes, key=str) == [None, "reform_has_changed"]
    assert LedgerEntry.objects.filter(kind="transfer_in").count() == 1
    assert [
        position.quantity for position in positions(successor_organisation, timezone.localdate())
    ] == [10]


@pytest.fixture
def sent(cast, agreement, office):
    """Nordvik's order of five, which the reseller has."""
    nordvik = cast.nordvik
    order = make.order(agreement, by=nordvik.orderer, lines={office: 5})
    approve_order(order, by=nordvik.approver, now=timezone.now())
    move_order(order, "sent", by=None, now=timezone.now())
    return order


def meanwhile(first, second):
    """Do the first in a transaction that ends when the second has begun and waits for it."""
    outcomes = []
    waiting = Thread(target=lambda: outcomes.extend(at_once(second)))
    with transaction.atomic():
        first()
        waiting.start()
        waiting.join(timeout=0.7)
        assert waiting.is_alive()
    waiting.join()
    return outcomes[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_reform_first", [True, False])
def test_an_order_that_is_confirmed_during_the_reform_is_the_successors(
    reform, cast, sent, is_reform_first
):
    nordvik, successor_organisation = cast.nordvik, organisation()
    plan = reform.approved("new_number", [nordvik.organisation], [successor_organisation])
    acts = [
        lambda: actions.carry_out(plan, by=cast.kari, now=timezone.now()),
        lambda: confirm_order(
            sent, by=nordvik.orderer, reseller_reference="F-1", now=timezone.now()
        ),
    ]
    first, second = acts if is_reform_first else acts[::-1]
    assert meanwhile(first, second) is None
    assert [
        position.quantity for position in positions(successor_organisation, timezone.localdate())
    ] == [5]
    assert positions(nordvik.organisation, timezone.localdate()) == []


TABLES = [
    Accession,
    LedgerEntry,
    Membership,
    ReformTransfer,
    Succession,
    VolumeLicenceAgreement,
]


class Killer:
    """Ends the connection from the outside when a table is written to, as a killed server would."""

    def __init__(self, table):
        self.table = table

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith(f'INSERT INTO "{self.table}"'):
            with suppress(OperationalError), connection.connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return execute(sql, params, many, context)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "table",
    ["agreements_accession", "agreements_reformtransfer", "municipalities_municipalitynumber"],
)
def test_a_reform_that_is_killed_half_way_leaves_nothing_and_completes_when_run_again(
    reform, member, cast, table
):
    goes, successor_organisation = member("Gamlevik", licences=10, number="9901"), organisation()
    successor = {
        "organisation_number": successor_organisation.organisation_number,
        "municipality_number": "9902",
    }
    plan = reform.approved("merger", [goes.organisation], [successor])
    before = [model.objects.count() for model in TABLES]
    with connection.execute_wrapper(Killer(table)), pytest.raises((DatabaseError, InterfaceError)):
        actions.carry_out(plan, by=cast.kari, now=timezone.now())
    connection.close()
    plan.refresh_from_db()
    goes.organisation.refresh_from_db()
    assert plan.state == "approved"
    assert goes.organisation.dissolved_on is None
    assert [model.objects.count() for model in TABLES] == before
    actions.carry_out(plan, by=cast.kari, now=timezone.now())
    assert [
        position.quantity for position in positions(successor_organisation, timezone.localdate())
    ] == [10]
