"""Admin screen of true-ups: to read."""

from django.contrib import admin

from agreements.trueups.models import TrueUp, TrueUpCount
from municipalities.admin_rules import InlineByActs, WrittenByActs


class TrueUpCountInline(InlineByActs, admin.TabularInline):
    model = TrueUpCount
    fields = ["product", "held", "counted"]


@admin.register(TrueUp)
class TrueUpAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["volume_licence_agreement", "anniversary", "closes_on", "state", "answered_at"]
    list_filter = ["state"]
    list_select_related = ["volume_licence_agreement"]
    search_fields = ["volume_licence_agreement__number"]
    inlines = [TrueUpCountInline]
