"""Turning what a case officer chose into findings and an act."""

from django import forms
from django.utils.translation import gettext_lazy as _

from municipalities.form_choices import offer_choices


class DecisionForm(forms.Form):
    """Findings, what becomes of them, and why where they are rejected."""

    findings = forms.TypedMultipleChoiceField(
        label=_("Findings"),
        coerce=int,
        required=False,
        error_messages={
            "invalid_choice": _("Some of this is decided or no longer so. Look again.")
        },
    )
    act = forms.ChoiceField(choices=[("accept", _("Accept")), ("reject", _("Reject"))])
    reason = forms.CharField(
        label=_("Why the portal is right (only to reject)"), max_length=1000, required=False
    )

    def __init__(self, *args, keys, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "findings", [(key, key) for key in keys])

    def is_chosen(self, finding) -> bool:
        """Whether the officer ticked it."""
        return str(finding.pk) in (self["findings"].value() or [])
