"""A position as a file, CSV and XLSX: a row for each purchase."""

import csv
import io
from datetime import date

import xlsxwriter
from django.utils.translation import gettext as _

from agreements.catalogue.price_file import as_text


def heading():
    """The columns of the file."""
    return [
        _("Part number"),
        _("Product"),
        _("Agreement"),
        _("Segment"),
        _("Counting basis"),
        _("Unit"),
        _("Kind"),
        _("Source"),
        _("Valid from"),
        _("Valid to"),
        _("Quantity"),
        _("Net price each"),
    ]


def rows(held):
    """A row for each line of the positions; the quantities of a position's rows are its sum."""
    for position in held:
        for entry in position.lines:
            yield [
                position.part_number,
                position.product_name,
                position.agreement_number,
                entry.segment.name if entry.segment else "",
                str(position.counting_basis),
                str(position.unit),
                entry.get_kind_display(),
                entry.source,
                entry.valid_from,
                entry.valid_to or "",
                entry.quantity,
                "" if entry.unit_net is None else entry.unit_net,
            ]


def as_csv(held):
    """The bytes of a CSV file: semicolons, decimal commas, and a byte order mark for Excel."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(heading())
    writer.writerows([_plain(cell) for cell in row] for row in rows(held))
    return text.getvalue().encode("utf-8-sig")


def _plain(cell):
    if isinstance(cell, date):
        return cell.isoformat()
    return as_text(cell) if isinstance(cell, str) else str(cell).replace(".", ",")


def as_xlsx(held):
    """The bytes of a workbook; text cells are written as text, whatever they begin with."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, heading(), workbook.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows(held), start=1):
            for column, cell in enumerate(row):
                _write(sheet, (number, column), cell, day)
    return file.getvalue()


def _write(sheet, place, cell, day):
    if isinstance(cell, date):
        sheet.write_datetime(*place, cell, day)
    elif isinstance(cell, str):
        sheet.write_string(*place, as_text(cell))
    else:
        sheet.write_number(*place, cell)
