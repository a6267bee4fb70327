"""Price files as suppliers send them: real bytes, made here."""

import io
from datetime import date
from html import escape
from zipfile import ZIP_DEFLATED, ZipFile

NAMESPACE = "http://schemas.openxmlformats.org"
MAIN = f'xmlns="{NAMESPACE}/spreadsheetml/2006/main"'
RELATIONS = f'xmlns:r="{NAMESPACE}/officeDocument/2006/relationships"'
EPOCH = date(1899, 12, 30)
HEADER = "part_number;name;publisher;kind;unit;price"
ROWS = (
    "269-00001;Kontorpakke;Programhuset;licence;each;1200,00",
    "269-00002;Regneark;Programhuset;licence;each;800,50",
)


class Formula(float):
    """A number that a formula had when the file was saved."""


def csv(*lines, encoding="utf-8", mark=b""):
    """Lines as a text file."""
    return mark + "\r\n".join(lines).encode(encoding)


def price_file(*rows, header=HEADER):
    """A csv file with a header and rows; two good rows when none are given."""
    return csv(header, *(rows or ROWS))


def xlsx(sheets, *, hidden=(), parts=None):
    """A spreadsheet with sheets as rows of cells by name."""
    names = list(sheets)
    members = {
        "[Content_Types].xml": _content_types(len(names)),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _workbook(names, hidden),
        "xl/_rels/workbook.xml.rels": _relations(
            [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(names) + 1)]
            + [("styles", "styles.xml")]
        ),
        "xl/styles.xml": (
            f'<styleSheet {MAIN}><cellXfs count="2"><xf numFmtId="0"/>'
            '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
        ),
    }
    for number, rows in enumerate(sheets.values(), start=1):
        members[f"xl/worksheets/sheet{number}.xml"] = _sheet(rows)
    return zipped(members | (parts or {}))


def zipped(members):
    """A zip of texts by name."""
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return file.getvalue()


def cell(place, value):
    """A cell as it stands in a sheet."""
    if isinstance(value, date):
        return f'<c r="{place}" s="1"><v>{(value - EPOCH).days}</v></c>'
    if isinstance(value, Formula):
        return f'<c r="{place}"><f>1+1</f><v>{float(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def _sheet(rows):
    lines = []
    for number, row in enumerate(rows, start=1):
        filled = [
            cell(f"{chr(ord('A') + place)}{number}", value)
            for place, value in enumerate(row)
            if value != ""
        ]
        lines.append(f'<row r="{number}">{"".join(filled)}</row>')
    return f"<worksheet {MAIN}><sheetData>{''.join(lines)}</sheetData></worksheet>"


def _workbook(names, hidden):
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"'
        f"{' state="hidden"' if name in hidden else ''}/>"
        for number, name in enumerate(names, start=1)
    )
    return f"<workbook {MAIN} {RELATIONS}><sheets>{sheets}</sheets></workbook>"


def _relations(targets):
    lines = "".join(
        f'<Relationship Id="rId{number}" Target="{target}" '
        f'Type="{NAMESPACE}/officeDocument/2006/relationships/{kind}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{NAMESPACE}/package/2006/relationships">{lines}</Relationships>'


def _content_types(sheets):
    base = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = [("workbook.xml", "sheet.main"), ("styles.xml", "styles")]
    parts += [(f"worksheets/sheet{n}.xml", "worksheet") for n in range(1, sheets + 1)]
    overrides = "".join(
        f'<Override PartName="/xl/{part}" ContentType="{base}.{kind}+xml"/>' for part, kind in parts
    )
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{NAMESPACE}/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{rels}"/>{overrides}</Types>'
    )
