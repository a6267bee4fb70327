"""What the gate looks at, condition by condition: {name: value}, as a case officer sees it beside
the answer.

Dates are days as YYYY-MM-DD, kinds and states the values of their choices: what JSON can keep.
"""

from datetime import date

from agreements.accessions.models import Accession
from agreements.frameworks.models import FrameworkAgreement
from municipalities.register.models import Organisation


def existence_facts(organisation: Organisation):
    """Of the organisation itself, as Enhetsregisteret and the reforms have it."""
    return {
        "registry_status": organisation.registry_status,
        "deregistered_on": _day(organisation.deregistered_on),
        "registry_notice": organisation.registry_notice,
        "registry_notice_on": _day(organisation.registry_notice_on),
        "dissolved_on": _day(organisation.dissolved_on),
    }


def notice_facts(organisation: Organisation, basis):
    """Of the notice that the framework agreement rests on, and whether it covers by name."""
    if basis is None:
        return {}
    by_name = basis.covered_organisations.filter(pk=organisation.pk).exists()
    return {
        "notice": basis.notice_reference,
        "notice_on": _day(basis.notice_date),
        "covered_kinds": sorted(basis.covered_kinds),
        "covered_by_name": by_name,
    }


def kind_facts(organisation: Organisation, framework: FrameworkAgreement):
    """Of what the organisation is, and whom the framework agreement is open to."""
    return {
        "organisation_form": organisation.organisation_form,
        "kind": organisation.kind,
        "eligible_kinds": sorted(framework.eligible_kinds),
    }


def window_facts(framework: FrameworkAgreement, on: date):
    """Of the time to join, and the day that is judged by it."""
    return {
        "opens_on": _day(framework.accession_opens_on),
        "closes_on": _day(framework.accession_closes_on),
        "judged_on": _day(on),
    }


def framework_facts(framework: FrameworkAgreement, suspension):
    """Of the framework agreement's own time, and of a suspension that is open."""
    return {
        "announced_on": _day(framework.announced_on),
        "ends_on": _day(framework.ends_on),
        "suspended_to": _day(suspension.expected_end) if suspension else "",
        "suspension_reason": suspension.reason if suspension else "",
    }


def authority_facts(accession: Accession):
    """Of what was stated when the case was signed."""
    document = accession.grounds_document
    return {
        "signed_by": accession.signed_name,
        "grounds": accession.grounds,
        "grounds_reference": accession.grounds_reference,
        "grounds_document": document.title if document else "",
    }


def _day(day: date | None):
    return day.isoformat() if day else ""
