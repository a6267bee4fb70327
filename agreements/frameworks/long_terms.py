"""The reason that a framework agreement of more than four years needs, options included."""

from datetime import date

from django.core.exceptions import ValidationError

from agreements.frameworks.models import FrameworkAgreement

FOUR_YEARS_OR_REASON = next(
    constraint
    for constraint in FrameworkAgreement._meta.constraints
    if constraint.name == "framework_four_years_or_reason"
)
"""The database's own rule, so that there is one."""


def check_long_term(starts_on: date, ends_on, reason: str) -> None:
    """Refuse a term of more than four years without a reason, at the field of the reason."""
    term = FrameworkAgreement(starts_on=starts_on, ends_on=ends_on, long_term_reason=reason)
    try:
        FOUR_YEARS_OR_REASON.validate(FrameworkAgreement, term)
    except ValidationError as refusal:
        raise ValidationError({"long_term_reason": refusal}) from refusal
