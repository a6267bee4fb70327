"""All that a licence review asks for, as plain data: what docs/evidence.md describes.

Amounts are texts of kroner, days are ISO dates, quantities whole numbers.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from agreements.counts.queries import margins
from agreements.evidence.contracts import Contracts
from agreements.evidence.open_questions import open_questions
from agreements.evidence.papers import papers_of_accessions, papers_of_orders
from agreements.evidence.sources import SOURCE_RELATIONS, source_of
from agreements.holdings.models import LedgerEntry
from agreements.holdings.queries import entries_of, positions
from agreements.holdings.rights import rights_on
from municipalities.constraints import filled
from municipalities.register.models import Organisation
from municipalities.register.queries import predecessors_of

FORMAT = "kslisens-evidence-2"
"""The name of the shape; it changes when the shape does."""

ENTRY_RELATIONS = ("organisation", "volume_licence_agreement", "product", "segment", "posted_by")
"""What is told of an entry beside its source."""

CHUNK_ROWS = 2_000
"""Entries fetched together."""


def evidence(organisation: Organisation, *, as_of: date):
    """What an organisation can show of a day, and the papers behind it: (data, papers).

    What it has from dissolved predecessors stands under their numbers, as `holder`.
    """
    holders = [organisation, *predecessors_of(organisation)]
    contracts = Contracts(holders, as_of)
    of_orders = papers_of_orders(_orders_behind(holders, as_of))
    papers = papers_of_accessions(contracts.keys, issued_by=as_of)
    papers += [paper for some in of_orders.values() for paper in some]
    hashes = {pk: [paper.sha256 for paper in some] for pk, some in of_orders.items()}
    data = {
        "format": FORMAT,
        "as_of": as_of,
        "organisation": _organisation(organisation),
        "predecessors": [_organisation(holder) for holder in holders[1:]],
        **contracts.as_data(),
        "position": _of_each(holders, _positions, as_of),
        "rights": _of_each(holders, _rights, as_of),
        "counts": _of_each(holders, _counts, as_of),
        "entries": [
            _entry(entry, source_of(entry, papers=hashes))
            for holder in holders
            for entry in _entries(holder, as_of)
        ],
    }
    return data | {"open_questions": open_questions(data)}, list(dict.fromkeys(papers))


def _of_each(holders, found, as_of: date):
    """The rows of each holder, which they name."""
    return [
        {"holder": holder.organisation_number} | row
        for holder in holders
        for row in found(holder, as_of)
    ]


def _entries(holder: Organisation, as_of: date) -> Iterator[LedgerEntry]:
    """The ledger of one organisation up to a day, oldest first, fetched some at a time."""
    own = entries_of(holder).filter(valid_from__lte=as_of)
    found = own.select_related(*ENTRY_RELATIONS, *SOURCE_RELATIONS).order_by("posted_at", "pk")
    return found.iterator(chunk_size=CHUNK_ROWS)


def _orders_behind(holders, as_of: date):
    behind = LedgerEntry.objects.filter(
        organisation__in=holders, valid_from__lte=as_of, order_line__isnull=False
    )
    return set(behind.values_list("order_line__order", flat=True))


def _organisation(organisation: Organisation):
    return {
        "name": organisation.register_name or organisation.name,
        "organisation_number": organisation.organisation_number,
        "dissolved_on": organisation.dissolved_on,
    }


def _positions(holder: Organisation, as_of: date):
    for position in positions(holder, as_of):
        yield {
            "agreement": position.agreement_number,
            "part_number": position.part_number,
            "product": position.product_name,
            "quantity": position.quantity,
            "unit": position.unit,
            "counting_basis": position.counting_basis,
            "first_expiry": position.first_expiry,
        }


def _rights(holder: Organisation, as_of: date):
    """What stands of each edition; of one that was passed on nothing does."""
    for right in rights_on(holder, as_of):
        if right.licensed or right.stepped_into or right.stepped_up or right.assured:
            yield {
                "edition": right.edition.name,
                "licences": right.licensed,
                "stepped_into": right.stepped_into,
                "stepped_up": right.stepped_up,
                "may_be_used": right.usable,
                "with_assurance": right.newest,
                "assured_until": right.assured_until,
            }


def _counts(holder: Organisation, as_of: date):
    """Owned against used on the day; of who was dissolved by then, on its last day."""
    is_gone = holder.is_dissolved(as_of)
    on = filled(holder.dissolved_on) - timedelta(days=1) if is_gone else as_of
    for margin in margins(holder, on):
        yield {
            "product": margin.product_name,
            "on": on,
            "owned": margin.owned,
            "used": margin.used,
            "counted_on": margin.counted_on,
            "is_over": margin.is_over,
        }


def _entry(entry: LedgerEntry, source):
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
