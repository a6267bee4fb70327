"""Admin screens of the register: organisations, their municipality numbers, and counties."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from municipalities.admin_rules import InlineByOfficers, WrittenByOfficers
from municipalities.register import admin_rules as rules
from municipalities.register.models import County, MunicipalityNumber, Organisation
from municipalities.register.queries import NumberedOrganisation, search, with_municipality_number


@admin.register(County)
class CountyAdmin(WrittenByOfficers, admin.ModelAdmin):
    rule = rules.COUNTY
    list_display = ["name", "number"]
    search_fields = ["name", "number"]


class MunicipalityNumberInline(InlineByOfficers, admin.TabularInline):
    model = MunicipalityNumber
    rule = rules.MUNICIPALITY_NUMBER


@admin.register(Organisation)
class OrganisationAdmin(rules.NumbersWithSpaces, WrittenByOfficers, admin.ModelAdmin):
    rule = rules.ORGANISATION
    list_display = [
        "name",
        "organisation_number",
        "municipality_number",
        "kind",
        "county",
        "written_standard",
        "population",
    ]
    list_filter = ["kind", "county", "organisation_form", "written_standard"]
    list_select_related = ["county"]
    list_per_page = 50
    search_fields = ["name"]
    search_help_text = _("Name in any language, organisation number or municipality number.")
    autocomplete_fields = ["county"]
    inlines = [MunicipalityNumberInline]
    fieldsets = [
        (
            None,
            {
                "description": _(
                    "Where the register's own tables state a fact, loading them again overwrites "
                    "what you change here."
                ),
                "fields": ["organisation_number", "kind", "organisation_form"],
            },
        ),
        (
            _("Names"),
            {"fields": ["name", "register_name", "name_official", "name_sami", "name_kven"]},
        ),
        (
            _("About the organisation"),
            {
                "fields": [
                    "county",
                    "has_county_functions",
                    "written_standard",
                    "population",
                    "website",
                    "address",
                    "registry_status",
                    "deregistered_on",
                ]
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest):
        return with_municipality_number(super().get_queryset(request))

    def get_search_results(self, request: HttpRequest, queryset, search_term):
        """Search as the public register does; no row can come twice."""
        return search(queryset, search_term), False

    @admin.display(description=_("municipality number"), ordering="municipality_number")
    def municipality_number(self, organisation: NumberedOrganisation) -> str | None:
        return organisation.municipality_number
