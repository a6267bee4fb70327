"""Finding what case officers look for: orders of everybody, and products without a lot."""

import re

import django_filters
from django.db.models import Q
from django.forms import DateInput
from django.utils.translation import gettext_lazy as _
from django_filters.filters import DateFilter

from agreements.frameworks.models import FrameworkAgreement, Reseller
from agreements.orders.models import Order
from agreements.orders.states import OrderState
from municipalities.register.models import Organisation
from municipalities.register.queries import search

ORDER_NUMBER = re.compile(r"(\d{4})-(\d{1,9})")


def day_filter(label, lookup) -> DateFilter:
    """Orders submitted from a day on, or until it."""
    return django_filters.DateFilter(
        label=label,
        field_name="submitted_at",
        lookup_expr=f"date__{lookup}",
        widget=DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class OrderFilter(django_filters.FilterSet):
    """Orders by number or buyer, framework agreement, reseller, state, and days of submission."""

    q = django_filters.CharFilter(
        label=_("Order number or buyer"), method="filter_words", max_length=100
    )
    framework = django_filters.ModelChoiceFilter(
        queryset=FrameworkAgreement.objects.all(),
        field_name="volume_licence_agreement__accession__framework",
        label=_("Framework agreement"),
        empty_label=_("All agreements"),
    )
    reseller = django_filters.ModelChoiceFilter(
        queryset=Reseller.objects.all(),
        field_name="volume_licence_agreement__reseller",
        label=_("Reseller"),
        empty_label=_("All resellers"),
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=OrderState.choices, empty_label=_("All states")
    )
    since = day_filter(_("Submitted from"), "gte")
    until = day_filter(_("Submitted until"), "lte")

    class Meta:
        model = Order
        fields = ["q", "framework", "reseller", "state", "since", "until"]

    def filter_words(self, orders, name: str, value):
        """Those with a number, or of the buyers that the words fit, by today's name or that then.

        2026-0012 is an order of every organisation that has so many; with a name beside it, of one.
        """
        for year, sequence in ORDER_NUMBER.findall(value):
            orders = orders.filter(year=int(year), sequence=int(sequence))
        words = ORDER_NUMBER.sub(" ", value).strip()
        if not words:
            return orders
        buyers = search(Organisation.objects.all(), words)
        return orders.filter(Q(organisation__in=buyers) | Q(buyer_name__icontains=words))
