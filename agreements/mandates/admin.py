"""The admin screen of mandates: to read; acts are done on the pages."""

from django.contrib import admin

from agreements.mandates.models import Mandate, MandateFramework
from municipalities.admin_rules import InlineByActs, WrittenByActs


class MandateFrameworkInline(InlineByActs, admin.TabularInline):
    model = MandateFramework
    fields = ["framework"]


@admin.register(Mandate)
class MandateAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["owner", "representative", "powers", "starts_on", "ends_on", "revoked_at"]
    list_filter = ["powers"]
    list_select_related = ["owner", "representative"]
    search_fields = ["owner__name", "representative__name"]
    inlines = [MandateFrameworkInline]
