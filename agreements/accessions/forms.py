"""Turning what a signatory, a buyer or a case officer writes into values."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.accessions.models import AuthorityGrounds, VolumeLicenceAgreement
from agreements.accessions.states import OVERRIDABLE, JoiningCondition
from agreements.frameworks.models import FrameworkAgreement, Reseller
from agreements.kept_documents.models import KeptDocument
from agreements.price_levels.models import PER_POOL, ProductPool, Programme
from municipalities.form_choices import offer_choices, offer_rows
from municipalities.number_fields import QuantityField
from municipalities.people.models import User
from municipalities.register.models import Organisation


class PersonField(forms.ModelChoiceField):
    """One of the organisation's people, shown with name and address."""

    def label_from_instance(self, person: User) -> str:
        return f"{person.name} ({person.email})"


class SignForm(forms.Form):
    """Who answers for the accession, by what right, and consent to the terms that were shown."""

    first_contact = PersonField(
        label=_("First contact"),
        queryset=User.objects.none(),
        empty_label=_("Choose a person"),
        help_text=_("KS writes to the contacts. Only people with a role can be chosen."),
        error_messages={"required": _("Choose a first contact.")},
    )
    second_contact = PersonField(
        label=_("Second contact"),
        queryset=User.objects.none(),
        empty_label=_("Choose a person"),
        help_text=_("So that the agreement stays in good hands if one of them leaves."),
        error_messages={"required": _("Choose a second contact.")},
    )
    budget_authority = forms.CharField(
        label=_("Budget authority"),
        max_length=200,
        help_text=_("Who is responsible for the budget: name and position."),
        error_messages={"required": _("Write who is responsible for the budget.")},
    )

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
    grounds_document = forms.ModelChoiceField(
        label=_("The document itself"),
        queryset=KeptDocument.objects.none(),
        required=False,
        empty_label=_("None"),
        help_text=_("One that is uploaded under Documents."),
    )
    consent = forms.BooleanField(
        label=_("I have read the terms and accept them on behalf of the organisation."),
        error_messages={"required": _("Tick that you accept the terms before you sign.")},
    )
    shown_sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, people, papers, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "grounds_document", papers)
        for name in ("first_contact", "second_contact"):
            offer_rows(self, name, people)

    def clean(self):
        """A document that is chosen needs no other reference."""
        cleaned = super().clean() or self.cleaned_data
        document = cleaned.get("grounds_document")
        if document and not cleaned.get("grounds_reference"):
            cleaned["grounds_reference"] = document.title
        return cleaned


class ReasonForm(forms.Form):
    """Why something is returned, declined or ended; the other party sees it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why. The other party sees the reason.")},
    )


class RejectForm(ReasonForm):
    """Why KS rejects an accession: the joining condition that fails, and the reason."""

    joining_condition = forms.ChoiceField(
        label=_("What fails"),
        choices=[("", _("Choose")), *JoiningCondition.choices],
        error_messages={"required": _("Choose what fails.")},
    )
    field_order = ["joining_condition", "reason"]


class NoteForm(forms.Form):
    """A note in the case; only KS sees it."""

    note = forms.CharField(
        label=_("Note"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only KS sees it."),
        error_messages={"required": _("Write the note first.")},
    )


class OverrideForm(ReasonForm):
    """Which joining condition KS waives for an organisation, and why."""

    joining_condition = forms.ChoiceField(
        label=_("Condition to make an exception from"),
        choices=[
            (joining_condition.value, joining_condition.label) for joining_condition in OVERRIDABLE
        ],
    )
    field_order = ["joining_condition", "reason"]


class InviteForm(forms.Form):
    """Which organisations KS invites to join, the ticked or all that fit, and the day to answer."""

    TICKED, ALL = "ticked", "all"

    answer_by = forms.DateField(
        label=_("Answer by"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": _("Write the last day to answer.")},
    )
    which = forms.ChoiceField(choices=[(TICKED, TICKED), (ALL, ALL)])
    organisations = forms.ModelMultipleChoiceField(
        label=_("Organisations"),
        queryset=Organisation.objects.none(),
        required=False,
        error_messages={
            "invalid_choice": _("Some of these have a case by now. Tick those that remain.")
        },
    )

    def __init__(self, *args, found, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        offer_rows(self, "organisations", found)

    def clean(self):
        """The organisations that are meant, whichever button was pressed."""
        cleaned = super().clean() or self.cleaned_data
        which = cleaned.pop("which", None)
        if which == self.ALL:
            cleaned["organisations"] = self.found
        elif which == self.TICKED and not self.errors and not cleaned["organisations"]:
            self.add_error("organisations", _("Tick at least one organisation."))
        return cleaned

    def is_ticked(self, organisation: Organisation) -> bool:
        """Whether the officer ticked it."""
        return str(organisation.pk) in (self["organisations"].value() or [])


class UnreachedForm(forms.Form):
    """Invited organisations that no invitation has reached, and what is done about them."""

    cases = forms.TypedMultipleChoiceField(
        label=_("Organisations"),
        coerce=int,
        error_messages={
            "required": _("Tick at least one organisation."),
            "invalid_choice": _(
                "Some of these have been reached or have answered. Check the list again."
            ),
        },
    )
    act = forms.ChoiceField(choices=[("send", _("Send again")), ("posted", _("Posted"))])

    def __init__(self, *args, keys, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "cases", [(key, key) for key in keys])

    def is_ticked(self, case) -> bool:
        """Whether the officer ticked it."""
        return str(case.pk) in (self["cases"].value() or [])


class AgreementForm(forms.ModelForm):
    """What a volume licence agreement is drawn up with."""

    class Meta:
        model = VolumeLicenceAgreement
        fields = ["programme", "reseller", "counting_basis", "counted_quantity", "starts_on"]
        widgets = {"starts_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}
        field_classes = {"counted_quantity": QuantityField}

    def __init__(self, *args, framework: FrameworkAgreement, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "programme", Programme.objects.filter(framework=framework))
        offer_rows(self, "reseller", Reseller.objects.filter(frameworks=framework, is_active=True))
        self.pools = list(ProductPool) if _counts_points(framework) else []
        for pool in self.pools:
            self.fields[f"points_{pool}"] = QuantityField(
                label=_("Points you expect: %(pool)s") % {"pool": pool.label},
                help_text=_("Only for programmes that count points."),
                required=False,
            )

    def clean(self):
        """The points of all pools under one name, as drawing up wants them."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["points"] = {pool: cleaned.pop(f"points_{pool}", None) for pool in self.pools}
        return cleaned


def _counts_points(framework: FrameworkAgreement) -> bool:
    return Programme.objects.filter(framework=framework, level_measure__in=PER_POOL).exists()
