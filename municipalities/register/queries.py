"""Finding organisations."""

import re
from datetime import date
from typing import TYPE_CHECKING, TypedDict
from unicodedata import normalize

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.query import QuerySet
from django.utils import timezone

from municipalities.register.models import MunicipalityNumber, Organisation, Succession
from municipalities.register.registry_status import RegistryStatus

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

NAMES = ("name", "name_official", "name_sami", "name_kven", "register_name")

NORWEGIAN_LETTERS = frozenset("æøåÆØÅ")

SPACE_BETWEEN_DIGITS = re.compile(r"(?<=\d)\s+(?=\d)")


def exists_on(day: date, party: str) -> Q:
    """The condition that the organisation behind a field exists on a day, here and in the registry.

    As Organisation.is_dissolved and is_registered have it: gone without a day, it is gone on any.
    """
    stands = Q(**{f"{party}__dissolved_on": None}) | Q(**{f"{party}__dissolved_on__gt": day})
    is_registered = Q(**{f"{party}__registry_status": RegistryStatus.REGISTERED})
    return stands & (is_registered | Q(**{f"{party}__deregistered_on__gt": day}))


def search(queryset: QuerySet[Organisation], text: str) -> QuerySet[Organisation]:
    """The organisations that every word of the text fits; all of them when it is empty.

    A word fits a part of a name in any language, the beginning of the organisation number, or a
    municipality number the organisation has or had. Accents may be left out ("karasjohka",
    "sorvag"); but who writes Æ, Ø or Å means it, so that "Ås" does not find Asker. Digits may be
    grouped: "958 935 420" is one word.
    """
    for word in SPACE_BETWEEN_DIGITS.sub("", normalize("NFC", text)).split():
        queryset = queryset.filter(fits(word))
    return queryset


def fits(word: str) -> Q:
    """The condition that one word fits an organisation."""
    contains = "icontains" if NORWEGIAN_LETTERS & set(word) else "unaccent__icontains"
    condition = Q()
    for name in NAMES:
        condition |= Q(**{f"{name}__{contains}": word})
    if word.isdigit():
        condition |= Q(organisation_number__startswith=word)
        condition |= Q(
            Exists(MunicipalityNumber.objects.filter(organisation=OuterRef("pk"), number=word))
        )
    return condition


class NumberInUse(TypedDict):
    """What a query adds to a municipality: the number in use today, or None."""

    municipality_number: str | None


type NumberedOrganisation = WithAnnotations[Organisation, NumberInUse]


def with_municipality_number(
    queryset: QuerySet[Organisation],
) -> QuerySet[NumberedOrganisation]:
    """The organisations with `municipality_number`: the one in use today, or None."""
    today = timezone.localdate()
    in_use = MunicipalityNumber.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=today),
        Q(valid_to=None) | Q(valid_to__gt=today),
        organisation=OuterRef("pk"),
    )
    return queryset.annotate(municipality_number=Subquery(in_use.values("number")[:1]))


def predecessors_of(organisation: Organisation) -> QuerySet[Organisation]:
    """The dissolved organisations that continue in one, through any number of reforms, by name."""
    found: set[int] = set()
    ask = {organisation.pk}
    while ask:
        successions = Succession.objects.filter(
            successor__in=ask,
            predecessor__dissolved_on__isnull=False,
            takes_effect_on=F("predecessor__dissolved_on"),
        )
        ask = set(successions.values_list("predecessor", flat=True)) - found
        found |= ask
    return Organisation.objects.filter(pk__in=found).order_by("name", "pk")


def successors_of(organisation: Organisation) -> QuerySet[Organisation]:
    """The organisations that a dissolved one continues in, through any number of reforms.

    One that still exists continues in nobody else, whatever it has given away.
    """
    found: set[int] = set()
    ask = {organisation.pk} if organisation.dissolved_on else set()
    while ask:
        successions = Succession.objects.filter(
            predecessor__in=ask,
            predecessor__dissolved_on__isnull=False,
            takes_effect_on=F("predecessor__dissolved_on"),
        )
        ask = set(successions.values_list("successor", flat=True)) - found
        found |= ask
    return Organisation.objects.filter(pk__in=found)
