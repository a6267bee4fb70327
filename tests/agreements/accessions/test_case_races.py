"""Two at the same moment, from really parallel connections: one act."""

import pytest
from django.utils import timezone

from agreements.accessions import actions, case_actions
from agreements.models import Accession, AccessionAct, ConditionOverride
from tests import agreement_factories as make
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def acts(kind):
    return AccessionAct.objects.filter(kind=kind).count()


def test_two_officers_approve_the_same_case_at_once(cast, framework):
    made = make.signed_accession(cast.nordvik.organisation, framework, by=cast.nordvik.signatory)

    def approve(officer):
        actions.approve_accession(Accession.objects.get(pk=made.pk), by=officer, now=timezone.now())
        return "approved"

    outcomes = at_once(*[lambda by=by: approve(by) for by in [cast.kari, cast.knut] * 2])
    assert sorted(outcomes) == ["already_decided"] * 3 + ["approved"]
    assert acts("approved") == 1


def test_one_approves_while_another_rejects(cast, framework):
    made = make.signed_accession(cast.nordvik.organisation, framework, by=cast.nordvik.signatory)

    def approve():
        case = Accession.objects.get(pk=made.pk)
        actions.approve_accession(case, by=cast.kari, now=timezone.now())

    def reject():
        case = Accession.objects.get(pk=made.pk)
        actions.reject_accession(
            case,
            by=cast.knut,
            joining_condition="authority",
            reason="Mangler vedtak",
            now=timezone.now(),
        )

    at_once(approve, reject)
    made.refresh_from_db()
    # An approved case may be rejected afterwards; a rejected one is never approved.
    last_act = made.acts.order_by("-pk").first()
    assert (made.state, acts("rejected"), last_act.kind) == ("rejected", 1, "rejected")


def test_a_signatory_signs_twice_at_once(cast, framework):
    organisation, signatory = cast.nordvik.organisation, cast.nordvik.signatory
    submission = make.accession_submission(organisation, framework, by=signatory)

    def sign():
        actions.sign_accession(
            organisation,
            framework,
            by=signatory,
            submission=submission,
            proof=make.proof(signatory),
            now=timezone.now(),
        )
        return "signed"

    outcomes = at_once(*[sign] * 4)
    assert sorted(outcomes) == ["already_joined"] * 3 + ["signed"]
    assert (Accession.objects.count(), acts("submitted"), acts("started")) == (1, 1, 1)


def test_two_officers_remind_at_once(cast, framework):
    make.invitation(cast.nordvik.organisation, framework, by=cast.kari)

    def remind(officer):
        return case_actions.remind_unanswered_cases(framework, by=officer, now=timezone.now())

    counts = at_once(lambda: remind(cast.kari), lambda: remind(cast.knut))
    assert (sorted(counts), acts("reminded")) == ([0, 1], 1)


def test_two_officers_let_a_condition_go_at_once(cast, framework):
    def let_go(officer):
        make.override(cast.nordvik.organisation, framework, by=officer)
        return "let go"

    outcomes = at_once(lambda: let_go(cast.kari), lambda: let_go(cast.knut))
    assert sorted(outcomes) == ["already_overridden", "let go"]
    assert ConditionOverride.objects.count() == 1
