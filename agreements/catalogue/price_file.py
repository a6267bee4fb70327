"""The open price list as a file: CSV as Norwegian spreadsheets read it, and XLSX."""

import csv
import io

import xlsxwriter
from django.utils.translation import gettext as _

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would reckon a cell that begins so; ours are made text."""


def heading():
    """The columns of the file."""
    return [
        _("Part number"),
        _("Product"),
        _("Publisher"),
        _("Kind"),
        _("Pool"),
        _("One payment covers"),
        _("List price"),
        _("Your price"),
        _("Sold until"),
    ]


def rows(products):
    """A row a product: texts, two prices, and the last day of sale."""
    for product in products:
        yield [
            product.part_number,
            product.name,
            product.publisher,
            product.get_kind_display(),
            product.get_pool_display(),
            product.get_purchase_unit_display(),
            product.list_price,
            product.unit_net,
            product.sold_until.isoformat() if product.sold_until else "",
        ]


def as_text(cell):
    """A text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def as_csv(products):
    """The bytes of a CSV file: semicolons, decimal commas, and a byte order mark for Excel."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(heading())
    for row in rows(products):
        writer.writerow(
            as_text(cell) if isinstance(cell, str) else str(cell).replace(".", ",") for cell in row
        )
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(products):
    """The bytes of a workbook; text cells are written as text, whatever they begin with."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as workbook:
        sheet = workbook.add_worksheet()
        kroner = workbook.add_format({"num_format": "#,##0.00"})
        sheet.write_row(0, 0, heading(), workbook.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows(products), start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, as_text(cell))
                else:
                    sheet.write_number(number, column, cell, kroner)
    return file.getvalue()
