"""What KS does to a framework agreement in its time; each act is dated and names who did it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.frameworks.models import (
    Amendment,
    FrameworkAgreement,
    Option,
    Suspension,
    TermsVersion,
)
from agreements.frameworks.queries import open_suspension
from municipalities import formatting


@transaction.atomic
def amend_framework(framework, dates, *, reason, by, now, long_term_reason=None):
    """Move dates of a framework agreement.

    `dates` holds new days by Amendment.Field; those that stay the same leave no trace.
    `long_term_reason` is why it then lasts more than four years; None leaves what is written.
    Raises ValidationError when nothing moves or the dates no longer fit together.
    """
    framework = _locked(framework)
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
    framework.save(update_fields=[*moved, "long_term_reason"])
    Amendment.objects.bulk_create(amendments)
    return framework


@transaction.atomic
def take_option(option, *, reason, by, now):
    """Extend the framework agreement as an option allows, the earliest first, with a reason."""
    framework = _locked(option.framework)
    check_can_take(option, framework, on=timezone.localdate(now))
    Option.objects.filter(pk=option.pk).update(taken_at=now, taken_by=by, taken_reason=reason)
    return amend_framework(
        framework,
        {Amendment.Field.ENDS_ON: option.extends_to},
        reason=reason,
        by=by,
        now=now,
    )


def check_can_take(option, framework, *, on):
    """Refuse an option that is not the next, or whose time is over on a day."""
    waiting = Option.objects.filter(framework=framework, taken_at=None)
    if waiting.order_by("extends_to").first() != option:
        raise ValidationError(
            _("This option is taken already, or another comes first."), code="not_next_option"
        )
    if on > option.decide_by:
        raise ValidationError(
            _("The option had to be taken by %(day)s."),
            code="option_too_late",
            params={"day": formatting.day(option.decide_by)},
        )
    if on > framework.ends_on:
        raise ValidationError(
            _("The agreement has ended. It cannot be extended."), code="framework_ended"
        )


@transaction.atomic
def suspend_framework(framework, *, reason, expected_end, by, now):
    """Stop a framework agreement for a time: nobody joins or orders until it is resumed."""
    framework = _locked(framework)
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
def publish_terms(framework, facts, *, on):
    """Give an announced framework agreement new terms from a later day than today (`on`).

    `facts` are their `version`, `valid_from`, `text_nb` and `text_nn`. Raises ValidationError.
    """
    framework = _locked(framework)
    terms = build_terms(framework, facts, on=on)
    terms.save()
    return terms


def build_terms(framework, facts, *, on):
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


def resume_framework(framework, *, by, now):
    """Let a suspended framework agreement go on."""
    suspended = Suspension.objects.filter(framework=framework, resumed_at=None)
    if not suspended.update(resumed_at=now, resumed_by=by):
        raise ValidationError(_("The agreement is not suspended."), code="not_suspended")


def _locked(framework):
    return FrameworkAgreement.objects.select_for_update().get(pk=framework.pk)
