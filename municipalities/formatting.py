"""Numbers, money and dates as Norwegians write them, the same on pages, in mail and in PDF.

Bokmål and nynorsk write them alike, so nothing here depends on the language of the page. Spaces
inside a value never break over two lines.
"""

from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

SPACE = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
ORE = Decimal("0.01")


def organisation_number(number):
    """Nine digits in groups of three: 958 935 420; empty when there is none."""
    return SPACE.join([number[:3], number[3:6], number[6:]]) if number else ""


def kroner(amount) -> str:
    """An amount of money with øre: 1 234,50 kr; empty when there is none."""
    return "" if amount is None else bare_kroner(amount) + SPACE + "kr"


def bare_kroner(amount) -> str:
    """An amount of money without its unit, as in a field whose label has it: 1 234,50."""
    return grouped(Decimal(amount).quantize(ORE, ROUND_HALF_UP))


def whole(number) -> str:
    """A whole number with a space between thousands: 12 000; empty when there is none."""
    return "" if number is None else grouped(Decimal(number))


def percent(rate) -> str:
    """A rate in per cent without idle decimals: 25 %, 12,5 %; empty when there is none."""
    return "" if rate is None else bare_percent(rate) + SPACE + "%"


def bare_percent(rate) -> str:
    """A rate in per cent without its sign, as in a field whose label has it: 12,5."""
    text = grouped(Decimal(rate))
    return text.rstrip("0").rstrip(",") if "," in text else text


def day(date) -> str:
    """A date: 23.11.2026; of a moment its day in Norway; empty when there is none."""
    if date is None:
        return ""
    return f"{_in_norway(date):%d.%m.%Y}"


def moment(instant) -> str:
    """A point in time in Norway: 23.11.2026 kl. 07.15; empty when there is none."""
    if instant is None:
        return ""
    return f"{_in_norway(instant):%d.%m.%Y kl.{SPACE}%H.%M}"


def grouped(number) -> str:
    """A number with decimal comma, a space between thousands and a true minus sign."""
    text = f"{number:,f}"
    return text.replace(",", SPACE).replace(".", ",").replace("-", MINUS)


def _in_norway(value):
    """A moment moved to Norwegian time; a plain date as it is."""
    is_moment = hasattr(value, "tzinfo") and timezone.is_aware(value)
    return timezone.localtime(value, timezone.get_default_timezone()) if is_moment else value
