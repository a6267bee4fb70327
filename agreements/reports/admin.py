"""Admin screen of batches, to read."""

from django.contrib import admin

from agreements.reports.models import SummaryBatch
from municipalities.admin_rules import WrittenByActs


@admin.register(SummaryBatch)
class SummaryBatchAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["framework", "as_of", "requested_at", "requested_by"]
    list_select_related = ["framework", "requested_by"]
