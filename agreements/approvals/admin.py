"""Admin screen of those who stand in for approvers: to read; acts are done on the pages."""

from django.contrib import admin

from agreements.approvals.models import ApprovalDelegation
from municipalities.admin_rules import WrittenByActs


@admin.register(ApprovalDelegation)
class ApprovalDelegationAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["approver", "delegate", "organisation", "starts_on", "ends_on", "revoked_at"]
    list_select_related = ["approver", "delegate", "organisation"]
    search_fields = ["organisation__name", "approver__name", "delegate__name"]
