"""How admin screens read what the register names."""

from municipalities.register.forms import OrganisationNumberField


class NumbersWithSpaces:
    """Organisation numbers are taken with their spaces, as they are copied from other pages."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "organisation_number":
            kwargs["form_class"] = OrganisationNumberField
        return super().formfield_for_dbfield(db_field, request, **kwargs)
