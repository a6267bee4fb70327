"""Admin screen of signatures, to read."""

from django.contrib import admin

from agreements.signing.models import Signature
from municipalities.admin_rules import WrittenByActs


@admin.register(Signature)
class SignatureAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["name", "signed_by", "method", "signed_at", "client_address"]
    list_filter = ["method"]
    list_select_related = ["signed_by"]
    search_fields = ["name", "signed_by__email", "document_sha256"]
