"""Selecting framework agreements and what belongs to them."""

from datetime import date

from django.db.models import Exists, Q
from django.db.models.functions import Coalesce
from django.db.models.query import QuerySet

from agreements.frameworks.models import (
    Announcement,
    Ceiling,
    CeilingAmendment,
    EligibilityBasis,
    FrameworkAgreement,
    Negotiation,
    Reseller,
    Supplier,
    Suspension,
    TermsVersion,
)


def frameworks_with_parties() -> QuerySet[FrameworkAgreement]:
    """Every framework agreement with its supplier."""
    return FrameworkAgreement.objects.select_related("supplier")


def announced_frameworks(on: date) -> QuerySet[FrameworkAgreement]:
    """Framework agreements that KS has announced by a day; drafts are KS' own."""
    return frameworks_with_parties().filter(announced_on__lte=on)


def active_suppliers() -> QuerySet[Supplier]:
    """The suppliers that can get new framework agreements."""
    return Supplier.objects.filter(is_active=True)


def active_resellers() -> QuerySet[Reseller]:
    """The resellers that take new orders."""
    return Reseller.objects.filter(is_active=True)


def announcement_of(framework: FrameworkAgreement) -> Announcement | None:
    """When and by whom the agreement was announced, or None."""
    return Announcement.objects.filter(framework=framework).select_related("announced_by").first()


def basis_of(framework: FrameworkAgreement) -> EligibilityBasis | None:
    """The notice the framework agreement rests on, or None."""
    return EligibilityBasis.objects.filter(framework=framework).first()


def ceilings_of(framework: FrameworkAgreement) -> QuerySet[Ceiling]:
    """The ceilings of a framework agreement, the whole first, then its lots."""
    return Ceiling.objects.filter(framework=framework).select_related("lot")


def ceilings_with_history(framework: FrameworkAgreement) -> QuerySet[Ceiling]:
    """The same for KS: with what was let through, and how the maximum moved."""
    people = ("proposed_by", "confirmed_by", "withdrawn_by")
    return ceilings_of(framework).prefetch_related(
        "overrides__made_by", *(f"amendments__{person}" for person in people)
    )


def ceilings_to_confirm() -> QuerySet[CeilingAmendment]:
    """Proposed maximums that wait for a second case officer, the oldest first."""
    waiting = CeilingAmendment.objects.filter(confirmed_at=None, withdrawn_at=None)
    return waiting.select_related("ceiling__framework", "ceiling__lot").order_by("pk")


def products_outside_lots(framework: FrameworkAgreement) -> QuerySet:
    """Products without a lot where the framework agreement has lots: they are not for sale."""
    return framework.products.filter(Exists(framework.lots.all()), lot=None)


def open_suspension(framework: FrameworkAgreement) -> Suspension | None:
    """The suspension that holds now, or None."""
    return Suspension.objects.filter(framework=framework, resumed_at=None).first()


def terms_in_force(framework: FrameworkAgreement, on: date) -> TermsVersion | None:
    """The newest terms version that holds on a day; None before the first."""
    return (
        TermsVersion.objects.filter(framework=framework, valid_from__lte=on)
        .order_by("-valid_from")
        .first()
    )


def negotiations(on: date) -> QuerySet[Negotiation]:
    """KS' talks with suppliers, newest outcome first; `is_public` where a page tells of the result.

    A framework agreement that is a draft on the day is KS' own.
    """
    return Negotiation.objects.select_related("framework").annotate(
        is_public=Coalesce(Q(framework__announced_on__lte=on), False)
    )
