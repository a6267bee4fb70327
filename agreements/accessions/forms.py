"""Turning what a signatory, a buyer or a case officer writes into values."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.accessions.models import AuthorityGrounds, VolumeLicenceAgreement
from agreements.frameworks.models import Programme, Reseller


class SignForm(forms.Form):
    """The signatory's grounds of authority and consent to the terms that were shown."""

    grounds = forms.ChoiceField(
        label=_("By what right do you sign?"),
        choices=AuthorityGrounds,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what gives you the right to sign.")},
    )
    grounds_reference = forms.CharField(
        label=_("Decision or document"),
        max_length=200,
        required=False,
        help_text=_(
            "Case number of the delegation, or the power of attorney. "
            "Not needed for the legal representative by law."
        ),
    )
    consent = forms.BooleanField(
        label=_("I have read the terms and accept them on behalf of the organisation."),
        error_messages={"required": _("Tick that you accept the terms before you sign.")},
    )
    terms_version = forms.IntegerField(widget=forms.HiddenInput)


class RejectForm(forms.Form):
    """Why KS rejects an accession."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why. The organisation sees the reason.")},
    )


class AgreementForm(forms.ModelForm):
    """What a volume licence agreement is drawn up with."""

    class Meta:
        model = VolumeLicenceAgreement
        fields = ["programme", "reseller", "counting_basis", "counted_quantity", "starts_on"]
        widgets = {
            "starts_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "counted_quantity": forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        }

    def __init__(self, *args, framework, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = Programme.objects.filter(framework=framework)
        self.fields["reseller"].queryset = Reseller.objects.filter(
            frameworks=framework, is_active=True
        )
