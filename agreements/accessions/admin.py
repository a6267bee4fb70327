"""Admin screens of accessions and volume licence agreements, to read; acts are done elsewhere."""

from django.contrib import admin

from agreements.accessions.models import (
    Accession,
    AccessionAct,
    ConditionOverride,
    RenewedLevel,
    VolumeLicenceAgreement,
)
from municipalities.admin_rules import InlineByActs, WrittenByActs


@admin.register(Accession)
class AccessionAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["organisation", "framework", "state", "signed_at", "countersigned_at"]
    list_filter = ["state", "framework", "organisation__kind"]
    list_select_related = ["organisation", "framework"]
    search_fields = ["organisation__name", "organisation__organisation_number"]
    date_hierarchy = "begun_at"


@admin.register(AccessionAct)
class AccessionActAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["accession", "kind", "at", "by"]
    list_filter = ["kind"]
    list_select_related = ["accession__organisation", "accession__framework", "by"]
    search_fields = ["accession__organisation__name"]


@admin.register(ConditionOverride)
class ConditionOverrideAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["organisation", "framework", "joining_condition", "made_at", "made_by"]
    list_filter = ["joining_condition", "framework"]
    list_select_related = ["organisation", "framework", "made_by"]
    search_fields = ["organisation__name"]


class RenewedLevelInline(InlineByActs, admin.TabularInline):
    model = RenewedLevel
    fields = ["pool", "valid_from", "price_level", "measured", "carried_points", "is_on_hold"]


@admin.register(VolumeLicenceAgreement)
class VolumeLicenceAgreementAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["number", "programme", "price_level", "reseller", "starts_on", "ends_on"]
    list_filter = ["programme", "reseller"]
    list_select_related = ["programme", "price_level", "reseller"]
    search_fields = ["number", "accession__organisation__name"]
    inlines = [RenewedLevelInline]
