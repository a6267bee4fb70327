"""Admin screen of kept papers, to read."""

from django.contrib import admin

from agreements.kept_documents.models import KeptDocument
from municipalities.admin_rules import WrittenByActs


@admin.register(KeptDocument)
class KeptDocumentAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["title", "organisation", "kind", "access", "uploaded_at", "withdrawn_at"]
    list_filter = ["kind", "access"]
    list_select_related = ["organisation"]
    search_fields = ["title", "journal_reference", "organisation__name"]
