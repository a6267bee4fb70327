"""What a case officer saw when deciding is kept with the act, and never judged again."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.accessions import actions
from agreements.accessions.shown_conditions import sha256_of
from agreements.models import AccessionAct, ConditionOverride, EligibilityBasis, FrameworkAgreement
from municipalities.confirmation import SEEN
from tests import agreement_factories as make
from tests import pdf
from tests.cast import PASSWORD
from tests.confirming import seen_in

pytestmark = pytest.mark.django_db


def signing_as(name, *, prefix):
    """What the built-in signer asks for."""
    return {f"{prefix}-typed_name": name, f"{prefix}-password": PASSWORD}


@pytest.fixture
def signed(cast, framework):
    """Nordvik's accession that waits for KS."""
    return make.signed_accession(cast.nordvik.organisation, framework, by=cast.nordvik.signatory)


def conditions_of(kind):
    """What is kept with the act, by condition."""
    return {
        each["joining_condition"]: each for each in AccessionAct.objects.get(kind=kind).conditions
    }


def page(client, accession):
    return client.get(reverse("ks_accession", args=[accession.pk])).text


def suspend(signed, cast):
    make.suspension(signed.framework, by=cast.kari)


def approve(accession, cast):
    actions.approve_accession(accession, by=cast.kari, now=timezone.now())


def countersign(accession, cast):
    actions.countersign_accession(
        accession, by=cast.kari, proof=make.proof(cast.kari), now=timezone.now()
    )


def send_back(accession, cast):
    actions.return_accession(accession, by=cast.kari, reason="Vedtaket mangler", now=timezone.now())


def reject(accession, cast):
    actions.reject_accession(
        accession, by=cast.kari, joining_condition="framework", reason="Stanset", now=timezone.now()
    )


def terminate(accession, cast):
    actions.terminate_accession(accession, by=cast.kari, reason="Sagt opp", now=timezone.now())


@pytest.mark.parametrize(
    ("before", "act", "kind"),
    [
        ([], approve, "approved"),
        ([approve], countersign, "countersigned"),
        ([], send_back, "returned"),
        ([], reject, "rejected"),
        ([approve, countersign], terminate, "terminated"),
    ],
)
def test_each_decision_keeps_every_condition_with_its_facts(cast, signed, before, act, kind):
    for step in [*before, act]:
        step(signed, cast)
    kept = conditions_of(kind)
    assert list(kept) == ["exists", "named", "kind", "window", "framework", "authority"]
    assert {each["outcome"] for each in kept.values()} == {"holds"}
    assert kept["named"]["facts"]["notice"] == "2025-107311"
    assert kept["framework"]["facts"]["ends_on"] == "2028-12-31"
    assert kept["authority"]["facts"]["grounds_reference"] == "Sak 26/123"


DECISIONS_ON_A_PAGE = {
    "ks_accession_approve": {},
    "ks_accession_return": {"return-reason": "Vedtaket mangler"},
    "ks_accession_reject": {"reject-joining_condition": "framework", "reject-reason": "Stanset"},
    "ks_accession_countersign": signing_as("Kari Saksbehandler", prefix="countersign"),
}


def a_registry_run(case, cast):
    """What happens behind the officer's back: nothing that stops the case, but another fact."""
    EligibilityBasis.objects.update(notice_reference="2026-000001")


@pytest.mark.parametrize("name", DECISIONS_ON_A_PAGE)
def test_nothing_is_decided_on_what_the_page_has_not_shown(cast, framework, signed_in, name):
    countersigns = name == "ks_accession_countersign"
    make_case = make.approved_accession if countersigns else make.signed_accession
    officer = {"officer": cast.knut} if countersigns else {}
    case = make_case(cast.nordvik.organisation, framework, by=cast.nordvik.signatory, **officer)
    client, address = signed_in(cast.kari), reverse(name, args=[case.pk])
    seen = {SEEN: seen_in(client.get(reverse("ks_accession", args=[case.pk])))}
    acts = AccessionAct.objects.count()
    a_registry_run(case, cast)
    anew = client.post(address, DECISIONS_ON_A_PAGE[name] | seen)
    assert (anew.status_code, AccessionAct.objects.count()) == (409, acts)
    assert pdf.said(
        "This has changed since you opened the page. Look through it again."
    ) in pdf.plain(anew.text)
    assert "2026-000001" in anew.text
    written = [value for key, value in DECISIONS_ON_A_PAGE[name].items() if "reason" in key]
    assert all(value in anew.text for value in written)
    done = client.post(address, DECISIONS_ON_A_PAGE[name] | {SEEN: seen_in(anew)})
    assert (done.status_code, AccessionAct.objects.count()) == (302, acts + 1)
    kept = AccessionAct.objects.order_by("pk").last().conditions
    assert seen_in(anew) == sha256_of(kept)
    assert "2026-000001" in str(kept)


