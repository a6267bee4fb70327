"""What the admin screens may not do, whoever is signed in, and how they read numbers."""

from municipalities.number_fields import number_formfield


class NumbersAsPrinted:
    """Numbers are typed in the admin as on the portal's own pages."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """The portal's own field for a number, Django's for anything else."""
        if field := number_formfield(db_field, **kwargs):
            return field
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class KeptForGood(NumbersAsPrinted):
    """Rows of this table are never deleted in the admin."""

    def has_delete_permission(self, request, obj=None):
        return False


class WrittenByActs(KeptForGood):
    """Rows of this table come from acts on the portal's own pages; the admin only shows them."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False
