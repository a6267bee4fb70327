"""Admin screens of reforms: to read."""

from django.contrib import admin

from agreements.reforms.models import ReformPlan
from municipalities.admin_rules import WrittenByActs


@admin.register(ReformPlan)
class ReformPlanAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["title", "kind", "takes_effect_on", "state", "drafted_by", "approved_by"]
    list_filter = ["kind", "state"]
    list_select_related = ["drafted_by", "approved_by"]
    search_fields = ["title", "decision", "parties__organisation__name"]
