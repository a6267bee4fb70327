"""The findings about a price file as a text table that spreadsheets open."""

import csv

from django.http import HttpResponse
from django.utils.translation import gettext as _

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula; the text may be a stranger's."""


def findings_file(price_import) -> HttpResponse:
    """A csv file with row, column and sentence, with a mark that tells spreadsheets it is UTF-8."""
    name = f"funn-{price_import.framework.reference}-{price_import.pk}.csv"
    response = HttpResponse(
        "\N{ZERO WIDTH NO-BREAK SPACE}",
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    writer = csv.writer(response, delimiter=";")
    writer.writerow([_("Row"), _("Column"), _("Severity"), _("Finding"), _("Code")])
    for finding in price_import.findings.all():
        weight = _("Error") if finding.is_error else _("Warning")
        cells = [finding.row or "", finding.column, weight, finding.sentence, finding.code]
        writer.writerow([harmless(cell) for cell in cells])
    return response


def harmless(cell):
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if str(cell).startswith(FORMULA_SIGNS) else cell
