"""The pack as one file: the PDF, the data, tables, and the papers, with the hash of each."""

import json
from contextlib import suppress
from io import BytesIO
from tempfile import SpooledTemporaryFile
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils import timezone

from agreements.documents import archive
from agreements.documents.left_out import NOTICE, notice
from agreements.documents.responses import safe_filename
from agreements.spreadsheets import as_csv

IN_MEMORY = 32 * 1024 * 1024
"""Bytes above which the file is written to disk."""

ENTRY_COLUMNS = (
    "number",
    "holder",
    "posted_at",
    "posted_by",
    "kind",
    "agreement",
    "part_number",
    "product",
    "quantity",
    "unit",
    "counting_basis",
    "segment",
    "valid_from",
    "valid_to",
    "assured_to",
    "unit_net",
)
POSITION_COLUMNS = (
    "holder",
    "agreement",
    "part_number",
    "product",
    "quantity",
    "unit",
    "counting_basis",
    "first_expiry",
)


def zipped(pack) -> BytesIO | SpooledTemporaryFile[bytes]:
    """The file with everything, as it was kept; put together anew where that is not to be had."""
    with suppress(archive.DamagedFileError):
        if pack.zip_sha256:
            return BytesIO(archive.read(pack.zip_sha256, suffix="zip"))
    file, _left_out = zip_of(pack)
    return file


def zip_of(pack):
    """A new file with everything, and the names of what it goes on without.

    MANIFEST.sha256 can be checked with `sha256sum -c`.
    """
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    moment = timezone.localtime(pack.document.issued_at).timetuple()[:6]
    manifest, left_out = [], []
    with ZipFile(file, "w") as folder:

        def add(name: str, content: bytes) -> None:
            folder.writestr(ZipInfo(name, date_time=moment), content, ZIP_DEFLATED)
            manifest.append(f"{archive.digest_of(content)}  {name}\n")

        for name, content in _files(pack):
            if content is None:
                left_out.append(name)
            else:
                add(name, content)
        if left_out:
            add(NOTICE, notice(left_out).encode())
        folder.writestr(ZipInfo("MANIFEST.sha256", date_time=moment), "".join(manifest))
    file.seek(0)
    return file, left_out


def _files(pack):
    """(name, bytes) of each file; the bytes are None where the archive has lost it."""
    content = _read(pack.data_sha256, suffix="json")
    yield "evidence.pdf", _read(pack.document.sha256)
    yield "evidence.json", content
    if content is None:
        return
    data = json.loads(content)
    yield "entries.csv", _table([*ENTRY_COLUMNS, "source", "sha256"], _entries(data["entries"]))
    yield "position.csv", _table(POSITION_COLUMNS, _rows(data["position"], POSITION_COLUMNS))
    for paper in data["papers"]:
        stem = safe_filename(paper["name"]).removesuffix(".pdf")[:60]
        name = f"papers/{stem}-{paper['sha256'][:8]}.{paper['suffix']}"
        yield name, _read(paper["sha256"], suffix=paper["suffix"])


def _read(digest, **suffix) -> bytes | None:
    try:
        return archive.read(digest, **suffix)
    except archive.DamagedFileError:
        return None


def _table(heading, rows) -> bytes:
    return as_csv(list(heading), rows)


def _entries(entries):
    for entry, row in zip(entries, _rows(entries, ENTRY_COLUMNS), strict=True):
        source = entry["source"]
        yield [*row, f"{source['type']} {source['name']}".strip(), " ".join(source["sha256"])]


def _rows(records, columns):
    for record in records:
        # The data of an older shape lacks some
        yield [record.get(name) for name in columns]
