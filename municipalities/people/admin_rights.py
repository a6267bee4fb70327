"""What a case officer may do in the admin screens, without lists of single permissions."""

from django.contrib.auth.backends import BaseBackend

PORTAL_APPS = {"agreements", "municipalities"}


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
