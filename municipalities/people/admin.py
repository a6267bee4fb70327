"""Admin screens of people, roles and invitations."""

from django.contrib import admin
from django.contrib.auth.models import Group

from municipalities.admin_rules import KeptForGood, WrittenByActs
from municipalities.people.models import Invitation, Membership, User

admin.site.unregister(Group)

RIGHTS = ["is_case_officer", "is_staff", "is_superuser"]


@admin.register(User)
class UserAdmin(KeptForGood, admin.ModelAdmin):
    """People sign up themselves; only a KS administrator gives rights at KS."""

    list_display = ["name", "email", "is_active", *RIGHTS]
    list_filter = ["is_active", *RIGHTS]
    search_fields = ["name", "email"]
    fields = ["name", "email", "is_active", *RIGHTS, "last_login", "date_joined"]

    def has_add_permission(self, request):
        return False

    def get_readonly_fields(self, request, obj=None):
        rights = [] if request.user.is_superuser else [*RIGHTS, "email"]
        return [*rights, "last_login", "date_joined"]


@admin.register(Membership)
class MembershipAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["user", "organisation", "role", "requested_at", "confirmed_at", "ended_at"]
    list_filter = ["role", "organisation__kind"]
    list_select_related = ["user", "organisation"]
    search_fields = ["user__name", "user__email", "organisation__name"]


@admin.register(Invitation)
class InvitationAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["email", "organisation", "role", "invited_at", "accepted_at", "withdrawn_at"]
    list_filter = ["role"]
    list_select_related = ["organisation"]
    search_fields = ["email", "organisation__name"]
    exclude = ["token"]
