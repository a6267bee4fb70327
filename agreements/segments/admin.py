"""Admin screen of segments: to read; acts are done on the pages."""

from django.contrib import admin

from agreements.segments.models import Segment
from municipalities.admin_rules import WrittenByActs


@admin.register(Segment)
class SegmentAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["name", "organisation", "contact_name", "contact_email", "closed_at"]
    list_select_related = ["organisation"]
    search_fields = ["name", "organisation__name"]
