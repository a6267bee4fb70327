"""Turning a count, or a file of counts, into values."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.frameworks.forms import date_input
from agreements.holdings.sheets import HIGHEST, LARGEST


class DayForm(forms.Form):
    """The day that is asked about, and the part of the organisation."""

    at = forms.DateField(
        label=_("On the day"),
        required=False,
        widget=date_input(),
        error_messages={"invalid": _("Write the day as day.month.year, for example 31.12.2026.")},
    )
    segment = forms.ModelChoiceField(
        None, label=_("Segment"), required=False, empty_label=_("The whole organisation")
    )

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["segment"].queryset = organisation.segments.all()

    def chosen(self, *, today):
        """The chosen day and segment; today and the whole organisation for what is not."""
        chosen = self.cleaned_data if self.is_valid() else {}
        return chosen.get("at") or today, chosen.get("segment")


class CountForm(forms.Form):
    """How many of a product are in use in a part of the organisation."""

    part_number = forms.CharField(label=_("Part number"), max_length=30)
    quantity = forms.IntegerField(label=_("In use"), min_value=0, max_value=HIGHEST)
    counted_on = forms.DateField(label=_("Counted on"), widget=date_input())
    segment = forms.ModelChoiceField(
        None, label=_("Segment"), required=False, empty_label=_("What is in no segment")
    )

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["segment"].queryset = organisation.segments.filter(closed_at=None)


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
        if file.size > LARGEST:
            raise forms.ValidationError(gettext("The file is larger than 5 MB."), code="too_large")
        return file
