"""Admin screens of people, roles and invitations."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from municipalities.admin_rules import WrittenByActs, WrittenByOfficers
from municipalities.people.admin_rights import PERSON, RIGHTS
from municipalities.people.models import Invitation, Membership, Role, User
from municipalities.people.queries import in_force
from municipalities.texts import Text

# One place to sign in, where attempts are counted; allauth says to do it so.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class RoleFilter(admin.SimpleListFilter):
    """The people who hold a role in some organisation now."""

    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, Text]]:
        return [(role.value, role.label) for role in Role]

    def queryset(self, request: HttpRequest, people):
        if self.value() not in Role.values:
            return people
        holders = Membership.objects.filter(in_force(), role=self.value())
        return people.filter(pk__in=holders.values("user"))


@admin.register(User)
class UserAdmin(WrittenByOfficers, admin.ModelAdmin):
    """People sign up themselves; only a KS administrator gives rights at KS.

    A person's password and address are changed by the person alone, who can show to own them.
    """

    rule = PERSON
    list_display = ["name", "email", "is_active", "is_case_officer", "is_staff"]
    list_filter = [RoleFilter, "is_active", *RIGHTS]
    search_fields = ["name", "email"]
    ordering = ["name", "email"]
    fields = ["name", "email", "is_active", *RIGHTS, "last_login", "date_joined"]
    readonly_fields = ["last_login", "date_joined"]


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
