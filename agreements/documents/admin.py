"""Admin screen of issued documents, to read."""

from django.contrib import admin

from agreements.documents.models import IssuedDocument
from municipalities.admin_rules import WrittenByActs


@admin.register(IssuedDocument)
class IssuedDocumentAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["title", "kind", "code", "as_of", "issued_at", "issued_by"]
    list_filter = ["kind", "language", "has_self_made_seal"]
    list_select_related = ["issued_by"]
    search_fields = ["code", "title", "sha256", "organisation__name"]
    date_hierarchy = "issued_at"
