"""Turning a chosen day and a part of the organisation into values."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.framework_administration.forms import date_input
from agreements.segments.models import Segment
from municipalities.form_choices import offer_rows
from municipalities.register.models import Organisation


class PositionForm(forms.Form):
    """The day whose position is shown, and the part of the organisation."""

    at = forms.DateField(
        label=_("Holdings on"),
        required=False,
        widget=date_input(),
        error_messages={"invalid": _("Write the day as day.month.year, for example 31.12.2026.")},
    )
    segment = forms.ModelChoiceField(
        Segment.objects.none(),
        label=_("Segment"),
        required=False,
        empty_label=_("The whole organisation"),
    )

    def __init__(self, *args, organisation: Organisation, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "segment", organisation.segments.all())

    def chosen(self, *, today: date):
        """The chosen day and segment; today and the whole organisation for what is not."""
        chosen = self.cleaned_data if self.is_valid() else {}
        return chosen.get("at") or today, chosen.get("segment")
