"""Turning what a case officer writes about a draft of a framework agreement into values."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.frameworks.forms import DATES, LongTermMixin, date_input, long_term_field
from agreements.frameworks.models import FrameworkAgreement
from agreements.frameworks.queries import active_resellers, active_suppliers
from municipalities.register.models import Organisation

HEADINGS = _("A numbered line of its own, such as “1. Partene”, becomes a heading.")


def _text(label, *, rows, **options):
    """A text that may be written later."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, widget=widget, **options)


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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["supplier"].queryset = active_suppliers()


class PartiesForm(forms.ModelForm):
    """The agreement's name and number, its supplier, and the resellers that deliver."""

    class Meta:
        model = FrameworkAgreement
        fields = ["name", "contract_number", "supplier", "resellers"]
        widgets = {"resellers": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        has_already = Q(pk=self.instance.supplier_id)
        suppliers = self.fields["supplier"].queryset
        self.fields["supplier"].queryset = suppliers.filter(Q(is_active=True) | has_already)
        self.fields["resellers"].queryset = active_resellers()

    def facts(self):
        """The columns of the agreement, without its resellers."""
        return {name: self.cleaned_data[name] for name in ("name", "contract_number", "supplier")}


class DatesForm(LongTermMixin, forms.ModelForm):
    """When the agreement is in force, and when it can be joined."""

    long_term_reason = long_term_field()

    class Meta:
        model = FrameworkAgreement
        fields = ["starts_on", "ends_on", "long_term_reason", *DATES[:2]]
        widgets = {name: date_input() for name in DATES}


def kinds_field(label, **options):
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

    OF_BASIS = ("notice_reference", "notice_date", "covered_kinds")

    @classmethod
    def of(cls, framework, basis, data):
        """The form of a draft, with what is recorded; `basis` may be None."""
        initial = {"eligible_kinds": framework.eligible_kinds}
        if basis is not None:
            initial |= {name: getattr(basis, name) for name in cls.OF_BASIS}
        return cls(data, initial=initial)

    def facts(self):
        """The columns of the basis."""
        return {name: self.cleaned_data[name] for name in self.OF_BASIS}


class NamedForm(forms.Form):
    """An organisation that the notice names, or names no more, and what was searched for."""

    organisation = forms.ModelChoiceField(Organisation.objects)
    remove = forms.BooleanField(required=False)
    q = forms.CharField(required=False, max_length=100)


class TextsForm(forms.Form):
    """What the agreement is about, and its terms, in both languages."""

    summary_nb = _text(_("Summary in Bokmål"), rows=4, max_length=2_000)
    summary_nn = _text(_("Summary in Nynorsk"), rows=4, max_length=2_000)
    version = forms.CharField(label=_("Version of the terms"), max_length=20, initial="1.0")
    text_nb = _text(_("Terms in Bokmål"), rows=16, help_text=HEADINGS)
    text_nn = _text(_("Terms in Nynorsk"), rows=16, help_text=HEADINGS)

    OF_FRAMEWORK = ("summary_nb", "summary_nn")
    OF_TERMS = ("version", "text_nb", "text_nn")

    @classmethod
    def of(cls, framework, data):
        """The form of a draft, with what is written."""
        initial = {name: getattr(framework, name) for name in cls.OF_FRAMEWORK}
        version = framework.terms_versions.first()
        if version is not None:
            initial |= {name: getattr(version, name) for name in cls.OF_TERMS}
        return cls(data, initial=initial)

    def texts(self):
        """What the act takes: the summaries, and the terms."""
        written = self.cleaned_data
        return {
            "summaries": {name: written[name] for name in self.OF_FRAMEWORK},
            "terms": {name: written[name] for name in self.OF_TERMS},
        }
