"""The gate as a table: every condition fails alone, with its own reason."""

from datetime import date, timedelta

import pgtrigger
import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from agreements.accessions import actions
from agreements.accessions.joining_conditions import check_authority, refusals_to_join
from agreements.accessions.states import JoiningCondition
from agreements.models import Accession, AccessionAct, ConditionOverride
from municipalities.models import Organisation
from municipalities.register.loading import load_register
from tests import agreement_factories as make

pytestmark = pytest.mark.django_db

OTHERS = [Organisation.Kind.COUNTY_MUNICIPALITY]
YESTERDAY, TOMORROW = (timezone.localdate() + timedelta(days=days) for days in (-1, 1))


def nothing(framework, cast):
    """The agreement as it is."""


def covers_others(framework, cast):
    framework.basis.covered_kinds = OTHERS
    framework.basis.save()


def names_another(framework, cast):
    covers_others(framework, cast)
    framework.basis.covered_organisations.set([cast.sorvag.organisation])


def has_no_basis(framework, cast):
    framework.basis.delete()


def change(**fields):
    def apply(framework, cast):
        type(framework).objects.filter(pk=framework.pk).update(**fields)
        framework.refresh_from_db()

    return apply


def is_a_draft(framework, cast):
    with pgtrigger.ignore("agreements.FrameworkAgreement:framework_is_announced_by_act"):
        change(announced_on=None)(framework, cast)


def is_suspended(framework, cast):
    make.suspension(framework, by=cast.kari)


def has_ended(framework, cast):
    framework.ends_on = YESTERDAY
    framework.accession_closes_on = YESTERDAY
    framework.save()
    actions.override_condition(
        cast.nordvik.organisation,
        framework,
        joining_condition=JoiningCondition.WINDOW,
        reason="Avtalt",
        by=cast.kari,
        now=timezone.now(),
    )


def joined_before(framework, cast):
    make.signed_accession(cast.nordvik.organisation, framework, by=cast.nordvik.signatory)


def became(**fields):
    """What a case officer has accepted from Enhetsregisteret."""

    def apply(framework, cast):
        Organisation.objects.filter(pk=cast.nordvik.organisation.pk).update(**fields)
        cast.nordvik.organisation.refresh_from_db()

    return apply


TABLE = [
    (nothing, None, None),
    (became(dissolved_on=YESTERDAY), JoiningCondition.EXISTS, "organisation_dissolved"),
    (
        became(registry_status="deleted", deregistered_on=YESTERDAY),
        JoiningCondition.EXISTS,
        "organisation_deregistered",
    ),
    (became(organisation_form="KIRK"), JoiningCondition.KIND, "form_not_eligible"),
    (covers_others, JoiningCondition.NAMED, "not_in_notice"),
    (names_another, JoiningCondition.NAMED, "not_in_notice"),
    (has_no_basis, JoiningCondition.NAMED, "no_basis"),
    (change(eligible_kinds=OTHERS), JoiningCondition.KIND, "kind_not_eligible"),
    (change(accession_opens_on=TOMORROW), JoiningCondition.WINDOW, "accession_not_open_yet"),
    (change(accession_closes_on=YESTERDAY), JoiningCondition.WINDOW, "accession_closed"),
    (is_a_draft, JoiningCondition.FRAMEWORK, "not_announced"),
    (is_suspended, JoiningCondition.FRAMEWORK, "framework_suspended"),
    (has_ended, JoiningCondition.FRAMEWORK, "framework_ended"),
    (joined_before, JoiningCondition.ONCE, "already_joined"),
]


@pytest.mark.parametrize(("make_it_fail", "joining_condition", "code"), TABLE)
def test_each_condition_fails_alone_with_its_own_reason(
    cast, framework, make_it_fail, joining_condition, code
):
    organisation = cast.nordvik.organisation
    make_it_fail(framework, cast)
    refusals = refusals_to_join(organisation, framework, on=timezone.localdate())
    assert {joining_condition: refusal.code for joining_condition, refusal in refusals.items()} == (
        {joining_condition: code} if joining_condition else {}
    )
    before = Accession.objects.count()
    if joining_condition:
        with pytest.raises(ValidationError) as refused:
            make.signed_accession(organisation, framework, by=cast.nordvik.signatory)
        assert [error.code for error in refused.value.error_list] == [code]
        assert Accession.objects.count() == before


