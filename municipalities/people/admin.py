"""Admin screens of people, roles and invitations."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from municipalities.admin_rules import KeptForGood, WrittenByActs
from municipalities.people.models import Invitation, Membership, Role, User
from municipalities.people.queries import in_force

# What a case officer may do follows from one flag (admin_rights.py): no groups to keep in step.
admin.site.unregister(Group)

# One place to sign in, where attempts are counted.
admin.site.login = secure_admin_login(admin.site.login)

RIGHTS = ["is_case_officer", "is_staff", "is_superuser"]


class RoleFilter(admin.SimpleListFilter):
    """The people who hold a role in some organisation now."""

    title = _("role")
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return Role.choices

    def queryset(self, request, people):
        if self.value() not in Role.values:
            return people
        holders = Membership.objects.filter(in_force(), role=self.value())
        return people.filter(pk__in=holders.values("user"))


@admin.register(User)
class UserAdmin(KeptForGood, admin.ModelAdmin):
    """People sign up themselves; only a KS administrator gives rights at KS.

    A person's password and address are changed by the person alone, who can show to own them.
    """

    list_display = ["name", "email", "is_active", "is_case_officer", "is_staff"]
    list_filter = [RoleFilter, "is_active", *RIGHTS]
    search_fields = ["name", "email"]
    ordering = ["name", "email"]
    fields = ["name", "email", "is_active", *RIGHTS, "last_login", "date_joined"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        """Case officers change those without rights at KS: they shut nobody out above them."""
        if obj and any(getattr(obj, right) for right in RIGHTS):
            return request.user.is_superuser
        return super().has_change_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        rights = [] if request.user.is_superuser else RIGHTS
        return ["email", *rights, "last_login", "date_joined"]


@admin.register(Membership)
class MembershipAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = [
        "user",
        "organisation",
        "role",
        "requested_at",
        "confirmed_at",
        "declined_at",
        "ended_at",
    ]
    list_filter = ["role", "organisation__kind", "confirmed_at", "ended_at"]
    list_select_related = ["user", "organisation"]
    date_hierarchy = "requested_at"
    search_fields = [
        "user__name",
        "user__email",
        "organisation__name",
        "organisation__organisation_number",
    ]


@admin.register(Invitation)
class InvitationAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = [
        "email",
        "organisation",
        "role",
        "invited_by",
        "invited_at",
        "accepted_at",
        "withdrawn_at",
    ]
    list_filter = ["role", "invited_at"]
    list_select_related = ["organisation", "invited_by"]
    search_fields = ["email", "organisation__name", "organisation__organisation_number"]
    exclude = ["token"]
