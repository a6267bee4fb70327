"""What one case officer may write about the register in the admin, and how it reads numbers."""

from django.contrib.admin.options import BaseModelAdmin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from municipalities.admin_rules import OfficerRule
from municipalities.register.forms import OrganisationNumberField


class NumbersWithSpaces(BaseModelAdmin):
    """Organisation numbers are taken with their spaces, as they are copied from other pages."""

    def formfield_for_dbfield(self, db_field, request: HttpRequest, **kwargs):
        if db_field.name == "organisation_number":
            kwargs["form_class"] = OrganisationNumberField
        return super().formfield_for_dbfield(db_field, request, **kwargs)


COUNTY = OfficerRule(
    reason=_("It is how Statistics Norway names the county, and nothing is reckoned from it."),
    given=("number",),
    always=("name",),
)

ORGANISATION = OfficerRule(
    reason=_(
        "They say what to call the organisation and how to reach it. Its number, its kind and its "
        "standing in Enhetsregisteret decide what it may join."
    ),
    instead=_("What Enhetsregisteret says otherwise is decided about on its own page."),
    page="ks_registry",
    given=("organisation_number", "register_name"),
    until_effective=("kind", "organisation_form"),
    counts=lambda organisation: organisation.memberships.exists(),
    effective_when=_("somebody has asked for a role there"),
    once=("address",),
    always=("name", "name_official", "name_sami", "name_kven", "county", "has_county_functions")
    + ("written_standard", "population", "website"),
)

MUNICIPALITY_NUMBER = OfficerRule(
    reason=_("No number has two organisations at a time: the database sees to it."),
    instead=_("A number ends by a reform, or when the register is loaded anew."),
    given=("number", "valid_from", "valid_to"),
)
