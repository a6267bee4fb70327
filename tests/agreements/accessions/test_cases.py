"""A case from invitation to end: what may follow what, and what each act leaves behind."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.accessions import actions, case_actions
from agreements.accessions.next_steps import CORRECTION_PERIOD, is_late, next_step
from agreements.accessions.queries import (
    UNANSWERED_AFTER,
    earlier_answers,
    next_case,
    waiting_for_ks,
)
from agreements.accessions.states import (
    ALLOWED_FROM,
    STORED,
    WAITING_FOR_KS,
    WAITING_FOR_ORGANISATION,
    AccessionState,
    accession_state,
)
from agreements.models import Accession, AccessionAct
from tests import agreement_factories as make

pytestmark = pytest.mark.django_db

WAYS = {
    "invited": [],
    "started": ["start"],
    "submitted": ["sign"],
    "returned": ["sign", "return"],
    "approved": ["sign", "approve"],
    "countersigned": ["sign", "approve", "countersign"],
    "terminated": ["sign", "approve", "countersign", "terminate"],
    "transferred": ["sign", "approve", "countersign", "transfer"],
    "declined": ["decline"],
    "rejected": ["sign", "reject"],
}


def now():
    return timezone.now()


@pytest.fixture
def invited(cast, framework):
    """Nordvik's case, begun by KS' invitation."""
    return make.invitation(cast.nordvik.organisation, framework, by=cast.kari)


@pytest.fixture
def act(cast, framework):
    """Do one thing in Nordvik's case, as the person who may."""
    nordvik = cast.nordvik

    def do(accession, verb):
        reason = {"reason": "Grunn"}
        {
            "start": lambda: actions.start_accession(
                nordvik.organisation, framework, by=nordvik.orderer, now=now()
            ),
            "sign": lambda: make.signed_accession(
                nordvik.organisation, framework, by=nordvik.signatory
            ),
            "approve": lambda: actions.approve_accession(accession, by=cast.kari, now=now()),
            "countersign": lambda: actions.countersign_accession(
                accession, by=cast.kari, proof=make.proof(cast.kari), now=now()
            ),
            "return": lambda: actions.return_accession(
                accession, by=cast.kari, now=now(), **reason
            ),
            "reject": lambda: actions.reject_accession(
                accession, by=cast.kari, now=now(), joining_condition="authority", **reason
            ),
            "decline": lambda: actions.decline_accession(
                accession, by=nordvik.signatory, now=now(), **reason
            ),
            "terminate": lambda: actions.terminate_accession(
                accession, by=cast.kari, now=now(), **reason
            ),
            "transfer": lambda: actions.move_accession(
                accession, AccessionState.TRANSFERRED, by=cast.kari, now=now()
            ),
        }[verb]()
        accession.refresh_from_db()

    return do


@pytest.mark.parametrize("state", STORED)
def test_only_the_listed_transitions_are_possible(cast, invited, act, state):
    for verb in WAYS[state]:
        act(invited, verb)
    assert invited.state == state
    for target in (state for state in STORED if state != "invited"):
        code = refusal_of_move(cast, invited, target)
        assert code == (None if state in ALLOWED_FROM[target] else "already_decided"), target


def refusal_of_move(cast, accession, target):
    """The code with which the move is refused, or None; the case stays where it is."""
    acts, named = accession.acts.count(), what_the_state_names(cast, accession, target)
    joining_condition = "authority" if target == "rejected" else ""
    try:
        with transaction.atomic():
            actions.move_accession(
                accession,
                target,
                by=cast.kari,
                now=now(),
                note="Grunn",
                joining_condition=joining_condition,
                **named,
            )
            assert (accession.state, accession.acts.count()) == (target, acts + 1)
            transaction.set_rollback(True)
    except ValidationError as refusal:
        return refusal.code
    finally:
        accession.refresh_from_db()
    return None


def what_the_state_names(cast, accession, target):
    """The columns without which a case cannot be there."""
    if target == "countersigned":
        return {
            "countersigned_at": now(),
            "countersigned_by": cast.kari,
            "countersigned_name": cast.kari.name,
        }
    if target == "submitted" and accession.signed_at is None:
        return signature(cast, accession)
    return {}


