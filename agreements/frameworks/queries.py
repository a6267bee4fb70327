"""Selecting framework agreements and what belongs to them."""

from agreements.frameworks.models import FrameworkAgreement, Negotiation, TermsVersion


def frameworks_with_parties():
    """Every framework agreement with its supplier."""
    return FrameworkAgreement.objects.select_related("supplier")


def frameworks_open_for_accession(on):
    """Framework agreements that can be joined on a day."""
    return frameworks_with_parties().filter(accession_opens_on__lte=on, accession_closes_on__gte=on)


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
