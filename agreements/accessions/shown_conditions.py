"""What a case officer saw of the gate when deciding: kept with the act, and shown from there.

Kept as a list of one object a condition, in the order of the page:
{"condition", "outcome" (states.Outcome), "code" and "sentence" of the refusal (of what fails, as it
was worded), "facts" ({name: value}, condition_facts.py)}. An exception stands among the facts of
its condition. A case that is decided is shown from what is kept, never judged again. The forms of
the page send a hash of what it shows: where that is no longer what would be kept, nothing is
decided.
"""

import json
from datetime import date
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.accessions.joining_conditions import conditions_of_case
from agreements.accessions.models import Accession, AuthorityGrounds
from agreements.accessions.states import (
    DECISIONS,
    ENDED,
    AccessionState,
    JoiningCondition,
    Outcome,
)
from municipalities import formatting
from municipalities.register.models import Organisation
from municipalities.register.registry_status import RegistryNotice, RegistryStatus
from municipalities.texts import Text

CASE_HAS_CHANGED = "case_has_changed"

DECIDED_STATES = (*ENDED, AccessionState.COUNTERSIGNED)
"""States of cases that are decided."""

LABELS = {
    "registry_status": gettext_lazy("In Enhetsregisteret"),
    "deregistered_on": gettext_lazy("Deleted"),
    "registry_notice": gettext_lazy("Bankruptcy or dissolution"),
    "registry_notice_on": gettext_lazy("Day of the notice"),
    "dissolved_on": gettext_lazy("Dissolved"),
    "notice": gettext_lazy("Notice"),
    "notice_on": gettext_lazy("Date of the notice"),
    "covered_kinds": gettext_lazy("Covers"),
    "covered_by_name": gettext_lazy("Named in the notice"),
    "organisation_form": gettext_lazy("Organisation form"),
    "kind": gettext_lazy("Kind"),
    "eligible_kinds": gettext_lazy("Open to"),
    "opens_on": gettext_lazy("Opens"),
    "closes_on": gettext_lazy("Closes"),
    "judged_on": gettext_lazy("Judged by the day"),
    "announced_on": gettext_lazy("Announced"),
    "ends_on": gettext_lazy("Last day"),
    "suspended_to": gettext_lazy("Suspended until about"),
    "suspension_reason": gettext_lazy("Reason for the suspension"),
    "case_state": gettext_lazy("Case"),
    "signed_by": gettext_lazy("Signed by"),
    "grounds": gettext_lazy("Grounds of authority"),
    "grounds_reference": gettext_lazy("Decision or document"),
    "grounds_document": gettext_lazy("Document"),
    "exception_by": gettext_lazy("Exception by"),
    "exception_on": gettext_lazy("Date of the exception"),
    "exception_reason": gettext_lazy("Reason for the exception"),
}
"""What each fact is called on the page."""

CHOICES = {
    "registry_status": RegistryStatus,
    "registry_notice": RegistryNotice,
    "kind": Organisation.Kind,
    "covered_kinds": Organisation.Kind,
    "eligible_kinds": Organisation.Kind,
    "case_state": AccessionState,
    "grounds": AuthorityGrounds,
}
"""The facts whose values are of a choice."""


def as_kept(conditions):
    """The gate's conditions in the form that an act keeps."""
    return [
        {
            "joining_condition": each.joining_condition.value,
            "outcome": each.outcome.value,
            "code": each.refusal.code if each.refusal else "",
            "sentence": " ".join(each.refusal.messages) if each.refusal else "",
            "facts": each.facts | _exception(each.override),
        }
        for each in conditions
    ]


def sha256_of(kept) -> str:
    """What a page has shown of the gate, as a hash (hexadecimal): its forms send it along."""
    return sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def check_seen(kept, seen_sha256) -> None:
    """Refuse to keep with an act what the person has not had on the page."""
    if seen_sha256 != sha256_of(kept):
        raise ValidationError(
            _("This has changed since you opened the page. Look through it again."),
            code=CASE_HAS_CHANGED,
        )


def _exception(override):
    if override is None:
        return {}
    return {
        "exception_by": override.made_by.name,
        "exception_on": timezone.localdate(override.made_at).isoformat(),
        "exception_reason": override.reason,
    }


def conditions_shown(accession: Accession, *, on: date):
    """The conditions on the page of a case as they are kept, and the act they are kept with.

    As of today, and no act, while the case is open. Of a decided case those that KS saw at its
    last decision, and none where nothing is kept.
    """
    if accession.state not in DECIDED_STATES:
        return as_kept(conditions_of_case(accession, on=on)), None
    decisions = accession.acts.filter(kind__in=DECISIONS, conditions__isnull=False)
    act = decisions.select_related("by").order_by("-at", "-pk").first()
    return act.conditions if act else [], act


def rows_of(kept):
    """What is kept as the page shows it: dicts of condition, outcome, holds, sentence and facts."""
    return [
        {
            "joining_condition": JoiningCondition(each["joining_condition"]).label,
            "outcome": _outcome_of(each),
            "holds": each["outcome"] == Outcome.HOLDS,
            "sentence": each["sentence"],
            "facts": [
                (LABELS[name], _written(name, value))
                for name, value in each["facts"].items()
                if value not in ("", [], None)
            ],
        }
        for each in kept
    ]


def _outcome_of(each) -> Text:
    """Authority is stated and judged by a person: the gate says neither yes nor no."""
    return (
        _("stated")
        if each["joining_condition"] == JoiningCondition.AUTHORITY
        else Outcome(each["outcome"]).label
    )


def _written(name: str, value):
    """A fact's value as people write it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_written(name, each) for each in value)
    if name in CHOICES:
        return str(CHOICES[name](value).label)
    if name.endswith("_on") or name == "suspended_to":
        return formatting.day(date.fromisoformat(value))
    return value
