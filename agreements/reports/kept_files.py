"""Every file that a row refers to, for whoever compares the rows with the archive."""

import json
from typing import Any

from django.db.models import Model

from agreements.documents import archive
from agreements.documents.models import IssuedDocument
from agreements.evidence.models import EvidencePack
from agreements.kept_documents.models import KeptDocument
from agreements.reports.models import SummaryInBatch

FIELDS: dict[tuple[type[Model], str], str | None] = {
    (IssuedDocument, "sha256"): "pdf",
    (EvidencePack, "data_sha256"): "json",
    (EvidencePack, "zip_sha256"): "zip",
    (SummaryInBatch, "sha256"): "pdf",
    (KeptDocument, "sha256"): None,
}
"""The columns that hold the hash of a file, and its ending; None: the row's own."""


def expected_files():
    """(name in the archive, the row that refers to it) for every file that should be there."""
    for (model, field), suffix in FIELDS.items():
        row: Any
        for row in model._default_manager.exclude(**{field: ""}).order_by("pk").iterator():
            digest = getattr(row, field)
            yield archive.name_of(digest, suffix or row.suffix), row
            if field == "data_sha256":
                yield from _papers(row, digest)


def _papers(pack, digest):
    """The orders that were made for a pack: its data alone names them."""
    try:
        data = json.loads(archive.read(digest, suffix="json"))
    except archive.DamagedFileError:
        return
    for paper in data.get("papers", []):
        yield archive.name_of(paper["sha256"], paper["suffix"]), pack


def faults():
    """(what is wrong, name, row) for every row whose file is missing or damaged."""
    for name, row in expected_files():
        path = archive.path_of(name)
        if not path.exists():
            yield "missing", name, row
        elif not archive.is_whole(path, path.stem):
            yield "damaged", name, row


def files_without_a_row() -> list[str]:
    """Finished files that no row refers to: a transaction was rolled back after they were kept."""
    expected = {name for name, _row in expected_files()}
    return sorted(set(archive.names_kept()) - expected)
