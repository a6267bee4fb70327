"""Admin screens of suppliers, resellers, framework agreements and negotiations."""

from django.contrib import admin

from agreements.frameworks.models import (
    FrameworkAgreement,
    Negotiation,
    PriceLevel,
    Programme,
    Reseller,
    Supplier,
    TermsVersion,
)
from municipalities.admin_rules import KeptForGood


@admin.register(Supplier)
class SupplierAdmin(KeptForGood, admin.ModelAdmin):
    list_display = ["name", "organisation_number", "email"]
    search_fields = ["name", "organisation_number"]


@admin.register(Reseller)
class ResellerAdmin(KeptForGood, admin.ModelAdmin):
    list_display = ["name", "organisation_number", "place", "email", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "organisation_number", "place"]


@admin.register(FrameworkAgreement)
class FrameworkAgreementAdmin(KeptForGood, admin.ModelAdmin):
    list_display = ["name", "supplier", "starts_on", "ends_on", "accession_closes_on"]
    list_filter = ["supplier", "is_demonstration"]
    list_select_related = ["supplier"]
    search_fields = ["name", "reference", "supplier__name"]
    filter_horizontal = ["resellers"]


@admin.register(TermsVersion)
class TermsVersionAdmin(KeptForGood, admin.ModelAdmin):
    """A version somebody may have signed is never rewritten: a new text is a new version."""

    list_display = ["framework", "version", "valid_from"]
    list_filter = ["framework"]
    list_select_related = ["framework"]
    search_fields = ["version", "framework__name"]

    def has_change_permission(self, request, obj=None):
        return obj is None and super().has_change_permission(request, obj)


class PriceLevelInline(KeptForGood, admin.TabularInline):
    model = PriceLevel
    extra = 0


@admin.register(Programme)
class ProgrammeAdmin(KeptForGood, admin.ModelAdmin):
    list_display = ["name", "framework", "term_months", "counting_basis"]
    list_filter = ["framework"]
    list_select_related = ["framework"]
    search_fields = ["name"]
    inlines = [PriceLevelInline]


@admin.register(Negotiation)
class NegotiationAdmin(admin.ModelAdmin):
    list_display = ["supplier_name", "outcome", "ended_on", "framework"]
    list_filter = ["outcome"]
    list_select_related = ["framework"]
    search_fields = ["supplier_name"]
