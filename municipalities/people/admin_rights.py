"""What a case officer may do in the admin screens, without lists of single permissions."""

from django.contrib.auth.backends import BaseBackend
from django.utils.translation import gettext_lazy as _

from municipalities.admin_rules import OfficerRule

PORTAL_APPS = {"agreements", "municipalities"}
RIGHTS = ("is_case_officer", "is_staff", "is_superuser")

PERSON = OfficerRule(
    reason=_(
        "A signature keeps the name that it was given in. Who is shut out is let in again the "
        "same way. Only a KS administrator gives rights at KS."
    ),
    instead=_("A person's e-mail address and password are changed by the person alone."),
    may_add=False,
    until_effective=("name", "is_active"),
    counts=lambda person: any(getattr(person, right) for right in RIGHTS),
    effective_when=_("the person has rights at KS"),
    administrator=RIGHTS,
    administrator_changes=True,
)


class CaseOfficerBackend(BaseBackend):
    """Case officers may see, add and change the portal's own tables, and delete nothing.

    The admin screens narrow it further (municipalities/admin_rules.py). Whether the admin is
    open at all is the person's `is_staff`.
    """

    def has_module_perms(self, user, app_label):
        return user.is_active and user.is_case_officer and app_label in PORTAL_APPS

    def has_perm(self, user, permission, obj=None):
        app_label, _, act = permission.partition(".")
        return self.has_module_perms(user, app_label) and not act.startswith("delete_")
