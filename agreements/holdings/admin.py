"""Admin screen of the ledger: to read."""

from django.contrib import admin

from agreements.holdings.models import LedgerEntry
from municipalities.admin_rules import WrittenByActs


@admin.register(LedgerEntry)
class LedgerEntryAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["organisation", "product", "kind", "quantity", "valid_from", "valid_to"]
    list_filter = ["kind"]
    list_select_related = ["organisation", "product"]
    search_fields = ["organisation__name", "product__name", "product__part_number"]
    show_full_result_count = False
