"""Turning what a case officer writes about a draft of a framework agreement into values."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.fields import CharField, MultipleChoiceField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.framework_administration.draft_rows import EMPTY_ROWS, RowsMixin, rows_of
from agreements.framework_administration.forms import (
    DATES,
    LongTermMixin,
    date_input,
    long_term_field,
    terms_field,
)
from agreements.frameworks.models import FrameworkAgreement, Supplier
from agreements.frameworks.queries import active_resellers, active_suppliers
from municipalities.form_choices import offer_rows
from municipalities.register.models import Organisation


def _summary_field(label) -> CharField:
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, required=False, max_length=2_000, widget=widget)


class NewFrameworkForm(LongTermMixin, forms.ModelForm):
    """What a draft begins with."""

    long_term_reason = long_term_field()

    class Meta:
        model = FrameworkAgreement
        fields = [
            "name",
            "contract_number",
            "supplier",
            "starts_on",
            "ends_on",
            "long_term_reason",
        ]
        widgets = {"starts_on": date_input(), "ends_on": date_input()}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "supplier", active_suppliers())


class OptionRow(forms.Form):
    """KS' right to extend the agreement, and the last day to use it."""

    extends_to = forms.DateField(label=_("Extends the agreement to"), widget=date_input())
    decide_by = forms.DateField(label=_("Decide by"), widget=date_input())
    remove = forms.BooleanField(label=_("Remove"), required=False)
    key_field = "extends_to"

    def clean(self):
        """The decision comes before the day that it is about."""
        written = super().clean() or self.cleaned_data
        extends_to, decide_by = written.get("extends_to"), written.get("decide_by")
        if extends_to and decide_by and decide_by >= extends_to:
            sentence = gettext("Decide before the day the option extends to.")
            self.add_error("decide_by", ValidationError(sentence, code="decided_too_late"))
        return written

    @property
    def key(self):
        """What no two rows have in common; None where the row is no option."""
        is_option = self.cleaned_data and not self.cleaned_data["remove"]
        return self.cleaned_data.get("extends_to") if is_option else None

    def option(self):
        """What the act takes."""
        return {name: self.cleaned_data[name] for name in ("extends_to", "decide_by")}


class PartiesForm(forms.ModelForm):
    """The agreement's name and number, its supplier, and the resellers that deliver."""

    class Meta:
        model = FrameworkAgreement
        fields = ["name", "contract_number", "supplier", "resellers"]
        widgets = {"resellers": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        has_already = Q(pk=self.instance.supplier_id)
        offer_rows(self, "supplier", Supplier.objects.filter(Q(is_active=True) | has_already))
        offer_rows(self, "resellers", active_resellers())

    def facts(self):
        """The columns of the agreement, without its resellers."""
        return {name: self.cleaned_data[name] for name in ("name", "contract_number", "supplier")}


class DatesForm(RowsMixin, LongTermMixin, forms.ModelForm):
    """When the agreement is in force, and when it can be joined; its options beneath."""

    long_term_reason = long_term_field()

    class Meta:
        model = FrameworkAgreement
        fields = ["starts_on", "ends_on", "long_term_reason", *DATES[:2]]
        widgets = {name: date_input() for name in DATES}

    def __init__(self, data, *, instance) -> None:
        super().__init__(data, instance=instance)
        stored = list(instance.options.values("extends_to", "decide_by"))
        self.rows = rows_of(OptionRow, data, stored=stored, proposed=[{}] * EMPTY_ROWS)

    def facts(self):
        """The dates, and the reason for more than four years."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def options(self):
        """What the act takes of the options."""
        return [row.option() for row in self.rows.filled_rows()]


def kinds_field(label, **options) -> MultipleChoiceField:
    """Kinds of organisation, as boxes to tick."""
    return forms.MultipleChoiceField(
        label=label,
        choices=Organisation.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        **options,
    )


class BasisForm(forms.Form):
    """The notice, the kinds of organisation that it covers, and the kinds that may join."""

    notice_reference = forms.CharField(
        label=_("Notice"), max_length=100, help_text=_("The number in Doffin or TED.")
    )
    notice_date = forms.DateField(label=_("Date of the notice"), widget=date_input())
    covered_kinds = kinds_field(
        _("Kinds the notice covers"),
        required=False,
        help_text=_("None when the notice names its organisations one by one."),
    )
    eligible_kinds = kinds_field(_("Kinds that may join"))

    BASIS_FIELDS = ("notice_reference", "notice_date", "covered_kinds")

    @classmethod
    def of(cls, framework: FrameworkAgreement, basis, data):
        """The form of a draft, with what is recorded; `basis` may be None."""
        initial = {}
        if basis is not None:
            initial = {"eligible_kinds": framework.eligible_kinds}
            initial |= {name: getattr(basis, name) for name in cls.BASIS_FIELDS}
        return cls(data, initial=initial)

    def facts(self):
        """The columns of the basis."""
        return {name: self.cleaned_data[name] for name in self.BASIS_FIELDS}


class CoveredOrganisationForm(forms.Form):
    """An organisation that the notice names, or names no more, and what was searched for."""

    organisation = forms.ModelChoiceField(Organisation.objects)
    remove = forms.BooleanField(required=False)
    q = forms.CharField(required=False, max_length=100)


class TextsForm(forms.Form):
    """What the agreement is about, and its terms, in both languages."""

    summary_nb = _summary_field(_("Summary in Bokmål"))
    summary_nn = _summary_field(_("Summary in Nynorsk"))
    version = forms.CharField(label=_("Version of the terms"), max_length=20, initial="1.0")
    text_nb = terms_field(_("Terms in Bokmål"), required=False)
    text_nn = terms_field(_("Terms in Nynorsk"), required=False)

    FRAMEWORK_FIELDS = ("summary_nb", "summary_nn")
    TERMS_FIELDS = ("version", "text_nb", "text_nn")

    @classmethod
    def of(cls, framework: FrameworkAgreement, data):
        """The form of a draft, with what is written."""
        initial = {name: getattr(framework, name) for name in cls.FRAMEWORK_FIELDS}
        version = framework.terms_versions.first()
        if version is not None:
            initial |= {name: getattr(version, name) for name in cls.TERMS_FIELDS}
        return cls(data, initial=initial)

    def texts(self):
        """What the act takes: the summaries, and the terms."""
        written = self.cleaned_data
        return {
            "summaries": {name: written[name] for name in self.FRAMEWORK_FIELDS},
            "terms": {name: written[name] for name in self.TERMS_FIELDS},
        }
