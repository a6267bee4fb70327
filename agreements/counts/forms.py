"""Turning a count, or a file of counts, into values."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.framework_administration.forms import date_input
from agreements.holdings.forms import PositionForm
from agreements.segments.models import Segment
from agreements.table_files.sheets import MAX_CELL_QUANTITY, MAX_FILE_BYTES
from municipalities.form_choices import offer_rows
from municipalities.number_fields import QuantityField
from municipalities.register.models import Organisation


class DayForm(PositionForm):
    """The day that is asked about, and the part of the organisation."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].label = _("On the day")


class CountForm(forms.Form):
    """How many of a product are in use in a part of the organisation."""

    part_number = forms.CharField(label=_("Part number"), max_length=30)
    quantity = QuantityField(label=_("In use"), max_value=MAX_CELL_QUANTITY)
    counted_on = forms.DateField(label=_("Counted on"), widget=date_input())
    segment = forms.ModelChoiceField(
        Segment.objects.none(),
        label=_("Segment"),
        required=False,
        empty_label=_("What is in no segment"),
    )

    def __init__(self, *args, organisation: Organisation, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "segment", organisation.segments.filter(closed_at=None))


class SheetForm(forms.Form):
    """A spreadsheet or a text table."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A spreadsheet (xlsx) or a text table (csv) of at most 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Choose another."),
        },
    )

    def clean_file(self):
        """The file, if it is not too large to be read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE_BYTES:
            raise forms.ValidationError(gettext("The file is larger than 5 MB."), code="too_large")
        return file
