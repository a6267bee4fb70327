"""Selecting framework agreements and what belongs to them."""

from agreements.frameworks.models import (
    Ceiling,
    EligibilityBasis,
    FrameworkAgreement,
    Negotiation,
    Suspension,
    TermsVersion,
)


def frameworks_with_parties():
    """Every framework agreement with its supplier."""
    return FrameworkAgreement.objects.select_related("supplier")


def announced_frameworks(on):
    """Framework agreements that KS has told about by a day; drafts are KS' own."""
    return frameworks_with_parties().filter(announced_on__lte=on)


def basis_of(framework):
    """The notice the framework agreement rests on, or None."""
    return EligibilityBasis.objects.filter(framework=framework).first()


def ceilings_of(framework):
    """The ceilings of a framework agreement, the whole first, then its lots."""
    return Ceiling.objects.filter(framework=framework).select_related("lot")


def open_suspension(framework):
    """The suspension that holds now, or None."""
    return Suspension.objects.filter(framework=framework, resumed_at=None).first()


def terms_in_force(framework, on):
    """The newest terms version that holds on a day; None before the first."""
    return (
        TermsVersion.objects.filter(framework=framework, valid_from__lte=on)
        .order_by("-valid_from")
        .first()
    )


def negotiations():
    """KS' talks with suppliers, newest outcome first."""
    return Negotiation.objects.select_related("framework")


def price_level_for(programme, quantity):
    """The programme's price level for a counted quantity; None below the lowest threshold."""
    return (
        programme.price_levels.filter(minimum_quantity__lte=quantity)
        .order_by("-minimum_quantity")
        .first()
    )
