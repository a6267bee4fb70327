"""May somebody order under this volume licence agreement today? Each refusal has its reason."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.accessions.states import AccessionState
from agreements.accessions.terms import term_on
from agreements.frameworks.queries import open_suspension
from municipalities import formatting


def check_may_order(agreement, *, on):
    """Refuse when the organisation, its agreement or the framework is not there on a day.

    Codes: organisation_deregistered, accession_over, agreement_withdrawn, framework_suspended,
    agreement_not_started, agreement_expired.
    """
    _check_is_registered(agreement.accession.organisation, on=on)
    _check_stands(agreement)
    _check_not_suspended(agreement.accession.framework)
    _check_runs(agreement, on=on)


def _check_is_registered(organisation, *, on):
    if not organisation.is_registered(on):
        raise ValidationError(
            _(
                "%(deregistration)s You cannot order for it. Contact KS: a reform may have to "
                "move its agreements to another organisation first."
            ),
            code="organisation_deregistered",
            params={"deregistration": organisation.deregistration},
        )


def _check_stands(agreement):
    if agreement.accession.state != AccessionState.COUNTERSIGNED:
        raise ValidationError(
            _("The accession is over. You cannot order under it."), code="accession_over"
        )
    if agreement.withdrawn_at:
        raise ValidationError(
            _("The reform that brought this agreement is reversed. You cannot order under it."),
            code="agreement_withdrawn",
        )


def _check_not_suspended(framework):
    suspension = open_suspension(framework)
    if suspension:
        raise ValidationError(
            _("The agreement is suspended until about %(day)s: %(reason)s"),
            code="framework_suspended",
            params={"day": formatting.day(suspension.expected_end), "reason": suspension.reason},
        )


def _check_runs(agreement, *, on):
    framework = agreement.accession.framework
    first = max(agreement.starts_on, framework.starts_on)
    last = min(term_on(agreement, on).ends_on, framework.ends_on)
    if on < first:
        raise ValidationError(
            _("You can order from %(day)s, when the agreement starts."),
            code="agreement_not_started",
            params={"day": formatting.day(first)},
        )
    if on > last:
        raise ValidationError(
            _("The agreement ended on %(day)s. You cannot order under it."),
            code="agreement_expired",
            params={"day": formatting.day(last)},
        )
