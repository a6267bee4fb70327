"""All that a licence review asks for, as plain data: what docs/evidence.md describes.

Amounts are texts of kroner, days are ISO dates, quantities whole numbers.
"""

from agreements.accessions.models import AccessionAct
from agreements.accessions.queries import accessions_of, volume_licence_agreements_of
from agreements.accessions.terms import term_on
from agreements.counts.queries import margins
from agreements.documents.archive import digest_of
from agreements.evidence.open_questions import open_questions
from agreements.evidence.papers import papers_of_accessions, papers_of_orders
from agreements.evidence.sources import WITH_ITS_SOURCE, source_of
from agreements.frameworks.models import TermsVersion
from agreements.holdings.models import LedgerEntry
from agreements.holdings.queries import entries_of, positions
from agreements.holdings.rights import rights_on
from agreements.trueups.queries import true_ups_of
from municipalities.register.queries import predecessors_of

FORMAT = "kslisens-evidence-1"
"""The name of the shape; it changes when the shape does."""

AT_A_TIME = 2_000
"""Entries fetched together."""


def evidence(organisation, *, as_of):
    """What an organisation can show of a day, and the papers behind it: (data, papers)."""
    accessions = list(accessions_of(organisation).exclude(signed_at=None).order_by("signed_at"))
    holders = [organisation, *predecessors_of(organisation)]
    of_orders = papers_of_orders(_orders_behind(holders, as_of))
    papers = papers_of_accessions(accessions)
    papers += [paper for some in of_orders.values() for paper in some]
    hashes = {pk: [paper.sha256 for paper in some] for pk, some in of_orders.items()}
    data = {
        "format": FORMAT,
        "as_of": as_of,
        "organisation": _organisation(organisation),
        "predecessors": [_organisation(holder) for holder in holders[1:]],
        "accessions": [_accession(row) for row in accessions],
        "terms": _terms(accessions, as_of),
        "agreements": [_agreement(row, as_of) for row in _agreements(organisation, as_of)],
        "position": [_position(row) for row in positions(organisation, as_of)],
        "rights": [_right(row) for row in rights_on(organisation, as_of)],
        "counts": [_margin(row) for row in margins(organisation, as_of)],
        "true_ups": [_true_up(row) for row in true_ups_of(organisation)],
        "entries": [
            _entry(entry, source_of(entry, papers=hashes))
            for holder in holders
            for entry in _entries(holder, as_of)
        ],
    }
    return data | {"open_questions": open_questions(data)}, list(dict.fromkeys(papers))


def _entries(holder, as_of):
    """The ledger of one organisation up to a day, oldest first, fetched some at a time."""
    own = entries_of(holder).filter(valid_from__lte=as_of)
    found = own.select_related("organisation", *WITH_ITS_SOURCE).order_by("posted_at", "pk")
    return found.iterator(chunk_size=AT_A_TIME)


def _orders_behind(holders, as_of):
    behind = LedgerEntry.objects.filter(
        organisation__in=holders, valid_from__lte=as_of, order_line__isnull=False
    )
    return set(behind.values_list("order_line__order", flat=True))


def _agreements(organisation, as_of):
    drawn_up = volume_licence_agreements_of(organisation).filter(starts_on__lte=as_of)
    return drawn_up.select_related("programme", "reseller", "price_level", "predecessor")


def _organisation(organisation):
    return {
        "name": organisation.register_name or organisation.name,
        "organisation_number": organisation.organisation_number,
        "dissolved_on": organisation.dissolved_on,
    }


def _accession(accession):
    signed = AccessionAct.objects.filter(accession=accession).exclude(signature=None)
    return {
        "framework_agreement": accession.framework.reference,
        "name": accession.framework.name,
        "supplier": accession.framework.supplier.name,
        "state": accession.state,
        "terms_version": accession.terms_version and accession.terms_version.version,
        "signatures": [
            {
                "act": act.kind,
                "name": act.signature.name,
                "method": act.signature.method,
                "signed_at": act.signature.signed_at,
                "sha256_of_what_was_shown": act.signature.document_sha256,
            }
            for act in signed.select_related("signature").order_by("at", "pk")
        ],
    }


def _terms(accessions, as_of):
    """Every version of the terms from the beginning to the day, with a hash of each text."""
    versions = TermsVersion.objects.filter(
        framework__in={row.framework_id for row in accessions}, valid_from__lte=as_of
    )
    return [
        {
            "framework_agreement": version.framework.reference,
            "version": version.version,
            "valid_from": version.valid_from,
            "sha256_nb": digest_of(version.text_nb.encode()),
            "sha256_nn": digest_of(version.text_nn.encode()),
        }
        for version in versions.select_related("framework").order_by("framework", "valid_from")
    ]


def _agreement(agreement, as_of):
    level, before = agreement.price_level, agreement.predecessor
    return {
        "number": agreement.number,
        "framework_agreement": agreement.accession.framework.reference,
        "programme": agreement.programme.name,
        "reseller": agreement.reseller.name,
        "price_level": level.code if level else "",
        "counting_basis": agreement.counting_basis,
        "starts_on": agreement.starts_on,
        "ends_on": term_on(agreement, max(as_of, agreement.starts_on)).ends_on,
        "taken_over_from": before.number if before else "",
    }


def _position(position):
    return {
        "agreement": position.agreement_number,
        "part_number": position.part_number,
        "product": position.product_name,
        "quantity": position.quantity,
        "unit": position.unit,
        "counting_basis": position.counting_basis,
        "first_expiry": position.first_expiry,
    }


def _right(right):
    return {
        "edition": right.edition.name,
        "licences": right.licensed,
        "stepped_into": right.stepped_into,
        "stepped_up": right.stepped_up,
        "may_be_used": right.usable,
        "with_assurance": right.newest,
        "assured_until": right.assured_until,
    }


def _margin(margin):
    return {
        "product": margin.product_name,
        "owned": margin.owned,
        "used": margin.used,
        "counted_on": margin.counted_on,
        "is_over": margin.is_over,
    }


def _true_up(true_up):
    signature = true_up.signature
    return {
        "agreement": true_up.volume_licence_agreement.number,
        "anniversary": true_up.anniversary,
        "state": true_up.state,
        "answered_at": true_up.answered_at,
        "order": true_up.order.number if true_up.order else "",
        "signed_by": signature.name if signature else "",
        "sha256_of_what_was_shown": signature.document_sha256 if signature else "",
    }


def _entry(entry, source):
    return {
        "number": entry.pk,
        "holder": entry.organisation.organisation_number,
        "posted_at": entry.posted_at,
        "posted_by": entry.posted_by.name if entry.posted_by else "",
        "kind": entry.kind,
        "agreement": entry.volume_licence_agreement.number,
        "part_number": entry.product.part_number,
        "product": entry.product.name,
        "quantity": entry.quantity,
        "unit": entry.unit,
        "counting_basis": entry.counting_basis,
        "segment": entry.segment.name if entry.segment else "",
        "valid_from": entry.valid_from,
        "valid_to": entry.valid_to,
        "assured_to": entry.assured_to,
        "unit_net": None if entry.unit_net is None else str(entry.unit_net),
        "source": source,
    }
