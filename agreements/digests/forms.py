"""Turning a case officer's choice of mail into values."""

from django import forms
from django.utils.translation import gettext_lazy as _

from municipalities.officer_mail.models import IMMEDIATE_SUBJECTS, Subject


class MailForm(forms.Form):
    """What the daily mail is about, and what comes at once besides. Nothing chosen is no mail."""

    daily = forms.MultipleChoiceField(
        label=_("In one mail a day"),
        choices=Subject.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Only when something waits."),
    )
    immediate = forms.MultipleChoiceField(
        label=_("At once, one mail for each"),
        choices=[(subject.value, subject.label) for subject in IMMEDIATE_SUBJECTS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