def signature(cast, accession):
    nordvik = cast.nordvik
    return {
        "signed_at": now(),
        "signed_by": nordvik.signatory,
        "signed_name": nordvik.signatory.name,
        "terms_version": accession.framework.terms_versions.get(),
        "grounds": "statute",
        "budget_authority": "Ola Nordmann",
        "first_contact": nordvik.signatory,
        "second_contact": nordvik.orderer,
    }


def test_the_acts_tell_the_whole_story(cast, invited, act):
    for verb in ("start", "sign", "return", "sign", "approve", "countersign"):
        act(invited, verb)
    told = list(invited.acts.values_list("kind", "by__name", "note"))
    assert told == [
        ("invited", "Kari Saksbehandler", ""),
        ("started", "Berit Bestiller", ""),
        ("submitted", "Signe Signatur", ""),
        ("returned", "Kari Saksbehandler", "Grunn"),
        ("submitted", "Signe Signatur", ""),
        ("approved", "Kari Saksbehandler", ""),
        ("countersigned", "Kari Saksbehandler", ""),
    ]


@pytest.mark.parametrize("kind", ["returned", "declined", "rejected", "terminated", "noted"])
def test_an_act_that_needs_a_reason_has_one(cast, invited, kind):
    with pytest.raises(DatabaseError, match="accession_act_gives_its_reason"):
        AccessionAct.objects.create(
            accession=invited,
            kind=kind,
            at=now(),
            joining_condition="kind" if kind == "rejected" else "",
            conditions=[],
        )


def test_a_rejection_names_the_condition_that_fails(cast, invited):
    with pytest.raises(DatabaseError, match="accession_act_rejection_names_a_leg"):
        AccessionAct.objects.create(
            accession=invited, kind="rejected", at=now(), note="Nei", conditions=[]
        )


def test_acts_are_append_only(invited):
    for change in (lambda rows: rows.update(note="Annet"), lambda rows: rows._raw_delete(rows.db)):
        with (
            pytest.raises(DatabaseError, match="accession_act_is_append_only"),
            transaction.atomic(),
        ):
            change(AccessionAct.objects.all())


def test_no_is_less_work_than_yes(cast, invited):
    actions.decline_accession(
        invited, by=cast.nordvik.administrator, reason="Vi har egen avtale", now=now()
    )
    assert (invited.state, invited.signed_at) == ("declined", None)


def test_whoever_declined_may_change_their_mind(cast, framework, invited, act):
    act(invited, "decline")
    made = make.signed_accession(cast.nordvik.organisation, framework, by=cast.nordvik.signatory)
    assert (made.state, Accession.objects.count()) == ("submitted", 2)


@pytest.mark.parametrize("verb", ["approve", "countersign"])
def test_nobody_decides_about_their_own_signature(cast, framework, verb):
    kari = cast.kari
    made = make.signed_accession(cast.nordvik.organisation, framework, by=kari)
    if verb == "countersign":
        actions.approve_accession(made, by=cast.knut, now=now())
    proof = {"proof": make.proof(kari)} if verb == "countersign" else {}
    with pytest.raises(ValidationError) as refused:
        getattr(actions, f"{verb}_accession")(made, by=kari, now=now(), **proof)
    assert refused.value.code == "own_signature"


def test_both_signatures_are_in_force_while_the_framework_is(accession, framework):
    days = {
        framework.starts_on - timedelta(days=1): AccessionState.COUNTERSIGNED,
        framework.starts_on: AccessionState.IN_FORCE,
        framework.ends_on: AccessionState.IN_FORCE,
        framework.ends_on + timedelta(days=1): AccessionState.EXPIRED,
    }
    assert {day: accession_state(accession, day) for day in days} == days


def test_silence_is_declared_at_every_open_step(cast, invited, act):
    told = {}
    for verb in (None, "start", "sign", "return", "sign", "approve", "countersign"):
        if verb:
            act(invited, verb)
        step = next_step(invited)
        told[invited.state] = step and (step.by is not None, bool(step.who and step.otherwise))
    open_states = ["invited", "started", "submitted", "returned", "approved"]
    assert told == dict.fromkeys(open_states, (True, True)) | {"countersigned": None}


