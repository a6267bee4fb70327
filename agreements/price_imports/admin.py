"""Admin screen of price files."""

from django.contrib import admin

from agreements.price_imports.models import PriceImport
from municipalities.admin_rules import WrittenByActs


@admin.register(PriceImport)
class PriceImportAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["file_name", "framework", "valid_from", "state", "uploaded_at", "uploaded_by"]
    list_filter = ["framework", "state"]
    list_select_related = ["framework", "uploaded_by"]
    search_fields = ["file_name", "sha256"]
