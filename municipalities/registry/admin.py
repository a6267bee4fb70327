"""Admin screens of findings and runs, to read."""

from django.contrib import admin

from municipalities.admin_rules import WrittenByActs
from municipalities.registry.models import RegistryFinding, RegistryRun


@admin.register(RegistryFinding)
class RegistryFindingAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["organisation", "kind", "before", "after", "state", "found_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["organisation"]
    search_fields = ["organisation__name"]


@admin.register(RegistryRun)
class RegistryRunAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["began_at", "ended_at", "since", "asked", "found"]
