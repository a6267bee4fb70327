"""Turning what a buyer or a case officer types into values."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.segments.models import Segment
from municipalities.form_choices import offer_rows
from municipalities.register.models import Organisation


class ReturnForm(forms.Form):
    """Why an order is sent back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why, so that your colleague can mend it.")},
    )


class QuestionForm(forms.Form):
    """What an approver asks before deciding."""

    question = forms.CharField(
        label=_("Question"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write the question first.")},
    )


class AnswerForm(forms.Form):
    """What the orderer answers."""

    answer = forms.CharField(
        label=_("Answer"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write the answer first.")},
    )


class OrdersOfSegmentForm(forms.Form):
    """Whose orders are listed."""

    segment = forms.ModelChoiceField(
        Segment.objects.none(),
        label=_("Segment"),
        required=False,
        empty_label=_("The whole organisation"),
    )

    def __init__(self, *args, organisation: Organisation, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "segment", Segment.objects.filter(organisation=organisation))
