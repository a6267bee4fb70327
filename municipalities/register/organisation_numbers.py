"""The organisation number of Enhetsregisteret: nine digits, the last one a check digit (mod 11).

None begins with 0: nine zeros pass the sum, and stand in files where somebody knew no number.
"""

import re
from functools import reduce
from operator import add

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Cast, Mod, Substr
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

NINE_DIGITS = r"[1-9][0-9]{8}"
WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)


def is_valid_organisation_number(text: str) -> bool:
    """True for nine digits, the first not 0, whose weighted sum and check digit agree."""
    if not re.fullmatch(NINE_DIGITS, text):
        return False
    digits = [int(character) for character in text]
    weighted = sum(weight * digit for weight, digit in zip(WEIGHTS, digits, strict=False))
    return (11 - weighted % 11) % 11 == digits[8]


def validate_organisation_number(text: str) -> None:
    """Refuse what is no organisation number, with a sentence that says what to do."""
    if not is_valid_organisation_number(text):
        raise ValidationError(
            _("%(number)s is not an organisation number. It has nine digits; check them again."),
            code="organisation_number_invalid",
            params={"number": text},
        )


def organisation_number_is_valid(field) -> Case:
    """The same rule as a database condition on the column `field`.

    The sum is computed only for nine digits (CASE), so that other text is refused and not an
    error. A remainder that would ask for the check digit 10 equals no digit.
    """
    digits = [Cast(Substr(F(field), place, 1), IntegerField()) for place in range(1, 10)]
    weighted = reduce(add, (digit * weight for weight, digit in zip(WEIGHTS, digits, strict=False)))
    check_digit = Mod(Value(11) - Mod(weighted, Value(11)), Value(11))
    return Case(
        When(Q(**{f"{field}__regex": f"^{NINE_DIGITS}$"}), then=Exact(check_digit, digits[8])),
        default=Value(False),
        output_field=BooleanField(),
    )
