"""Turning what an administrator writes about a segment into values."""

from django import forms
from django.utils.translation import gettext_lazy as _

OFFERED = (_("Administration"), _("School"), _("Health"))
"""The names offered to an organisation that has not got them."""


class SegmentForm(forms.Form):
    """A segment's name and contact."""

    name = forms.CharField(label=_("Name"), max_length=60)
    contact_name = forms.CharField(label=_("Contact"), max_length=100)
    contact_email = forms.EmailField(
        label=_("The contact's e-mail address"),
        error_messages={"invalid": _("Write an e-mail address, for example post@example.no.")},
    )
