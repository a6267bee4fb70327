"""Which price lists there are: those that are withdrawn are as if they had never been."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.query import QuerySet

from agreements.catalogue.models import Price, PriceList
from agreements.frameworks.models import FrameworkAgreement


def price_lists(framework: FrameworkAgreement | int) -> QuerySet[PriceList]:
    """The framework agreement's price lists, newest first, without those that are withdrawn."""
    return PriceList.objects.filter(framework=framework, withdrawn_at=None).order_by("-valid_from")


@dataclass(frozen=True)
class ListsOfFramework:
    """A framework agreement's list in force on a day, or None, and those to come, soonest first.

    The list in force carries `product_count`.
    """

    framework: FrameworkAgreement
    in_force: PriceList | None
    to_come: list
    day: date

    @property
    def age(self) -> int | None:
        """How many days the list has been in force; None where none is."""
        return (self.day - self.in_force.valid_from).days if self.in_force else None


def lists_by_framework(day: date) -> list[ListsOfFramework]:
    """The lists in force and to come of every framework agreement that is not over, by name."""
    frameworks = list(FrameworkAgreement.objects.filter(ends_on__gte=day).order_by("name", "pk"))
    standing = PriceList.objects.filter(withdrawn_at=None, framework=OuterRef("framework"))
    newest = standing.filter(valid_from__lte=day).order_by("-valid_from").values("pk")[:1]
    lists = PriceList.objects.filter(
        Q(pk=Subquery(newest)) | Q(valid_from__gt=day),
        framework__in=frameworks,
        withdrawn_at=None,
    ).order_by("valid_from")
    found: dict[int, list[PriceList]] = {framework.pk: [] for framework in frameworks}
    for price_list in with_product_count(lists):
        found[price_list.framework_id].append(price_list)
    return [_lists_of(framework, found[framework.pk], day) for framework in frameworks]


def with_product_count(lists):
    """Price lists, each with `product_count`: how many products have a price on it."""
    prices = Price.objects.filter(price_list=OuterRef("pk")).order_by().values("price_list")
    counted = prices.annotate(number=Count("product", distinct=True)).values("number")
    return lists.annotate(product_count=Subquery(counted))


def _lists_of(framework: FrameworkAgreement, lists, day: date) -> ListsOfFramework:
    in_force = next((one for one in lists if one.valid_from <= day), None)
    to_come = [one for one in lists if one.valid_from > day]
    return ListsOfFramework(framework, in_force, to_come, day)
