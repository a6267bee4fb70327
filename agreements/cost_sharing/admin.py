"""The admin screen of cost-sharing keys: to read; they are recorded on the pages."""

from django.contrib import admin

from agreements.cost_sharing.models import CostShare, CostSharingKey
from municipalities.admin_rules import InlineByActs, WrittenByActs


class CostShareInline(InlineByActs, admin.TabularInline):
    model = CostShare
    fields = ["organisation", "percent"]


@admin.register(CostSharingKey)
class CostSharingKeyAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["name", "organisation", "starts_on"]
    list_select_related = ["organisation"]
    search_fields = ["name", "organisation__name"]
    inlines = [CostShareInline]
