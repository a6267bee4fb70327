"""Municipality numbers in a reform: which end on its day, and which begin."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from municipalities import formatting
from municipalities.register.models import MunicipalityNumber


def numbers_that_end(parties) -> list[MunicipalityNumber]:
    """The numbers in use of who is dissolved, or gets another."""
    new = _new(parties)
    leaving = [party.organisation_id for party in parties if party.is_dissolved]
    standing = MunicipalityNumber.objects.filter(
        Q(organisation__in=leaving) | Q(organisation__in=new), valid_to=None
    )
    return [number for number in standing if new.get(number.organisation_id) != number.number]


def check_numbers(plan, parties) -> None:
    """Refuse a number that somebody outside the plan has, or that would end before it begins."""
    taken = (
        MunicipalityNumber.objects.filter(number__in=_new(parties).values(), valid_to=None)
        .exclude(organisation__in=[party.organisation for party in parties])
        .select_related("organisation")
        .first()
    )
    if taken:
        raise ValidationError(
            _("The municipality number %(number)s belongs to %(organisation)s."),
            code="number_taken",
            params={"number": taken.number, "organisation": taken.organisation.name},
        )
    for number in numbers_that_end(parties):
        if number.valid_from and number.valid_from >= plan.takes_effect_on:
            raise ValidationError(
                _("The municipality number %(number)s is in use only from %(day)s."),
                code="number_is_too_new",
                params={"number": number.number, "day": formatting.day(number.valid_from)},
            )


def renumber(plan, parties) -> None:
    """End the old numbers the day the new ones begin, of all parties at once."""
    ended = numbers_that_end(parties)
    MunicipalityNumber.objects.filter(pk__in=[number.pk for number in ended]).update(
        valid_to=plan.takes_effect_on
    )
    new = _new(parties)
    kept = MunicipalityNumber.objects.filter(organisation__in=new, valid_to=None)
    named = new.keys() - set(kept.values_list("organisation", flat=True))
    made = MunicipalityNumber.objects.bulk_create(
        MunicipalityNumber(
            organisation_id=organisation,
            number=new[organisation],
            valid_from=plan.takes_effect_on,
        )
        for organisation in sorted(named)
    )
    plan.ended_numbers.add(*ended)
    plan.created_numbers.add(*made)


def _new(parties):
    """The number each party gets that gets one, by organisation."""
    named = [party for party in parties if party.municipality_number]
    return {party.organisation_id: party.municipality_number for party in named}
