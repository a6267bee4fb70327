"""Reading organisation numbers as people write them."""

from django import forms

from municipalities.register.organisation_numbers import validate_organisation_number


class OrganisationNumberField(forms.CharField):
    """An organisation number, with or without spaces between its digits."""

    default_validators = [validate_organisation_number]

    def to_python(self, value):
        """The digits without their spaces."""
        return "".join((super().to_python(value) or "").split())

    def widget_attrs(self, widget) -> dict[str, str]:
        """No maximum length in the browser: it would cut off a number written with spaces."""
        return {"inputmode": "numeric"}
