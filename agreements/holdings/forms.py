"""Turning a chosen day into a date."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PositionForm(forms.Form):
    """The day whose position is shown."""

    at = forms.DateField(
        label=_("Holdings on"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Write the day as day.month.year, for example 31.12.2026.")},
    )
