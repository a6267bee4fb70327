"""What a case officer brings: a price file and its first day, or why a file is reversed."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.frameworks.forms import date_input, reason_field
from agreements.price_imports.actions import LARGEST


class UploadForm(forms.Form):
    """A price file, and the day from which its prices hold."""

    file = forms.FileField(
        label=_("Price file"),
        help_text=_("A spreadsheet (xlsx) or a text table (csv) of at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Choose another."),
        },
    )
    valid_from = forms.DateField(
        label=_("Valid from"),
        widget=date_input(),
        error_messages={"required": _("Write the first day of the prices.")},
    )

    def clean_file(self):
        """The file, if it is not too large to be read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(
                gettext("The file is larger than 20 MB. Divide it or remove what is not prices."),
                code="too_large",
            )
        return file


class ReverseForm(forms.Form):
    """Why a price list is taken out again."""

    reason = reason_field()
