"""Selecting accessions and volume licence agreements."""

from django.db.models import Count, Exists, OuterRef, Q

from agreements.accessions.models import Accession, VolumeLicenceAgreement


def accessions_with_parties():
    """Accessions with what a list of them shows."""
    return Accession.objects.select_related(
        "organisation", "framework__supplier", "terms_version", "signed_by", "countersigned_by"
    )


def accessions_of(organisation):
    """An organisation's accessions, newest first."""
    return accessions_with_parties().filter(organisation=organisation)


def open_accession(organisation, framework):
    """The organisation's accession that is signed and not rejected, or None."""
    return accessions_of(organisation).filter(framework=framework, rejected_at=None).first()


def waiting_for_countersignature():
    """What KS has to decide, oldest first."""
    return (
        accessions_with_parties()
        .filter(countersigned_at=None, rejected_at=None)
        .order_by("signed_at")
    )


def in_force():
    """The condition that an accession is countersigned and not rejected."""
    return Q(countersigned_at__isnull=False, rejected_at=None)


def with_acceded(organisations):
    """Organisations, each told whether it has joined any framework agreement: `has_acceded`."""
    joined = Accession.objects.filter(in_force(), organisation=OuterRef("pk"))
    return organisations.annotate(has_acceded=Exists(joined))


def with_member_count(frameworks):
    """Framework agreements, each with how many have joined: `member_count`."""
    return frameworks.annotate(
        member_count=Count(
            "accessions",
            filter=Q(
                accessions__countersigned_at__isnull=False, accessions__rejected_at__isnull=True
            ),
        )
    ).order_by("name")


def volume_licence_agreements_of(organisation):
    """An organisation's own agreements, with what a list or document shows."""
    return VolumeLicenceAgreement.objects.filter(
        accession__organisation=organisation
    ).select_related(
        "accession__organisation",
        "accession__framework__supplier",
        "programme",
        "price_level",
        "reseller",
        "drawn_up_by",
    )
