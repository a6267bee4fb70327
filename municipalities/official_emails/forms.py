"""Turning what a case officer writes about an official e-mail address into values."""

from django import forms
from django.utils.translation import gettext_lazy as _


class OfficialEmailForm(forms.Form):
    """The address, and where it is from."""

    email = forms.EmailField(
        label=_("Official e-mail address"),
        max_length=254,
        required=False,
        help_text=_("Leave it empty if the organisation has none."),
    )
    source = forms.CharField(
        label=_("Where the address is from"),
        max_length=300,
        help_text=_("For example the organisation's website. It stays in the history."),
        error_messages={"required": _("Write where the address is from.")},
    )
