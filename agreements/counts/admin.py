"""Admin screen of counts: to read."""

from django.contrib import admin

from agreements.counts.models import LicenceCount
from municipalities.admin_rules import WrittenByActs


@admin.register(LicenceCount)
class LicenceCountAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["organisation", "product", "segment", "counted_on", "quantity"]
    list_select_related = ["organisation", "product", "segment"]
    search_fields = ["organisation__name", "product__name", "product__part_number"]
    show_full_result_count = False