@pytest.mark.parametrize(
    "verbs", [[], ["start"], ["sign"], ["sign", "return"], ["sign", "approve"], ["decline"]]
)
def test_the_list_of_the_late_agrees_with_the_next_step(invited, act, verbs):
    for verb in verbs:
        act(invited, verb)
    step = next_step(invited)
    last_day = step.by if step else timezone.localdate()
    for day in (last_day, last_day + timedelta(days=1)):
        listed = Accession.objects.filter(is_late(day)).exists()
        assert listed == (step is not None and step.is_late(day))


def test_the_silent_are_reminded_once_a_day(cast, framework, invited, run_tasks):
    run_tasks()
    mail.outbox.clear()
    counts = [
        case_actions.remind_unanswered_cases(framework, by=cast.kari, now=now()) for _ in range(2)
    ]
    run_tasks()
    assert counts == [1, 0]
    assert sorted(message.to[0] for message in mail.outbox) == sorted(
        [cast.nordvik.signatory.email, cast.nordvik.administrator.email]
    )


@pytest.mark.parametrize(("days_left", "reminded"), [(8, 0), (7, 1), (1, 1), (0, 1), (-1, 0)])
def test_the_portal_reminds_the_silent_in_the_last_week(invited, days_left, reminded):
    Accession.objects.filter(pk=invited.pk).update(
        answer_by=timezone.localdate() + timedelta(days=days_left)
    )
    assert case_actions.remind_before_deadlines(now()) == reminded
    assert case_actions.remind_before_deadlines(now()) == 0
    by_itself = AccessionAct.objects.filter(kind="reminded", by=None)
    assert by_itself.count() == reminded


def test_who_was_reminded_by_ks_is_left_alone_for_a_week(cast, framework, invited):
    Accession.objects.filter(pk=invited.pk).update(answer_by=timezone.localdate())
    case_actions.remind_unanswered_cases(framework, by=cast.kari, now=now())
    assert case_actions.remind_before_deadlines(now()) == 0


def test_who_has_answered_is_not_reminded(cast, framework, invited, act):
    act(invited, "sign")
    assert case_actions.remind_unanswered_cases(framework, by=cast.kari, now=now()) == 0


def test_many_are_invited_at_once_and_those_who_may_not_join_left_out(cast, framework):
    framework.basis.covered_kinds = []
    framework.basis.save()
    framework.basis.covered_organisations.set([cast.sorvag.organisation])
    invited, left_out = case_actions.invite_organisations(
        framework,
        [cast.sorvag.organisation, cast.nordvik.organisation],
        answer_by=timezone.localdate() + timedelta(days=14),
        by=cast.kari,
        now=now(),
    )
    assert [case.organisation for case in invited] == [cast.sorvag.organisation]
    assert left_out == [cast.nordvik.organisation]


@pytest.mark.parametrize("days", [0, -1, 10_000])
def test_an_invitation_can_be_answered_in_time(cast, framework, days):
    with pytest.raises(ValidationError):
        case_actions.invite_organisations(
            framework,
            [cast.nordvik.organisation],
            answer_by=timezone.localdate() + timedelta(days=days),
            by=cast.kari,
            now=now(),
        )
    assert not Accession.objects.exists()


def test_answers_are_used_again_for_the_next_agreement(cast, accession):
    answers = earlier_answers(cast.nordvik.organisation)
    assert answers == {
        "grounds": "delegation",
        "grounds_reference": "Sak 26/123",
        "budget_authority": "Ola Nordmann, kommunedirektør",
        "first_contact": accession.first_contact,
        "second_contact": accession.second_contact,
    }
    assert earlier_answers(cast.sorvag.organisation) == {}


