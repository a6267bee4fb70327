"""Turning a mandate, and its revocation, into values."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.framework_administration.forms import date_input
from agreements.frameworks.models import FrameworkAgreement
from agreements.frameworks.queries import announced_frameworks
from agreements.kept_documents.models import KeptDocument
from agreements.kept_documents.queries import powers_of_attorney_of
from agreements.mandates.states import Powers
from municipalities.form_choices import offer_rows
from municipalities.register.models import Organisation

WRITE_A_DAY = {"invalid": _("Write the day as day.month.year, for example 31.12.2026.")}


class MandateForm(forms.Form):
    """To whom, what they may do, under what, and from when to when."""

    representative = forms.CharField(
        label=_("The representative's organisation number"),
        max_length=20,
        help_text=_("The inter-municipal company or host municipality that orders for you."),
    )
    powers = forms.ChoiceField(
        label=_("What they may do"),
        choices=Powers,
        widget=forms.RadioSelect,
        initial=Powers.ORDER,
        help_text=_("If they only order, your own approvers approve. Nobody approves their own."),
    )
    frameworks = forms.ModelMultipleChoiceField(
        FrameworkAgreement.objects.none(),
        label=_("Under which framework agreements"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none to let the mandate hold under all of them."),
    )
    starts_on = forms.DateField(
        label=_("First day"), widget=date_input(), error_messages=WRITE_A_DAY
    )
    ends_on = forms.DateField(label=_("Last day"), widget=date_input(), error_messages=WRITE_A_DAY)
    document = forms.ModelChoiceField(
        KeptDocument.objects.none(),
        label=_("Signed paper"),
        required=False,
        empty_label=_("No paper: I sign here in the portal"),
        help_text=_("A power of attorney or a decision among your documents."),
    )

    def __init__(self, *args, owner: Organisation, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner
        today = timezone.localdate()
        offer_rows(self, "frameworks", announced_frameworks(today).filter(ends_on__gte=today))
        offer_rows(self, "document", powers_of_attorney_of(owner))

    def clean_representative(self) -> Organisation:
        """The organisation of the register that has the number, written with or without spaces."""
        number = "".join(self.cleaned_data["representative"].split())
        organisation = Organisation.objects.filter(organisation_number=number).first()
        if organisation is None:
            raise ValidationError(
                _("No organisation in the register has this number."), code="no_such_organisation"
            )
        return organisation

    def clean(self):
        """The days are in order, and the mandate is to somebody else."""
        facts = super().clean() or self.cleaned_data
        first, last = facts.get("starts_on"), facts.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first."))
        if facts.get("representative") == self.owner:
            self.add_error("representative", _("An organisation needs no mandate from itself."))
        return facts

    def facts(self):
        """What the mandate says."""
        return {**self.cleaned_data, "frameworks": list(self.cleaned_data["frameworks"])}


class RevokeForm(forms.Form):
    """Why a mandate is revoked."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write why.")},
    )
