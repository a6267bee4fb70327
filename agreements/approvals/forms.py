"""Turning who stands in for whom, and when, into values."""

from django import forms
from django.utils.translation import gettext_lazy as _

from municipalities.form_choices import offer_rows
from municipalities.people.models import Role, User
from municipalities.people.queries import people_with_role
from municipalities.register.models import Organisation

A_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
WRITE_A_DAY = {"invalid": _("Write the day as day.month.year, for example 31.12.2026.")}


class PersonChoice(forms.ModelChoiceField):
    """People by name."""

    def label_from_instance(self, person: User):
        return person.name


class DelegationForm(forms.Form):
    """Who is away and who stands in, the first and the last day."""

    approver = PersonChoice(User.objects.none(), label=_("Who is away"))
    delegate = PersonChoice(User.objects.none(), label=_("Who stands in"))
    starts_on = forms.DateField(label=_("First day"), widget=A_DAY, error_messages=WRITE_A_DAY)
    ends_on = forms.DateField(label=_("Last day"), widget=A_DAY, error_messages=WRITE_A_DAY)

    def __init__(self, *args, organisation: Organisation, only=None, **kwargs) -> None:
        """`only`: a person who may name a stand-in for nobody else."""
        super().__init__(*args, **kwargs)
        approvers = people_with_role(organisation, Role.APPROVER).order_by("name", "email")
        away = approvers.filter(pk=only.pk) if only else approvers
        offer_rows(self, "approver", away)
        offer_rows(self, "delegate", approvers.exclude(pk=only.pk) if only else approvers)
        if only:
            self.fields["approver"].initial = only