@pytest.mark.parametrize("second", ["signatory", None])
def test_two_different_people_of_the_organisation_are_contacts(cast, framework, second):
    stranger = cast.sorvag.reader
    submission = make.accession_submission(
        cast.nordvik.organisation, framework, by=cast.nordvik.signatory
    ) | {"second_contact": getattr(cast.nordvik, second) if second else stranger}
    with pytest.raises(ValidationError):
        actions.sign_accession(
            cast.nordvik.organisation,
            framework,
            by=cast.nordvik.signatory,
            submission=submission,
            proof=make.proof(cast.nordvik.signatory),
            now=now(),
        )
    assert not Accession.objects.exists()


def test_the_next_case_is_the_oldest_that_waits(cast, framework):
    first = make.signed_accession(cast.nordvik.organisation, framework, by=cast.nordvik.signatory)
    second = make.signed_accession(cast.sorvag.organisation, framework, by=cast.sorvag.signatory)
    assert list(waiting_for_ks()) == [first, second]
    assert (next_case(second), next_case(first)) == (first, second)


def test_a_case_is_taken_and_noted_without_moving(cast, invited):
    case_actions.assign_case(invited, to=cast.knut, by=cast.kari, now=now())
    case_actions.note_in_case(invited, note="Ringte dem", by=cast.knut, now=now())
    invited.refresh_from_db()
    assert (invited.assigned_to, invited.state) == (cast.knut, "invited")
    assert list(invited.acts.values_list("kind", "note")) == [
        ("invited", ""),
        ("assigned", "Knut Saksbehandler"),
        ("noted", "Ringte dem"),
    ]


def test_a_case_sent_back_has_a_month_and_then_stands_on_the_work_list(cast, invited, act, client):
    act(invited, "sign")
    act(invited, "return")
    last_day = timezone.localdate() + CORRECTION_PERIOD
    assert next_step(invited).by == last_day
    client.force_login(cast.kari)
    assert list(client.get(reverse("work_list")).context["page_obj"]) == []
    Accession.objects.update(answer_by=timezone.localdate() - timedelta(days=1))
    assert list(client.get(reverse("work_list")).context["page_obj"]) == [invited]


def test_who_decides_in_a_case_that_is_nobodys_has_it(cast, invited, act):
    act(invited, "sign")
    act(invited, "approve")
    assert invited.assigned_to == cast.kari


def test_who_decides_in_a_colleagues_case_does_not_take_it(cast, invited, act):
    act(invited, "sign")
    case_actions.assign_case(invited, to=cast.knut, by=cast.knut, now=now())
    invited.refresh_from_db()
    act(invited, "approve")
    assert invited.assigned_to == cast.knut


@pytest.mark.parametrize("state", WAYS)
def test_a_case_that_is_over_is_not_there_to_be_taken(cast, invited, act, client, state):
    for verb in WAYS[state]:
        act(invited, verb)
    Accession.objects.update(assigned_to=None)
    client.force_login(cast.kari)
    page = client.get(reverse("ks_accession", args=[invited.pk])).text
    is_open = state in WAITING_FOR_KS + WAITING_FOR_ORGANISATION
    assert (reverse("ks_accession_take", args=[invited.pk]) in page) == is_open


@pytest.mark.parametrize(("verbs", "is_silent"), [([], True), (["start"], True), (["sign"], False)])
def test_who_has_never_answered_is_counted_and_listed(cast, invited, act, client, verbs, is_silent):
    for verb in verbs:
        act(invited, verb)
    client.force_login(cast.kari)
    address = reverse("work_list") + "?state=unanswered"
    assert list(client.get(address).context["page_obj"]) == []
    Accession.objects.update(begun_at=now() - UNANSWERED_AFTER - timedelta(minutes=1))
    page = client.get(address)
    assert list(page.context["page_obj"]) == [invited] * is_silent
    assert page.context["counts"]["unanswered_cases"] == is_silent


def test_nobody_takes_a_case_that_is_decided(cast, framework):
    home = cast.nordvik
    decided = make.accession(home.organisation, framework, by=home.signatory, officer=cast.kari)
    with pytest.raises(ValidationError) as refused:
        case_actions.assign_case(decided, to=cast.knut, by=cast.kari, now=now())
    assert refused.value.code == "case_decided"
    assert not decided.acts.filter(kind="assigned").exists()
