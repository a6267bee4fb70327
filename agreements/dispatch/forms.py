"""Turning what a person writes about a held order into values."""

from django import forms
from django.utils.translation import gettext_lazy as _


class StopForm(forms.Form):
    """Why a held order is stopped permanently."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why the order is not to be sent.")},
    )