def test_the_sentences_are_all_different(cast):
    sentences = []
    organisation = cast.nordvik.organisation
    for make_it_fail, joining_condition, _code in TABLE:
        framework = make.framework()
        became(dissolved_on=None, registry_status="registered", deregistered_on=None)(
            framework, cast
        )
        became(organisation_form="KOMM")(framework, cast)
        make_it_fail(framework, cast)
        refusals = refusals_to_join(organisation, framework, on=timezone.localdate())
        sentences += [refusals[joining_condition].messages[0]] if joining_condition else []
    different = {sentence.split("2")[0] for sentence in sentences}
    assert len(different) == len(TABLE) - 2  # nothing fails, and two ways to stand outside a notice


@pytest.mark.parametrize(
    ("who", "submission", "code"),
    [
        ("orderer", {"grounds": "statute", "grounds_reference": ""}, "not_signatory"),
        (
            "signatory",
            {"grounds": "delegation", "grounds_reference": ""},
            "grounds_without_reference",
        ),
        (
            "signatory",
            {"grounds": "power_of_attorney", "grounds_reference": ""},
            "grounds_without_reference",
        ),
        ("signatory", {"grounds": "statute", "grounds_reference": ""}, None),
    ],
)
def test_authority_is_a_role_and_grounds(cast, who, submission, code):
    person = getattr(cast.nordvik, who)
    if code is None:
        return check_authority(cast.nordvik.organisation, by=person, submission=submission)
    with pytest.raises(ValidationError) as refused:
        check_authority(cast.nordvik.organisation, by=person, submission=submission)
    errors = getattr(refused.value, "error_dict", {"": [refused.value]})
    assert [error.code for (row,) in errors.values() for error in row.error_list] == [code]
    return None


def test_a_strangers_signatory_does_not_sign(cast, framework):
    submission = make.accession_submission(
        cast.nordvik.organisation, framework, by=cast.nordvik.signatory
    )
    with pytest.raises(ValidationError) as refused:
        actions.sign_accession(
            cast.nordvik.organisation,
            framework,
            by=cast.sorvag.signatory,
            submission=submission,
            proof=make.proof(cast.sorvag.signatory),
            now=timezone.now(),
        )
    assert refused.value.code == "not_signatory"


def override(
    cast,
    framework,
    joining_condition=JoiningCondition.NAMED,
    reason="Utelatt ved en feil, se Doffin",
):
    return actions.override_condition(
        cast.nordvik.organisation,
        framework,
        joining_condition=joining_condition,
        reason=reason,
        by=cast.kari,
        now=timezone.now(),
    )


def test_outside_the_notice_nobody_joins_without_a_logged_override(cast, framework):
    covers_others(framework, cast)
    organisation, signatory = cast.nordvik.organisation, cast.nordvik.signatory
    with pytest.raises(ValidationError):
        make.signed_accession(organisation, framework, by=signatory)
    override(cast, framework)
    accession = make.accession(organisation, framework, by=signatory, officer=cast.knut)
    logged = ConditionOverride.objects.get()
    assert (logged.joining_condition, logged.made_by, accession.state) == (
        "named",
        cast.kari,
        "countersigned",
    )


def test_an_officer_cannot_approve_what_has_fallen_out_of_the_notice(cast, framework):
    accession = make.signed_accession(
        cast.nordvik.organisation, framework, by=cast.nordvik.signatory
    )
    covers_others(framework, cast)
    with pytest.raises(ValidationError) as refused:
        actions.approve_accession(accession, by=cast.kari, now=timezone.now())
    assert [error.code for error in refused.value.error_list] == ["not_in_notice"]
    assert not AccessionAct.objects.filter(kind="approved").exists()


