"""Finding organisations: the register's filter, and whether they have joined."""

import django_filters
from django.utils.translation import gettext_lazy as _

from municipalities.register.filters import OrganisationFilter


class AccededFilter(OrganisationFilter):
    """Organisations by name or number, county, kind, and joined or not.

    The queryset must carry `has_acceded` (queries.with_acceded).
    """

    acceded = django_filters.ChoiceFilter(
        label=_("Has joined"),
        method="filter_acceded",
        choices=[("yes", _("Has joined an agreement")), ("no", _("Has not joined"))],
        empty_label=_("All"),
    )

    def filter_acceded(self, organisations, name, value):
        """Only those who have joined an agreement, or only those who have not."""
        return organisations.filter(has_acceded=value == "yes")
