"""Admin screen of opening balances: to read."""

from django.contrib import admin

from agreements.opening_balances.models import OpeningBalance
from municipalities.admin_rules import WrittenByActs


@admin.register(OpeningBalance)
class OpeningBalanceAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["organisation", "file_name", "state", "uploaded_at"]
    list_filter = ["state"]
    list_select_related = ["organisation"]
    search_fields = ["organisation__name", "file_name"]
    show_full_result_count = False
