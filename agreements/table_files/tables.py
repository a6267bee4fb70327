"""From the bytes of a file to rows of cells, whoever wrote it: csv and xlsx.

A file from outside may be anything. A spreadsheet is unpacked under a limit and looked through
for cells at far corners before a library gets it: both would take all memory.
"""

import csv
import io
import re
import zlib
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from agreements.table_files.findings import Finding, Unreadable

MEGABYTE = 1024 * 1024
MAX_UNPACKED_BYTES = 256 * MEGABYTE
CHUNK = 64 * 1024
# A library makes room for every cell up to the farthest: these two set the most it can take
LAST_COLUMN = "AZ"
LAST_ROW = 199_999
FAR_CELL = re.compile(
    rb"""\sr\s*=\s*["'](?:[A-Z]{3}|[B-Z][A-Z]\d|[A-Z]*(?:[2-9]\d{5}|\d{7})|[^"'<>]*&)"""
)
"""The place of a cell or row beyond the last, or one that hides what it is."""
MAX_FAR_CELL_LENGTH = 64

OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What both an xls and a spreadsheet with a password begin with."""

DELIMITERS = (";", ",", "\t", "|")
ENCODINGS = ("utf-8", "cp1252", "latin-1")
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
BINARY = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")


class CsvTable:
    """The rows of a text with a delimiter; they can be gone through more than once."""

    def __init__(self, content: bytes, encoding, delimiter) -> None:
        self.content = content
        self.encoding = encoding
        self.delimiter = delimiter
        self.height = content.count(b"\n") + 1

    def rows(self):
        """Each row as a list of texts; what cannot be read ends with a finding."""
        text = io.TextIOWrapper(io.BytesIO(self.content), self.encoding, newline="")
        try:
            yield from csv.reader(text, delimiter=self.delimiter)
        except csv.Error as error:
            raise Unreadable("row_unreadable") from error


class SheetTable:
    """The rows of a sheet, with the values that formulas had when the file was saved."""

    def __init__(self, name: str, sheet) -> None:
        self.name = name
        self.sheet = sheet
        self.height = sheet.total_height

    def rows(self):
        """Each row as a list of texts, numbers, dates and truth values; "" is a blank cell."""
        return self.sheet.iter_rows()


def tables_of(content: bytes):
    """The tables that a file may be read as, and findings about those nobody sees."""
    if not content.strip():
        raise Unreadable("file_empty")
    if content.startswith(b"PK\x03\x04"):
        return _sheets(content)
    if content.startswith(OLD_OR_LOCKED):
        raise Unreadable("file_old_or_locked")
    encoding, text = _decoded(content)
    if not text.strip():
        raise Unreadable("file_empty")
    if BINARY.search(text) or content.startswith((b"%PDF", b"{\\rtf")):
        raise Unreadable("file_not_a_table")
    return [CsvTable(content, encoding, delimiter) for delimiter in DELIMITERS], []


def _decoded(content: bytes):
    """The encoding of a text, by its mark or by trying, and the text."""
    marked = [encoding for mark, encoding in MARKS if content.startswith(mark)]
    for encoding in marked or (*_without_mark(content), *ENCODINGS):
        try:
            return encoding, content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("file_not_a_table")


def _without_mark(content: bytes) -> tuple[str, ...]:
    """UTF-16 whose mark is lost: every other byte of Western text is zero."""
    start = content[:1000]
    if start[1::2].count(0) * 3 > len(start):
        return ("utf-16-le",)
    return ("utf-16-be",) if start[::2].count(0) * 3 > len(start) else ()


def _sheets(content: bytes):
    """The visible sheets of a spreadsheet."""
    _look_through(content)
    try:
        workbook = CalamineWorkbook.from_object(io.BytesIO(content))
        visible, hidden = [], []
        for place, sheet in enumerate(workbook.sheets_metadata):
            if sheet.visible is SheetVisibleEnum.Visible:
                visible.append(SheetTable(sheet.name, workbook.get_sheet_by_index(place)))
            else:
                hidden.append(Finding("sheet_hidden", params={"value": sheet.name}))
    except CalamineError as error:
        raise Unreadable("file_broken") from error
    return visible, hidden


def _look_through(content: bytes) -> None:
    """Refuse a spreadsheet that would take all memory; its own word on sizes is not trusted."""
    unpacked = 0
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (BadZipFile, ValueError) as error:
        raise Unreadable("file_broken") from error
    if "xl/workbook.xml" not in {member.filename for member in members}:
        raise Unreadable("file_not_a_table")
    for member in members:
        tail = b""
        for chunk in _unpacked(content, member):
            unpacked += len(chunk)
            if unpacked > MAX_UNPACKED_BYTES:
                raise Unreadable("file_unpacks_too_large", megabytes=MAX_UNPACKED_BYTES // MEGABYTE)
            if member.filename.startswith("xl/worksheets/") and FAR_CELL.search(tail + chunk):
                raise Unreadable("file_too_spread", columns=LAST_COLUMN, rows=LAST_ROW)
            tail = chunk[-MAX_FAR_CELL_LENGTH:]


def _unpacked(content: bytes, member):
    """What a member of a zip really holds, chunk by chunk, whatever its header says."""
    start = member.header_offset
    names = content[start + 26 : start + 30]
    begin = start + 30 + int.from_bytes(names[:2], "little") + int.from_bytes(names[2:], "little")
    packed = memoryview(content)[begin : begin + member.compress_size]
    if member.flag_bits & 1 or member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise Unreadable("file_broken")
    if member.compress_type == ZIP_STORED:
        yield from (bytes(packed[at : at + CHUNK]) for at in range(0, len(packed), CHUNK))
        return
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        yield from _inflated(inflater, packed)
    except zlib.error as error:
        raise Unreadable("file_broken") from error


def _inflated(inflater, packed):
    for at in range(0, len(packed), CHUNK):
        waiting = packed[at : at + CHUNK]
        while waiting:
            yield inflater.decompress(waiting, MEGABYTE)
            waiting = inflater.unconsumed_tail
