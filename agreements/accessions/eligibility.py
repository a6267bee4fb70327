"""The gate: may this organisation join this framework agreement today? Each leg has its reason."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.accessions.queries import open_accession
from municipalities import formatting


def check_may_join(organisation, framework, *, on):
    """Raise a ValidationError with every leg that fails."""
    refusals = refusals_to_join(organisation, framework, on=on)
    if refusals:
        raise ValidationError(refusals)


def refusals_to_join(organisation, framework, *, on):
    """The legs that fail on a day, each as a ValidationError with a sentence and a code.

    Codes: kind_not_eligible, accession_not_open_yet, accession_closed, already_joined.
    """
    legs = (_kind(organisation, framework), _window(framework, on), _once(organisation, framework))
    return [refusal for refusal in legs if refusal]


def _kind(organisation, framework):
    if organisation.kind in framework.eligible_kinds:
        return None
    return ValidationError(
        _("This agreement is not open to organisations of the kind %(kind)s."),
        code="kind_not_eligible",
        params={"kind": organisation.get_kind_display().lower()},
    )


def _window(framework, on):
    if on < framework.accession_opens_on:
        return ValidationError(
            _("You can join from %(day)s."),
            code="accession_not_open_yet",
            params={"day": formatting.day(framework.accession_opens_on)},
        )
    if on > framework.accession_closes_on:
        return ValidationError(
            _("The time to join ended on %(day)s."),
            code="accession_closed",
            params={"day": formatting.day(framework.accession_closes_on)},
        )
    return None


def _once(organisation, framework):
    if open_accession(organisation, framework) is None:
        return None
    return ValidationError(
        _("Your organisation has already joined this agreement."), code="already_joined"
    )
