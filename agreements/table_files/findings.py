"""What can be wrong with a file that holds a table, and how each is said."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to tell about a file: where (row and column as in the file), and what."""

    code: str
    row: int | None = None
    column: str = ""
    params: dict = field(default_factory=dict)


class Unreadable(Exception):
    """Nothing more can be read of a file; carries the finding that says why."""

    def __init__(self, code, **params) -> None:
        super().__init__(code)
        self.finding = Finding(code, params=params)


TABLE_ERRORS = {
    "file_empty": _("The file is empty."),
    "file_not_a_table": _("The file is neither a spreadsheet (xlsx) nor a text table (csv)."),
    "file_broken": _("The spreadsheet is damaged."),
    "file_old_or_locked": _(
        "The spreadsheet is of the old kind (xls) or has a password. Save it as xlsx without one."
    ),
    "file_unpacks_too_large": _("The spreadsheet unpacks to more than %(megabytes)s MB."),
    "file_too_spread": _(
        "The spreadsheet has cells far outside a price list: beyond column %(columns)s or row "
        "%(rows)s. Delete them and save it again."
    ),
    "column_twice": _("Two columns are both %(meaning)s. Keep one."),
    "row_unreadable": _("The rest of the file cannot be read. Is a quotation mark missing?"),
    "part_number_missing": _("The part number is missing."),
    "price_negative": _("The price is negative."),
    "price_too_large": _("The price is too large to be right."),
    "not_a_number": _("%(value)s is not a number."),
    "number_ambiguous": _(
        "%(value)s can be read in two ways. Write the thousands without a mark, or two decimals."
    ),
    "not_a_whole_number": _("%(value)s is not a whole number from %(lowest)s to %(highest)s."),
    "not_a_date": _("%(value)s is not a date. Write 2026-12-31 or 31.12.2026."),
    "date_ambiguous": _("%(value)s can be read in two ways. Write 2026-12-31 or 31.12.2026."),
    "text_too_long": _("The text is longer than %(longest)s characters."),
    "product_unknown": _("No product has the part number %(value)s."),
}
"""The sentence by code of what is wrong with any file that holds a table of products."""
