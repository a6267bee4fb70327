"""Admin screen of evidence packs: to read."""

from django.contrib import admin

from agreements.evidence.models import EvidencePack
from municipalities.admin_rules import WrittenByActs


@admin.register(EvidencePack)
class EvidencePackAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["organisation", "as_of", "requested_at", "document"]
    list_select_related = ["organisation", "document"]
    search_fields = ["organisation__name"]
