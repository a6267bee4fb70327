"""Finding organisations: the register's filter, and whether they have joined."""

import django_filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.accessions.models import Accession
from agreements.accessions.next_steps import is_late
from agreements.accessions.queries import UNANSWERED_AFTER, is_long_unanswered
from agreements.accessions.states import STORED, WAITING_FOR_KS, AccessionState, Reach
from agreements.frameworks.models import FrameworkAgreement
from municipalities.register.filters import OrganisationFilter
from municipalities.register.models import Organisation
from municipalities.register.queries import search

UNANSWERED_LABEL = _("Never answered, begun more than %(days)s days ago")


class AccededFilter(OrganisationFilter):
    """Organisations by name or number, county, kind, and joined or not.

    The queryset must carry `has_acceded` (queries.with_acceded).
    """

    acceded = django_filters.ChoiceFilter(
        label=_("Has joined"),
        method="filter_acceded",
        choices=[("yes", _("Has joined an agreement")), ("no", _("Has not joined"))],
        empty_label=_("All"),
    )

    def filter_acceded(self, organisations, name: str, value):
        """Only those who have joined an agreement, or only those who have not."""
        return organisations.filter(has_acceded=value == "yes")


class MemberFilter(django_filters.FilterSet):
    """The members of a framework agreement by name or number."""

    q = django_filters.CharFilter(
        label=_("Organisation"), method="filter_organisation", max_length=100
    )

    class Meta:
        model = Accession
        fields = ["q"]

    def filter_organisation(self, members, name: str, value):
        """The members that the words fit."""
        return members.filter(organisation__in=search(Organisation.objects.all(), value))


class CaseFilter(django_filters.FilterSet):
    """Accession cases by words, framework agreement, state and case officer.

    `request` gives the person whose own cases are meant. Without a state: those that wait for KS,
    and those sent back that are not corrected in time.
    """

    ALL = "all"
    UNANSWERED = "unanswered"

    q = django_filters.CharFilter(
        label=_("Organisation"), method="filter_organisation", max_length=100
    )
    framework = django_filters.ModelChoiceFilter(
        queryset=FrameworkAgreement.objects.all(),
        label=_("Framework agreement"),
        empty_label=_("All agreements"),
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        method="filter_state",
        choices=[
            (ALL, _("All states")),
            (UNANSWERED, UNANSWERED_LABEL % {"days": UNANSWERED_AFTER.days}),
            *((state, AccessionState(state).label) for state in STORED),
        ],
        empty_label=_("Waiting for KS, or sent back and late"),
    )
    officer = django_filters.ChoiceFilter(
        label=_("Case officer"),
        method="filter_officer",
        choices=[("me", _("Mine")), ("nobody", _("Nobody's"))],
        empty_label=_("Everyone's"),
    )

    deadline = django_filters.ChoiceFilter(
        label=_("Deadline"),
        method="filter_deadline",
        choices=[("late", _("Late"))],
        empty_label=_("All"),
    )

    class Meta:
        model = Accession
        fields = ["q", "framework", "state", "officer", "deadline"]

    @property
    def qs(self):
        """Those that KS has to look at, unless a state is asked for."""
        cases = super().qs
        chosen = self.form.is_valid() and self.form.cleaned_data["state"]
        if chosen:
            return cases
        sent_back = Q(state=AccessionState.RETURNED) & is_late(timezone.localdate())
        return cases.filter(Q(state__in=WAITING_FOR_KS) | sent_back)

    def filter_organisation(self, cases, name: str, value):
        """The cases of organisations that the words fit."""
        return cases.filter(organisation__in=search(Organisation.objects.all(), value))

    def filter_state(self, cases, name: str, value):
        """Those in a state, all, or those whose organisation has never answered."""
        if value == self.UNANSWERED:
            return cases.filter(is_long_unanswered(timezone.now()))
        return cases if value == self.ALL else cases.filter(state=value)

    def filter_officer(self, cases, name: str, value):
        """Those a case officer is responsible for, or nobody."""
        if value == "me":
            return cases.filter(assigned_to=self.request.user)
        return cases.filter(assigned_to=None)

    def filter_deadline(self, cases, name: str, value):
        """Those whose next step should have been taken."""
        return cases.filter(is_late(timezone.localdate()))


class InvitedFilter(django_filters.FilterSet):
    """Invited organisations by words, and by how far the invitation has come.

    The queryset must carry `reach` (message_queries.invited_cases).
    """

    q = django_filters.CharFilter(
        label=_("Organisation"), method="filter_organisation", max_length=100
    )
    reach = django_filters.ChoiceFilter(
        label=_("Invitation status"), choices=Reach.choices, empty_label=_("All")
    )

    class Meta:
        model = Accession
        fields = ["q", "reach"]

    def filter_organisation(self, cases, name: str, value):
        """The cases of organisations that the words fit."""
        return cases.filter(organisation__in=search(Organisation.objects.all(), value))
