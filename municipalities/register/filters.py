"""Narrowing a list of organisations."""

from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from municipalities.register.models import County, Organisation
from municipalities.register.queries import search


class OrganisationFilter(FilterSet):
    """By words, county and kind. Layers above the register add their own filters by inheriting."""

    q = CharFilter(method="search", label=_("Name or number"), max_length=100)
    county = ModelChoiceFilter(
        queryset=County.objects.all(), label=_("County"), empty_label=_("All counties")
    )
    kind = ChoiceFilter(
        choices=Organisation.Kind.choices, label=_("Kind"), empty_label=_("All kinds")
    )

    class Meta:
        model = Organisation
        fields = ["q", "county", "kind"]

    def search(self, queryset, name: str, value):
        """The organisations that the words fit."""
        return search(queryset, value)
