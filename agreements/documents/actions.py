"""Issuing a document: render, seal, keep the file, then the row that makes it known."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from agreements.documents import archive, seal
from agreements.documents.codes import grouped, new_code, qr_code
from agreements.documents.models import IssuedDocument
from agreements.documents.rendering import render_issued_pdf
from municipalities.people.models import User
from municipalities.register.models import Organisation


@dataclass(frozen=True)
class Draft:
    """What is to be issued. `facts` go into the file as JSON, `dated` is the file's own moment."""

    kind: str
    title: str
    template: str
    context: dict = field(repr=False)
    facts: dict = field(repr=False)
    language: str
    as_of: date
    dated: datetime
    organisation: Organisation | None = None
    terms_version: str = ""


@transaction.atomic
def issue_document(draft: Draft, *, by: User | None, now: datetime) -> IssuedDocument:
    """Issue a document and return its IssuedDocument; `by` is None when the portal does it.

    The file is in the archive before the row is written: whoever sees the row can open the file.
    A file whose row was rolled back is known to nobody.
    """
    document = IssuedDocument(
        code=new_code(),
        kind=draft.kind,
        title=draft.title,
        language=draft.language,
        as_of=draft.as_of,
        terms_version=draft.terms_version,
        organisation=draft.organisation,
        has_self_made_seal=seal.is_self_made(),
        issued_at=now,
        issued_by=by,
    )
    document.clean_fields(exclude=["sha256", "size"])
    content = seal.seal(render_issued(draft, document.code))
    document.sha256, document.size = archive.keep(content), len(content)
    document.save(force_insert=True)
    return document


def render_issued(draft: Draft, code: str) -> bytes:
    """The file before the seal: the same draft and code give the same bytes."""
    address = settings.SITE_URL.rstrip("/") + reverse("verify_code", args=[grouped(code)])
    issued = {
        "code": grouped(code),
        "address": address,
        "verify_address": settings.SITE_URL.rstrip("/") + reverse("verify"),
        "has_self_made_seal": seal.is_self_made(),
    }
    facts = draft.facts | {
        "code": grouped(code),
        "kind": draft.kind,
        "title": draft.title,
        "language": draft.language,
        "as_of": draft.as_of,
        "terms_version": draft.terms_version,
    }
    return render_issued_pdf(
        draft.template,
        draft.context | {"issued": issued},
        language=draft.language,
        title=draft.title,
        created=draft.dated,
        facts=facts,
        pictures={"qr.svg": qr_code(address)},
    )
