"""Selecting price files and what they change."""

from collections import Counter

from django.db.models import Count, Q
from django.db.models.query import QuerySet

from agreements.catalogue.models import Price, Product
from agreements.catalogue.models.prices import PriceList
from agreements.catalogue.price_lists import price_lists
from agreements.frameworks.models import FrameworkAgreement
from agreements.price_imports.models import PriceImport, StagedProduct
from agreements.price_imports.rows import Expected
from agreements.price_levels.models import PriceLevel
from agreements.table_files.cells import words


def imports_with_people() -> QuerySet[PriceImport]:
    """Price files with everything a page says about them."""
    return PriceImport.objects.select_related(
        "framework",
        "lot",
        "uploaded_by",
        "applied_by",
        "reversed_by",
        "compared_with",
        "price_list",
    )


def expected_of(framework: FrameworkAgreement) -> Expected:
    """The levels and part numbers that a price file of a framework agreement may name."""
    levels = PriceLevel.objects.filter(programme__framework=framework)
    return Expected(
        lots=_names_of_lots(framework),
        levels={
            (programme, code): key
            for key, code, programme in levels.values_list("pk", "code", "programme__name")
        },
        part_numbers=framework.supplier.part_number_pattern,
    )


def _names_of_lots(framework: FrameworkAgreement) -> dict[str, int]:
    """{what a file may call a lot: its key}: number, name, or both; a name of two is no name."""
    lots = list(framework.lots.all())
    names = Counter(words(lot.name) for lot in lots)
    found = {words(lot.name): lot.pk for lot in lots if names[words(lot.name)] == 1}
    for lot in lots:
        found |= {words(text): lot.pk for text in (str(lot.number), str(lot))}
    return found


def newest_list(framework: FrameworkAgreement) -> PriceList | None:
    """The list with the last first day, be it in force or to come; None before the first."""
    return price_lists(framework).first()


def counts(price_import: PriceImport) -> dict[str, int]:
    """How many products a staged file adds, changes, leaves alone and lets go."""
    Change = StagedProduct.Change
    counted = price_import.products.aggregate(
        **{change.value: Count("pk", filter=Q(change=change)) for change in Change}
    )
    return counted | {"gone": gone(price_import).count()}


def gone(price_import: PriceImport) -> QuerySet[Product]:
    """The products of the list compared with that are not in the file."""
    staged = price_import.products.values("part_number")
    prices = Price.objects.filter(price_list=price_import.compared_with_id)
    return (
        price_import.framework.products.filter(pk__in=prices.values("product"))
        .exclude(part_number__in=staged)
        .order_by("part_number")
    )
