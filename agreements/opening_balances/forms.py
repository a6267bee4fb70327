"""Turning a file of opening balances, and the products chosen for its rows, into values."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.framework_administration.forms import date_input
from agreements.table_files.sheets import MAX_FILE_BYTES
from municipalities.form_choices import offer_rows


class BalanceForm(forms.Form):
    """A file, the agreement it is about, and the first day of what has none in the file."""

    agreement = forms.ModelChoiceField(
        VolumeLicenceAgreement.objects.none(), label=_("Volume licence agreement")
    )
    valid_from = forms.DateField(
        label=_("Valid from"),
        help_text=_("For rows that name no first day."),
        widget=date_input(),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("A spreadsheet (xlsx) or a text table (csv) of at most 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Choose another."),
        },
    )

    def __init__(self, *args, agreements, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "agreement", agreements)

    def clean_file(self):
        """The file, if it is not too large to be read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE_BYTES:
            raise forms.ValidationError(gettext("The file is larger than 5 MB."), code="too_large")
        return file


def chosen_products(data) -> dict[int, int]:
    """The products chosen on the page as {row id: product id}; what is not chosen is left out."""
    return {
        int(name.removeprefix("product-")): int(value)
        for name, value in data.items()
        if name.startswith("product-") and _is_key(name.removeprefix("product-")) and _is_key(value)
    }


def _is_key(text: str):
    return text.isascii() and text.isdigit() and len(text) < 19
