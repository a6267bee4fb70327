"""What a case officer brings: a price file and its first day, or why a file is reversed."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.framework_administration.forms import date_input, reason_field
from agreements.frameworks.models import FrameworkAgreement, Lot
from agreements.price_imports.actions import MAX_FILE_BYTES
from municipalities.form_choices import offer_rows


class UploadForm(forms.Form):
    """A price file, the day from which its prices hold, and the lot of products without one.

    The lot is asked for where the framework agreement has lots.
    """

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

    lot = forms.ModelChoiceField(
        label=_("Lot of products without one"),
        help_text=_("For products that neither the file nor the catalogue puts in a lot."),
        queryset=Lot.objects.none(),
        required=False,
        empty_label=_("None: the file names the lot of every new product"),
    )

    def __init__(self, *args, framework: FrameworkAgreement, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        lots = framework.lots.all()
        if lots:
            offer_rows(self, "lot", lots)
        else:
            del self.fields["lot"]

    def clean_file(self):
        """The file, if it is not too large to be read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE_BYTES:
            raise forms.ValidationError(
                gettext("The file is larger than 20 MB. Divide it or remove what is not prices."),
                code="too_large",
            )
        return file


class ReverseForm(forms.Form):
    """Why a price list is taken out again."""

    reason = reason_field()
