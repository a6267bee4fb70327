"""Admin screens of accessions and volume licence agreements, to read; acts are done elsewhere."""

from django.contrib import admin

from agreements.accessions.models import Accession, VolumeLicenceAgreement
from municipalities.admin_rules import WrittenByActs


@admin.register(Accession)
class AccessionAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["organisation", "framework", "signed_at", "countersigned_at", "rejected_at"]
    list_filter = ["framework", "organisation__kind"]
    list_select_related = ["organisation", "framework"]
    search_fields = ["organisation__name", "organisation__organisation_number"]
    date_hierarchy = "signed_at"


@admin.register(VolumeLicenceAgreement)
class VolumeLicenceAgreementAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["number", "programme", "price_level", "reseller", "starts_on", "ends_on"]
    list_filter = ["programme", "reseller"]
    list_select_related = ["programme", "price_level", "reseller"]
    search_fields = ["number", "accession__organisation__name"]
