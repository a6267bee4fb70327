"""Tables as files: CSV as Norwegian spreadsheets read it, and XLSX. Pure."""

import csv
import io
from datetime import date
from decimal import Decimal

import xlsxwriter

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would reckon a cell that begins so; ours are made text."""

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def table_file(heading, rows, *, suffix: str) -> bytes:
    """The bytes of a table as csv or xlsx. Cells are texts, numbers, days, or None for empty."""
    return {"csv": as_csv, "xlsx": as_xlsx}[suffix](heading, rows)


def as_text(cell):
    """A text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def as_csv(heading, rows) -> bytes:
    """The bytes of a CSV file: semicolons, decimal commas, and a byte order mark for Excel."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(heading)
    for row in rows:
        writer.writerow(_written(cell) for cell in row)
    return text.getvalue().encode("utf-8-sig")


def _written(cell):
    if cell is None:
        return ""
    if isinstance(cell, str):
        return as_text(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell).replace(".", ",")


def as_xlsx(heading, rows) -> bytes:
    """The bytes of a workbook; text cells are written as text, whatever they begin with."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as workbook:
        sheet = workbook.add_worksheet()
        kroner = workbook.add_format({"num_format": "#,##0.00"})
        day = workbook.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write_row(0, 0, heading, workbook.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, as_text(cell))
                elif isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                elif cell is not None:
                    money = kroner if isinstance(cell, Decimal) else None
                    sheet.write_number(number, column, cell, money)
    return file.getvalue()