def test_no_exception_is_made_on_what_the_page_has_not_shown(cast, framework, signed_in):
    EligibilityBasis.objects.update(covered_kinds=["county_municipality"])
    number = cast.nordvik.organisation.organisation_number
    client = signed_in(cast.kari)
    address = reverse("ks_override", args=[framework.reference, number])
    shown, exception = client.get(address), {"joining_condition": "named", "reason": "Avklart"}
    assert "2025-107311" in shown.text
    a_registry_run(None, cast)
    anew = client.post(address, exception | {SEEN: seen_in(shown)})
    assert (anew.status_code, ConditionOverride.objects.count()) == (422, 0)
    client.post(address, exception | {SEEN: seen_in(anew)})
    assert seen_in(anew) == sha256_of(ConditionOverride.objects.get().conditions)


def test_what_a_termination_keeps_is_shown_before_it(cast, framework, accession, signed_in):
    client, reason = signed_in(cast.kari), {"reason": "Sagt opp"}
    address = reverse("ks_accession_terminate", args=[accession.pk])
    seen = seen_in(client.get(address))
    a_registry_run(accession, cast)
    anew = client.post(address, reason | {SEEN: seen})
    assert (anew.status_code, "2026-000001" in anew.text) == (409, True)
    client.post(address, reason | {SEEN: seen_in(anew)})
    accession.refresh_from_db()
    assert accession.state == "terminated"


def test_what_fails_is_kept_with_its_sentence(cast, signed):
    suspend(signed, cast)
    reject(signed, cast)
    framework = conditions_of("rejected")["framework"]
    assert (framework["outcome"], framework["code"]) == ("fails", "framework_suspended")
    assert "Klage til KOFA" in framework["sentence"]
    assert framework["facts"]["suspension_reason"] == "Klage til KOFA"


def test_an_exception_is_kept_with_what_was_seen(cast, framework):
    EligibilityBasis.objects.update(covered_kinds=["county_municipality"])
    make.override(cast.nordvik.organisation, framework, by=cast.kari)
    [named] = [
        c for c in ConditionOverride.objects.get().conditions if c["joining_condition"] == "named"
    ]
    assert named["outcome"] == "fails"
    signed = make.signed_accession(cast.nordvik.organisation, framework, by=cast.nordvik.signatory)
    actions.approve_accession(signed, by=cast.knut, now=timezone.now())
    named = conditions_of("approved")["named"]
    assert (named["outcome"], named["facts"]["exception_reason"]) == ("overridden", "Avklart")


@pytest.mark.parametrize("act", [approve, countersign])
def test_the_gate_is_asked_again_when_ks_decides(cast, framework, act):
    make_case = make.signed_accession if act is approve else make.approved_accession
    officer = {} if act is approve else {"officer": cast.kari}
    case = make_case(cast.nordvik.organisation, framework, by=cast.nordvik.signatory, **officer)
    suspend(case, cast)
    state = case.state
    with pytest.raises(ValidationError) as refusal:
        act(case, cast)
    assert [error.code for error in refusal.value.error_list] == ["framework_suspended"]
    case.refresh_from_db()
    assert case.state == state


def test_the_time_to_join_is_judged_by_the_day_of_the_signature(cast, signed):
    """KS may be slow: who signed in time has joined in time."""
    yesterday = timezone.localdate() - timedelta(days=1)
    now = timezone.now()
    type(signed).objects.filter(pk=signed.pk).update(signed_at=now - timedelta(days=2))
    FrameworkAgreement.objects.update(accession_closes_on=yesterday)
    signed = type(signed).objects.get(pk=signed.pk)
    approve(signed, cast)
    assert signed.state == "approved"


def test_a_decided_case_shows_what_was_seen_and_not_todays_facts(cast, signed, signed_in):
    client = signed_in(cast.kari)
    assert "Kan virksomheten tiltre?" in page(client, signed)
    approve(signed, cast)
    countersign(signed, cast)
    suspend(signed, cast)
    FrameworkAgreement.objects.update(accession_closes_on=timezone.localdate() - timedelta(days=1))
    shown = page(client, signed)
    assert "Det KS så da saken ble avgjort" in shown
    assert "31.12.2028" in shown
    assert "Klage til KOFA" not in shown
    assert "Kan virksomheten tiltre?" not in shown


def test_an_open_case_is_judged_as_of_today(cast, signed, signed_in):
    suspend(signed, cast)
    assert "Klage til KOFA" in page(signed_in(cast.kari), signed)


def test_a_case_from_before_says_that_nothing_is_kept(cast, framework, signed_in):
    invited = make.invitation(cast.nordvik.organisation, framework, by=cast.kari)
    actions.decline_accession(
        invited, by=cast.nordvik.signatory, reason="Egen avtale", now=timezone.now()
    )
    assert "ikke lagret" in page(signed_in(cast.kari), invited)


@pytest.mark.parametrize("kind", ["approved", "countersigned", "returned", "terminated"])
def test_the_database_wants_what_was_seen(signed, kind):
    kept = pytest.raises(DatabaseError, match="accession_act_keeps_its_results")
    with kept, transaction.atomic():
        AccessionAct.objects.create(
            accession=signed, kind=kind, at=timezone.now(), note="Uten grunnlag"
        )


def test_the_database_wants_it_of_an_exception_too(cast, framework):
    with pytest.raises(DatabaseError, match="condition_override_keeps_its_results"):
        ConditionOverride.objects.create(
            organisation=cast.nordvik.organisation,
            framework=framework,
            joining_condition="named",
            reason="Avklart",
            made_at=timezone.now(),
            made_by=cast.kari,
        )
