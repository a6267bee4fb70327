"""Dates that move: terms and levels hold from the first day, and options keep their reason."""

from datetime import date, timedelta

import pgtrigger
import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from agreements.framework_administration.actions import (
    amend_framework,
    exercise_option,
    suspend_framework,
)
from agreements.framework_administration.drafts import update_dates
from agreements.models import FixedLevel, FrameworkAgreement, LevelThreshold, Option, TermsVersion
from tests import agreement_factories as make

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def refusal_of(act, *args, **options):
    with pytest.raises(ValidationError) as refused:
        act(*args, **options)
    return refused.value


def amend(framework, by, **options):
    dates = options.pop("dates")
    return amend_framework(framework, dates, reason="Avtalt", by=by, now=timezone.now(), **options)


def test_no_agreement_opens_before_its_terms_hold(cast, framework):
    day = framework.accession_opens_on - timedelta(days=20)
    refusal = refusal_of(amend, framework, cast.kari, dates={"accession_opens_on": day})
    assert [error.code for error in refusal.error_dict["accession_opens_on"]] == [
        "no_terms_in_force"
    ]
    framework.refresh_from_db()
    assert framework.accession_opens_on > day


def test_no_agreement_begins_before_its_levels_hold(cast, framework):
    day = framework.starts_on + timedelta(days=1)
    with pgtrigger.ignore("agreements.LevelThreshold:level_threshold_in_force_is_frozen"):
        LevelThreshold.objects.update(valid_from=TODAY + timedelta(days=400))
    refusal = refusal_of(amend, framework, cast.kari, dates={"starts_on": day})
    assert refusal.code == "no_levels_in_force"
    LevelThreshold.objects.update(valid_from=framework.starts_on)
    assert amend(framework, cast.kari, dates={"starts_on": day}).starts_on == day


@pytest.fixture
def long_option(framework):
    """An option to a day more than four years after the first; the reason is written."""
    FrameworkAgreement.objects.filter(pk=framework.pk).update(long_term_reason="Avskrivning")
    framework.refresh_from_db()
    return make.option(framework, extends_to=date(framework.starts_on.year + 5, 1, 1))


def test_the_reason_stays_while_an_option_rests_on_it(cast, long_option):
    framework = long_option.framework
    dates = {"ends_on": framework.ends_on - timedelta(days=1)}
    dates["accession_closes_on"] = dates["ends_on"]
    refusal = refusal_of(amend, framework, cast.kari, dates=dates, long_term_reason="")
    assert "long_term_reason" in refusal.error_dict
    rows = FrameworkAgreement.objects.filter(pk=framework.pk)
    with (
        pytest.raises(IntegrityError, match="framework_options_within_reason"),
        transaction.atomic(),
    ):
        rows.update(long_term_reason="")
    Option.objects.all().delete()
    amend(framework, cast.kari, dates=dates, long_term_reason="")


def test_an_option_that_extends_nothing_is_not_taken(cast, framework):
    option = make.option(framework)
    amend(framework, cast.kari, dates={"ends_on": option.extends_to})
    refusal = refusal_of(exercise_option, option, reason="Bra", by=cast.kari, now=timezone.now())
    assert refusal.code == "option_extends_nothing"


def test_a_draft_is_neither_amended_nor_suspended(cast):
    draft = make.draft()
    later = draft.accession_opens_on + timedelta(days=1)
    refusal = refusal_of(amend, draft, cast.kari, dates={"accession_opens_on": later})
    assert refusal.code == "not_announced"
    facts = {"reason": "Klage", "expected_end": later, "by": cast.kari, "now": timezone.now()}
    assert refusal_of(suspend_framework, draft, **facts).code == "not_announced"


def dates_of(draft, **changes):
    names = ("starts_on", "ends_on", "accession_opens_on", "accession_closes_on")
    facts = {name: getattr(draft, name) for name in names}
    return facts | {"long_term_reason": draft.long_term_reason} | changes


def test_fixed_levels_follow_the_first_day_of_a_draft():
    draft = make.draft()
    fixed = FixedLevel.objects.create(programme=draft.programmes.get(), valid_from=draft.first_day)
    later = draft.starts_on + timedelta(days=3)
    update_dates(draft, dates_of(draft, starts_on=later), options=[])
    fixed.refresh_from_db()
    assert fixed.valid_from == later


def test_a_first_day_on_which_other_terms_begin_is_refused():
    draft = make.draft()
    later = draft.starts_on + timedelta(days=3)
    make.terms_version(draft, version="1.1", valid_from=later)
    refusal = refusal_of(update_dates, draft, dates_of(draft, starts_on=later), options=[])
    assert refusal.code == "first_day_taken"
    draft.refresh_from_db()
    assert draft.starts_on < later


def test_the_reason_of_a_draft_goes_together_with_its_long_options():
    draft = make.draft()
    far = date(draft.starts_on.year + 5, 1, 1)
    option = {"extends_to": far, "decide_by": draft.ends_on}
    update_dates(draft, dates_of(draft, long_term_reason="Avskrivning"), options=[option])
    update_dates(draft, dates_of(draft, long_term_reason=""), options=[])
    draft.refresh_from_db()
    assert (draft.long_term_reason, draft.options.count()) == ("", 0)


def test_no_agreement_is_stored_announced():
    draft = make.draft()
    fields = {
        field.attname: getattr(draft, field.attname)
        for field in FrameworkAgreement._meta.concrete_fields
    }
    fields |= {"id": None, "reference": "ny", "contract_number": "26/9", "announced_on": TODAY}
    with pytest.raises(DatabaseError, match="framework_begins_as_a_draft"), transaction.atomic():
        FrameworkAgreement.objects.create(**fields)
    FrameworkAgreement.objects.create(**fields | {"announced_on": None})


def test_an_announced_agreement_gets_terms_from_a_day_to_come_alone(framework):
    texts = {"text_nb": "Ny", "text_nn": "Ny"}

    def add(day):
        TermsVersion.objects.create(framework=framework, version=f"{day}", valid_from=day, **texts)

    with (
        pytest.raises(DatabaseError, match="terms_version_is_added_before_effect"),
        transaction.atomic(),
    ):
        add(TODAY)
    add(TODAY + timedelta(days=1))
