"""The pack as a sealed PDF, and as data: the same facts twice."""

import json
from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.accessions.documents import official_name
from agreements.catalogue.models import Product
from agreements.documents import archive
from agreements.documents.actions import Draft
from agreements.documents.models import DocumentKind
from agreements.evidence.facts import evidence
from agreements.evidence.open_questions import sentence
from agreements.evidence.sources import NO_SOURCE
from agreements.holdings.models import LedgerEntry
from agreements.holdings.queries import holds_demonstration_data
from agreements.price_levels.models import CountingBasis
from agreements.trueups.states import TrueUpState
from municipalities.register.models import Organisation

TEMPLATE = "documents/evidence_pack.html"
MAX_PRINTED_ENTRIES = 1_000
"""Entries printed one by one: at 3 ms a row. Of more, the PDF prints sums, and the data has all."""


MAX_PRINTED_QUESTIONS = 50
"""Open questions of a kind that are printed; the data has all."""

SOURCES = {
    "order": _("Order %(name)s %(reseller_reference)s"),
    "opening_balance_file": _("File %(name)s, row %(row)s"),
    "reform": _("%(name)s: entry %(other_entry)s of %(other_side)s"),
    "true_up": _("True-up of %(name)s, signed by %(signed_by)s"),
    "correction": _("Reverses entry %(corrects)s"),
    NO_SOURCE: _("No source"),
}


def pack_to_issue(organisation: Organisation, *, as_of: date, now: datetime) -> tuple[Draft, str]:
    """The pack of a day in the organisation's written standard: (Draft, hash of the data)."""
    language = organisation.language
    with translation.override(language):
        data, papers = evidence(organisation, as_of=as_of)
        data |= {"papers": [vars(paper) for paper in papers], "made_at": now}
        digest = archive.keep(as_json(data), suffix="json")
        title = gettext("Evidence for a licence review – %(organisation)s") % {
            "organisation": official_name(organisation)
        }
        context = _context(organisation, data, digest)
    draft = Draft(
        kind=DocumentKind.EVIDENCE_PACK,
        title=title,
        template=TEMPLATE,
        context=context,
        facts={
            "organisation": data["organisation"],
            "format": data["format"],
            "data_sha256": digest,
            "entries": len(data["entries"]),
        },
        language=language,
        as_of=as_of,
        dated=now,
        organisation=organisation,
    )
    return draft, digest


def as_json(data) -> bytes:
    """The bytes of the data: readable, and the same for the same facts."""
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def _context(organisation: Organisation, data, digest):
    """What the template shows: the data, with words for what it has codes for."""
    is_printed = len(data["entries"]) <= MAX_PRINTED_ENTRIES
    named = _named(data)
    return {
        "organisation": organisation,
        "organisation_name": official_name(organisation),
        "as_of": data["as_of"],
        "data": data,
        "data_sha256": digest,
        "accessions": list(named("accessions")),
        "agreements": [_agreement_in_words(row) for row in named("agreements")],
        "true_ups": [row | {"state": TrueUpState(row["state"]).label} for row in named("true_ups")],
        "positions": [_counted_in_words(row) for row in named("position")],
        "rights": list(named("rights")),
        "counts": list(named("counts")),
        "questions": list(_questions(named("open_questions"))),
        "entries": [_in_words(entry) for entry in named("entries")] if is_printed else [],
        "files": _files(data) if is_printed else [],
        "sums": [] if is_printed else _sums(data["entries"]),
        "is_demonstration": holds_demonstration_data(organisation),
    }


def _named(data):
    """A function that tells rows of the data with the predecessor's name, where one had them."""
    names = {row["organisation_number"]: row["name"] for row in data["predecessors"]}

    def named(key):
        return (row | {"of": names.get(row["holder"], "")} for row in data[key])

    return named


def _agreement_in_words(agreement: dict):
    return agreement | {"counting_basis": CountingBasis(agreement["counting_basis"]).label}


def _counted_in_words(row):
    return row | {
        "unit": Product.Unit(row["unit"]).counted,
        "counting_basis": CountingBasis(row["counting_basis"]).label,
    }


def _in_words(entry: dict):
    return _counted_in_words(entry) | {
        "kind": LedgerEntry.Kind(entry["kind"]).label,
        "is_order": entry["kind"] == LedgerEntry.Kind.ORDER,
        "unit_net": entry["unit_net"] and Decimal(entry["unit_net"]),
        "source": _source_in_words(entry["source"]),
        "hashes": entry["source"]["sha256"],
    }


def _source_in_words(source):
    return SOURCES[source["type"]] % source


def _questions(questions):
    """Sentences, the first of each kind, and how many more there are of it."""
    by_code = defaultdict(list)
    for question in questions:
        by_code[question["code"]].append(question)
    for of_a_kind in by_code.values():
        for question in of_a_kind[:MAX_PRINTED_QUESTIONS]:
            yield (
                f"{question['of']}: {sentence(question)}" if question["of"] else sentence(question)
            )
        if more := len(of_a_kind[MAX_PRINTED_QUESTIONS:]):
            yield gettext("And %(more)s more of this kind, in the data.") % {"more": more}


def _files(data):
    """Each file behind the entries once: its hash, and what it is called."""
    names = {paper["sha256"]: paper["name"] for paper in data["papers"]}
    for entry in data["entries"]:
        for digest in entry["source"]["sha256"]:
            names.setdefault(digest, entry["source"]["name"])
    return list(names.items())


def _sums(entries):
    """Entries and quantities by product and kind, where there are too many to print."""
    sums: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for entry in entries:
        kind = str(LedgerEntry.Kind(entry["kind"]).label)
        row = sums[entry["part_number"], entry["product"], kind]
        row[0] += 1
        row[1] += entry["quantity"]
    return [
        {
            "part_number": number,
            "product": product,
            "kind": kind,
            "entries": many,
            "quantity": total,
        }
        for (number, product, kind), (many, total) in sorted(sums.items(), key=str)
    ]
