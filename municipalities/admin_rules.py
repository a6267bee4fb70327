"""What the admin screens may not do, whoever is signed in."""


class KeptForGood:
    """Rows of this table are never deleted in the admin."""

    def has_delete_permission(self, request, obj=None):
        return False


class WrittenByActs(KeptForGood):
    """Rows of this table come from acts on the portal's own pages; the admin only shows them."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False