def test_an_override_lets_go_of_one_condition_only(cast, framework):
    covers_others(framework, cast)
    change(eligible_kinds=OTHERS)(framework, cast)
    override(cast, framework)
    refusals = refusals_to_join(cast.nordvik.organisation, framework, on=timezone.localdate())
    assert set(refusals) == {JoiningCondition.KIND}
    with pytest.raises(ValidationError):
        override(cast, framework, joining_condition=JoiningCondition.KIND)


def test_an_override_is_of_one_organisation_and_one_agreement(cast, framework):
    covers_others(framework, cast)
    override(cast, framework)
    refusals = refusals_to_join(cast.sorvag.organisation, framework, on=timezone.localdate())
    assert set(refusals) == {JoiningCondition.NAMED}


@pytest.mark.parametrize(
    "joining_condition",
    [JoiningCondition.FRAMEWORK, JoiningCondition.ONCE, JoiningCondition.AUTHORITY],
)
def test_some_conditions_are_never_waived(cast, framework, joining_condition):
    with pytest.raises(ValidationError):
        override(cast, framework, joining_condition=joining_condition)
    with pytest.raises(DatabaseError, match="condition_override_of_an_overridable_condition"):
        ConditionOverride.objects.create(
            organisation=cast.nordvik.organisation,
            framework=framework,
            joining_condition=joining_condition,
            reason="Likevel",
            conditions=[],
            made_at=timezone.now(),
            made_by=cast.kari,
        )


def test_an_override_needs_a_reason_and_stays(cast, framework):
    with pytest.raises(ValidationError):
        override(cast, framework, reason="")
    override(cast, framework)
    for act in (lambda rows: rows.update(reason="Annet"), lambda rows: rows.delete()):
        with (
            pytest.raises(DatabaseError, match="condition_override_is_append_only"),
            transaction.atomic(),
        ):
            act(ConditionOverride.objects.all())


def test_the_last_day_to_join_is_a_day_to_join(cast):
    framework = make.framework(accession_closes_on=timezone.localdate())
    make.signed_accession(cast.nordvik.organisation, framework, by=cast.nordvik.signatory)
    assert Accession.objects.count() == 1


def test_an_organisation_named_in_the_notice_may_join(cast, framework):
    covers_others(framework, cast)
    framework.basis.covered_organisations.set([cast.nordvik.organisation])
    assert refusals_to_join(cast.nordvik.organisation, framework, on=date(2026, 11, 1)) == {}


@pytest.mark.parametrize("status", ["removed", "unknown"])
def test_who_is_gone_without_a_day_does_not_join(cast, framework, status):
    became(registry_status=status)(framework, cast)
    refusals = refusals_to_join(cast.nordvik.organisation, framework, on=timezone.localdate())
    assert [refusal.code for refusal in refusals.values()] == ["organisation_deregistered"]


def test_before_the_day_of_its_deletion_an_organisation_joins(cast, framework):
    became(registry_status="deleted", deregistered_on=TOMORROW)(framework, cast)
    assert refusals_to_join(cast.nordvik.organisation, framework, on=timezone.localdate()) == {}


@pytest.mark.parametrize("form", ["AS", "SA", "STI", "BA", "SÆR", "ORGL", "KTRF", "KF", "IKS"])
def test_an_enterprise_that_ks_has_let_into_the_register_joins(cast, framework, form):
    became(organisation_form=form, kind="municipal_enterprise")(framework, cast)
    assert refusals_to_join(cast.nordvik.organisation, framework, on=timezone.localdate()) == {}


def test_nobody_in_the_tables_of_the_register_is_shut_out(framework):
    """One body of each kind and form: the gate looks at nothing else of theirs."""
    load_register()
    bodies = Organisation.objects.order_by("kind", "organisation_form").distinct(
        "kind", "organisation_form"
    )
    refused = [refusals_to_join(body, framework, on=timezone.localdate()) for body in bodies]
    assert Organisation.objects.count() >= 371 + 316
    assert refused == [{}] * len(bodies)
