"""Papers that go with an order: what can be chosen, and what the reseller gets."""

from django.core.exceptions import ValidationError
from django.db.models.query import QuerySet
from django.utils.translation import gettext as _

from agreements.documents import archive
from agreements.kept_documents.models import KeptDocument
from agreements.kept_documents.queries import documents_of
from agreements.orders.models import Order, OrderAttachment
from municipalities.register.models import Organisation

MAX_SIZE = 15_000_000
"""Bytes of all attachments together: what mail servers commonly take, with the order beside it."""


def attachable_documents(organisation: Organisation) -> QuerySet[KeptDocument]:
    """The organisation's papers that a reseller may read: open and in use."""
    return documents_of(organisation).filter(access=KeptDocument.Access.OPEN, withdrawn_at=None)


def attach(order: Order, documents) -> None:
    """Attach papers to an order that is being submitted. Raises ValidationError."""
    if sum(document.size for document in documents) > MAX_SIZE:
        raise ValidationError(
            _("The attachments are more than %(size)s MB together. Choose fewer."),
            code="attachments_too_large",
            params={"size": MAX_SIZE // 1_000_000},
        )
    OrderAttachment.objects.bulk_create(
        OrderAttachment(order=order, document=document) for document in documents
    )


def papers_to_send(order: Order):
    """The attached papers that nobody has withdrawn since."""
    return [
        attachment.document
        for attachment in order.attachments.all()
        if attachment.document.withdrawn_at is None
    ]


def numbered_papers(order: Order):
    """Each attached paper after its number in the order; one withdrawn since keeps its number."""
    for place, attachment in enumerate(order.attachments.all(), start=1):
        yield f"{order.number}-{place}", attachment.document


def content_of(paper) -> bytes:
    """The bytes of a paper."""
    return archive.read(paper.sha256, suffix=paper.suffix)


def files_of(order: Order):
    """Name, bytes and type of each paper that goes out with an order."""
    for number, paper in numbered_papers(order):
        if paper.withdrawn_at is None:
            yield f"{number}-{paper.file_name}", content_of(paper), paper.content_type
