"""Taking a reform back, until something new builds on it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements.accessions.models import AccessionSuccession
from agreements.holdings.queries import positions
from agreements.reforms import actions
from municipalities.models import MunicipalityNumber, Succession
from tests import agreement_factories as make
from tests.factories import organisation

pytestmark = pytest.mark.django_db


def owned(organisation):
    return [position.quantity for position in positions(organisation, timezone.localdate())]


@pytest.fixture
def merged(member, reform):
    """A municipality that is now part of a new one: plan, member and heir."""
    goes, successor_organisation = (
        member("Gamlevik", licences=10, number="9901"),
        organisation(name="Ny kommune"),
    )
    successor = {
        "organisation_number": successor_organisation.organisation_number,
        "municipality_number": "9902",
    }
    return (
        reform.carried_out("merger", [goes.organisation], [successor]),
        goes,
        successor_organisation,
    )


def refusal_of(act):
    with pytest.raises(ValidationError) as refused:
        act()
    return refused.value.error_list[0].code


def test_everything_that_passed_on_comes_back(merged, reform):
    plan, goes, successor_organisation = merged
    reform.reverse(plan)
    goes.organisation.refresh_from_db()
    goes.accession.refresh_from_db()
    assert goes.organisation.dissolved_on is None
    assert goes.accession.state == "countersigned"
    assert goes.accession.acts.last().kind == "reversed"
    assert [owned(goes.organisation), owned(successor_organisation)] == [[10], []]
    assert [accession.state for accession in successor_organisation.accessions.all()] == [
        "terminated"
    ]
    assert not Succession.objects.exists()
    assert not AccessionSuccession.objects.exists()
    assert list(MunicipalityNumber.objects.values_list("number", "valid_to")) == [("9901", None)]


def test_the_organisation_orders_again_and_the_successor_does_not(merged, reform, cast, office):
    plan, goes, successor_organisation = merged
    taken_over = plan.created_agreements.get()
    reform.reverse(plan)
    goes.agreement.refresh_from_db()
    assert goes.agreement.successor_agreement == goes.agreement
    restored = type(goes.agreement).objects.get(pk=goes.agreement.pk)
    make.order(restored, by=cast.kari, lines={office: 1})
    taken_over.refresh_from_db()
    assert (
        refusal_of(lambda: make.order(taken_over, by=cast.kari, lines={office: 1}))
        == "accession_over"
    )


def test_an_agreement_under_the_successors_own_accession_is_taken_back(
    member, reform, cast, office
):
    goes, stays = member("Lillevik", licences=5), member("Storvik", licences=1)
    plan = reform.carried_out("merger", [goes.organisation], [stays.organisation])
    taken_over = plan.created_agreements.get()
    reform.reverse(plan)
    taken_over.refresh_from_db()
    stays.accession.refresh_from_db()
    assert stays.accession.state == "countersigned"
    assert (
        refusal_of(lambda: make.order(taken_over, by=cast.kari, lines={office: 1}))
        == "agreement_withdrawn"
    )
    assert [owned(goes.organisation), owned(stays.organisation)] == [[5], [1]]


def test_roles_that_nobody_has_confirmed_are_no_longer_asked_for(cast, reform):
    successor_organisation = organisation()
    plan = reform.carried_out("merger", [cast.nordvik.organisation], [successor_organisation])
    administrator = successor_organisation.memberships.get(role="administrator")
    type(administrator).objects.filter(pk=administrator.pk).update(
        confirmed_at=timezone.now(), confirmed_by=cast.kari
    )
    reform.reverse(plan)
    standing = successor_organisation.memberships.filter(declined_at=None)
    assert list(standing) == [administrator]


def test_it_can_be_done_again_after_it_was_reversed(merged, reform):
    plan, goes, successor_organisation = merged
    reform.reverse(plan)
    goes.organisation.refresh_from_db()
    successor = {
        "organisation_number": successor_organisation.organisation_number,
        "municipality_number": "9902",
    }
    reform.carried_out("merger", [goes.organisation], [successor])
    assert owned(successor_organisation) == [10]


def test_what_an_earlier_reform_made_between_the_same_two_stays(member, reform, cast, office):
    gives, takes = member("Østvik", licences=10), member("Vestvik")
    key = {
        gives.organisation.organisation_number: 4,
        takes.organisation.organisation_number: 1,
    }
    parties = ("boundary", [gives.organisation], [takes.organisation])
    first, later = reform.carried_out(*parties, key=key), timezone.localtime() + timedelta(days=1)
    day = timezone.localdate(later).isoformat()
    second = reform.approved(*parties, key=key, takes_effect_on=day)
    actions.carry_out(second, by=cast.kari, now=later)
    actions.reverse_plan(second, by=cast.kari, reason="Feil", now=later)
    assert AccessionSuccession.objects.get().successor == takes.accession
    actions.reverse_plan(first, by=cast.kari, reason="Feil", now=later)
    assert not AccessionSuccession.objects.exists()


def ordered(merged, cast, office, reform):
    make.order(merged[0].created_agreements.get(), by=cast.kari, lines={office: 1})


def posted(merged, cast, office, reform):
    make.ledger_entry(merged[0].created_agreements.get(), office, by=cast.kari)


def drawn_up(merged, cast, office, reform):
    make.volume_licence_agreement(merged[2].accessions.get(), by=cast.kari)


def terminated(merged, cast, office, reform):
    make.accessions.terminate_accession(
        merged[2].accessions.get(), by=cast.kari, reason="Etter ønske", now=timezone.now()
    )


def reformed(merged, cast, office, reform):
    predecessor = {"organisation_number": merged[2].organisation_number, "dissolved": False}
    successor = organisation()
    reform.carried_out(
        "boundary", [predecessor], [successor], key={successor.organisation_number: 1}
    )


@pytest.mark.parametrize(
    ("build", "code"),
    [
        (ordered, "ordered_since"),
        (posted, "posted_since"),
        (drawn_up, "drawn_up_since"),
        (terminated, "accession_moved_since"),
        (reformed, "posted_since"),
    ],
)
def test_what_something_new_builds_on_is_not_taken_back(merged, cast, office, reform, build, code):
    build(merged, cast, office, reform)
    assert refusal_of(lambda: reform.reverse(merged[0])) == code


def test_a_later_renumbering_builds_on_a_merger(merged, reform):
    plan, _goes, successor_organisation = merged
    row = {
        "organisation_number": successor_organisation.organisation_number,
        "municipality_number": "9905",
    }
    tomorrow = timezone.localtime() + timedelta(days=1)
    day = timezone.localdate(tomorrow).isoformat()
    later = reform.approved("renumbering", renumbered=[row], takes_effect_on=day)
    actions.carry_out(later, by=None, now=tomorrow)
    assert refusal_of(lambda: reform.reverse(plan)) == "reformed_since"


def test_only_what_is_carried_out_is_reversed_and_only_once(merged, reform, member):
    reform.reverse(merged[0])
    assert refusal_of(lambda: reform.reverse(merged[0])) == "reform_has_changed"
    drafted = reform.approved("new_number", [member("X").organisation], [organisation()])
    assert refusal_of(lambda: reform.reverse(drafted)) == "reform_has_changed"
