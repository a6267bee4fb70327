"""What KS does to a framework agreement in its time; each act is dated and names who did it."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.frameworks.long_terms import check_long_term
from agreements.frameworks.models import (
    Amendment,
    FrameworkAgreement,
    Option,
    Suspension,
    TermsVersion,
)
from agreements.frameworks.queries import open_suspension, terms_in_force
from agreements.price_levels.levels import has_levels, with_levels
from municipalities import formatting
from municipalities.people.models import User


@transaction.atomic
def amend_framework(
    framework: FrameworkAgreement,
    dates: dict[str, date],
    *,
    reason: str,
    by: User,
    now: datetime,
    long_term_reason: str | None = None,
) -> FrameworkAgreement:
    """Move dates of a framework agreement.

    `dates` holds new days by Amendment.Field; those that stay the same leave no trace.
    `long_term_reason` is why it then lasts more than four years; None leaves what is written.
    Raises ValidationError when nothing moves or the dates no longer fit together.
    """
    framework = _locked(framework)
    _check_announced(framework)
    moved = {field: day for field, day in dates.items() if getattr(framework, field) != day}
    if not moved:
        raise ValidationError(_("None of the dates is new."), code="nothing_to_amend")
    amendments = [
        Amendment(
            framework=framework,
            field=field,
            old_value=getattr(framework, field),
            new_value=day,
            reason=reason,
            amended_at=now,
            amended_by=by,
        )
        for field, day in moved.items()
    ]
    for field, day in moved.items():
        setattr(framework, field, day)
    if long_term_reason is not None:
        framework.long_term_reason = long_term_reason
    framework.full_clean()
    _check_first_days(framework, moved)
    for option in framework.options.filter(exercised_at=None):
        check_long_term(framework.starts_on, option.extends_to, framework.long_term_reason)
    framework.save(update_fields=[*moved, "long_term_reason"])
    Amendment.objects.bulk_create(amendments)
    return framework


def _check_first_days(framework: FrameworkAgreement, moved: Any) -> None:
    """Refuse to begin on a day on which no terms hold, or a programme has no price levels."""
    opens = framework.accession_opens_on
    if "accession_opens_on" in moved and terms_in_force(framework, opens) is None:
        raise ValidationError(
            {
                "accession_opens_on": ValidationError(
                    _(
                        "No terms hold on %(day)s. Choose a later day, or publish terms that hold "
                        "from that day first."
                    ),
                    code="no_terms_in_force",
                    params={"day": formatting.day(opens)},
                )
            }
        )
    if not {"accession_opens_on", "starts_on"} & moved.keys():
        return
    for programme in with_levels(framework.programmes.all()):
        if not has_levels(programme, framework.first_day):
            raise ValidationError(
                _("The programme %(programme)s has no price levels on %(day)s."),
                code="no_levels_in_force",
                params={
                    "programme": programme,
                    "day": formatting.day(framework.first_day),
                },
            )


@transaction.atomic
def exercise_option(option: Option, *, reason: str, by: User, now: datetime) -> FrameworkAgreement:
    """Extend the framework agreement as an option allows, the earliest first, with a reason."""
    framework = _locked(option.framework)
    check_can_exercise(option, framework, on=timezone.localdate(now))
    Option.objects.filter(pk=option.pk).update(
        exercised_at=now, exercised_by=by, exercised_reason=reason
    )
    return amend_framework(
        framework,
        {Amendment.Field.ENDS_ON: option.extends_to},
        reason=reason,
        by=by,
        now=now,
    )


def check_can_exercise(option: Option, framework: FrameworkAgreement, *, on: date) -> None:
    """Refuse an option that is not the next, or whose time is over on a day."""
    waiting = Option.objects.filter(framework=framework, exercised_at=None)
    if waiting.order_by("extends_to").first() != option:
        raise ValidationError(
            _("This option is already exercised, or another must be exercised first."),
            code="not_next_option",
        )
    if on > option.decide_by:
        raise ValidationError(
            _("The option had to be exercised by %(day)s."),
            code="option_too_late",
            params={"day": formatting.day(option.decide_by)},
        )
    if on > framework.ends_on:
        raise ValidationError(
            _("The agreement has ended. It cannot be extended."), code="framework_ended"
        )
    if option.extends_to <= framework.ends_on:
        raise ValidationError(
            _("The agreement lasts to %(day)s already. The option extends nothing."),
            code="option_extends_nothing",
            params={"day": formatting.day(framework.ends_on)},
        )
    check_long_term(framework.starts_on, option.extends_to, framework.long_term_reason)


@transaction.atomic
def suspend_framework(
    framework: FrameworkAgreement,
    *,
    reason: str,
    expected_end: date,
    by: User,
    now: datetime,
) -> Suspension:
    """Stop a framework agreement for a time: nobody joins or orders until it is resumed."""
    framework = _locked(framework)
    _check_announced(framework)
    if open_suspension(framework):
        raise ValidationError(_("The agreement is already suspended."), code="already_suspended")
    if expected_end <= timezone.localdate(now):
        raise ValidationError(
            {"expected_end": _("Write a day in the future.")}, code="end_in_the_past"
        )
    return Suspension.objects.create(
        framework=framework,
        reason=reason,
        expected_end=expected_end,
        suspended_at=now,
        suspended_by=by,
    )


@transaction.atomic
def publish_terms(
    framework: FrameworkAgreement, facts: dict[str, Any], *, on: date
) -> TermsVersion:
    """Give an announced framework agreement new terms from a later day than today (`on`).

    `facts` are their `version`, `valid_from`, `text_nb` and `text_nn`. Raises ValidationError.
    """
    framework = _locked(framework)
    terms = build_terms(framework, facts, on=on)
    terms.save()
    return terms


def build_terms(framework: FrameworkAgreement, facts: dict[str, Any], *, on: date) -> TermsVersion:
    """New terms that are not stored yet. Raises ValidationError when they cannot be published."""
    if framework.announced_on is None:
        raise ValidationError(
            _("The agreement is a draft. Write its terms there."), code="not_announced"
        )
    if facts["valid_from"] <= on:
        raise ValidationError(
            {"valid_from": _("New terms hold from tomorrow at the earliest.")},
            code="terms_hold_already",
        )
    terms = TermsVersion(framework=framework, **facts)
    terms.full_clean()
    return terms


def resume_framework(framework: FrameworkAgreement, *, by: User, now: datetime) -> None:
    """Let a suspended framework agreement go on."""
    suspended = Suspension.objects.filter(framework=framework, resumed_at=None)
    if not suspended.update(resumed_at=now, resumed_by=by):
        raise ValidationError(_("The agreement is not suspended."), code="not_suspended")


def _check_announced(framework: FrameworkAgreement) -> None:
    """Refuse what only an announced agreement has. Raises ValidationError."""
    if framework.announced_on is None:
        raise ValidationError(
            _("The agreement is a draft. Change it on the pages of the draft."),
            code="not_announced",
        )


def _locked(framework: FrameworkAgreement) -> FrameworkAgreement:
    return FrameworkAgreement.objects.select_for_update().get(pk=framework.pk)
