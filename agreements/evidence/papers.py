"""The papers that go along: issued declarations, orders as PDF, and what came with them."""

from dataclasses import dataclass

from agreements.accessions.models import IssuedDeclaration
from agreements.documents import archive
from agreements.orders.documents import order_pdf
from agreements.orders.models import Order, OrderAttachment

MAX_ORDER_PAPERS = 200
"""Orders that go along as PDF, at a tenth of a second each. Of more none does, which is said."""


@dataclass(frozen=True)
class Paper:
    """A file of the archive, by the hash and the ending it lies under."""

    name: str
    sha256: str
    suffix: str = "pdf"


def papers_of_accessions(accessions, *, issued_by) -> list[Paper]:
    """The declarations that were issued, by the end of a day, when these were joined."""
    issued = IssuedDeclaration.objects.filter(
        accession__in=accessions, document__issued_at__date__lte=issued_by
    )
    return [
        Paper(name=row.document.title, sha256=row.document.sha256)
        for row in issued.select_related("document").order_by("pk")
    ]


def papers_of_orders(order_ids):
    """The papers of each order, {order id: [Paper]}: itself, and its open attachments."""
    papers: dict[int, list[Paper]] = {pk: [] for pk in sorted(order_ids)}
    if len(papers) <= MAX_ORDER_PAPERS:
        orders = Order.objects.filter(pk__in=papers).order_by("pk")
        for order in orders.select_related("organisation", "volume_licence_agreement"):
            digest = archive.keep(order_pdf(order))
            papers[order.pk].append(Paper(name=order.number, sha256=digest))
    attached = OrderAttachment.objects.filter(order__in=papers, document__withdrawn_at=None)
    for row in attached.select_related("document").order_by("pk"):
        paper = row.document
        papers[row.order_id].append(Paper(paper.title, paper.sha256, paper.suffix))
    return papers
