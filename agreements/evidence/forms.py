"""Turning what a person asks for into a day."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.framework_administration.forms import date_input


class EvidenceForm(forms.Form):
    """The day whose position the evidence shows."""

    as_of = forms.DateField(
        label=_("As of"),
        widget=date_input(),
        help_text=_("Today, or the day the publisher asks about."),
        error_messages={
            "required": _("Choose a day."),
            "invalid": _("Write the day as day.month.year, for example 31.12.2026."),
        },
    )
