"""What can be wrong with a price file, and how each is said.

An error keeps the whole file from taking effect; a warning tells what was done and stops nothing.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to tell about a file: where (row and column as in the file), and what."""

    code: str
    row: int | None = None
    column: str = ""
    params: dict = field(default_factory=dict)

    @property
    def is_error(self):
        """Whether it keeps the file from taking effect."""
        return self.code in ERRORS


class Unreadable(Exception):
    """Nothing more can be read of a file; carries the finding that says why."""

    def __init__(self, code, **params):
        super().__init__(code)
        self.finding = Finding(code, params=params)


ERRORS = {
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
    "file_has_no_prices": _("No row of the file has a price."),
    "file_has_too_many_rows": _("The file has more than %(rows)s rows."),
    "header_not_found": _(
        "No row at the top names both a column of part numbers and a column of prices."
    ),
    "column_twice": _("Two columns are both %(meaning)s. Keep one."),
    "prices_with_vat": _("The column holds prices with VAT. Prices must be without VAT."),
    "row_unreadable": _("The rest of the file cannot be read. Is a quotation mark missing?"),
    "part_number_missing": _("The part number is missing."),
    "part_number_form": _("%(value)s does not have the form of the supplier's part numbers."),
    "price_twice": _("The part number has a price at the same level in row %(first)s too."),
    "facts_differ": _("The product is described differently in row %(first)s."),
    "price_missing": _("There is no price."),
    "price_negative": _("The price is negative."),
    "price_too_large": _("The price is too large to be right."),
    "price_twice_in_row": _("The row has a level of its own, and prices by level as well."),
    "not_a_number": _("%(value)s is not a number."),
    "number_ambiguous": _(
        "%(value)s can be read in two ways. Write the thousands without a mark, or two decimals."
    ),
    "not_a_whole_number": _("%(value)s is not a whole number from %(lowest)s to %(highest)s."),
    "not_a_date": _("%(value)s is not a date. Write 2026-12-31 or 31.12.2026."),
    "date_ambiguous": _("%(value)s can be read in two ways. Write 2026-12-31 or 31.12.2026."),
    "currency_other": _("Prices must be in Norwegian kroner."),
    "level_unknown": _("The framework agreement has no price level %(value)s."),
    "value_unknown": _("%(value)s is not one of the values the column can have."),
    "text_too_long": _("The text is longer than %(longest)s characters."),
    "fact_missing": _("%(value)s is new, and a new product needs this."),
    "lot_unknown": _("The framework agreement has no lot %(value)s. Write its number or name."),
    "lot_missing": _(
        "%(value)s has no lot, and the framework agreement has lots. Write the lot in a column, "
        "or choose one for products without when you upload the file."
    ),
    "product_unknown": _("No product has the part number %(value)s."),
    "product_is_itself": _("A product cannot point to itself."),
    "reading_stopped": _("Reading stopped because of a fault in the portal. Upload it again."),
}
WARNINGS = {
    "level_in_several_programmes": _(
        "Several programmes have a level %(value)s. Its prices hold in all of them, unless a "
        "column names the programme."
    ),
    "more_findings": _("There is more of the kind; only the first %(kept)s are listed."),
    "ordered_outside_lots": _(
        "%(value)s was ordered before the agreement had lots. Give it a lot on the page of the "
        "lots first: there you see what the lot then counts."
    ),
    "lots_not_used": _("The framework agreement has no lots. The column is not read."),
    "column_unknown": _("The column is not known and is not read."),
    "sheet_hidden": _("The hidden sheet %(value)s is not read."),
    "sheet_not_read": _("Only one sheet is read. %(value)s is not."),
    "total_skipped": _("A row of totals is skipped."),
    "heading_skipped": _("A row with one text alone is taken for a heading and skipped."),
    "price_rounded": _("The price has more than two decimals and is rounded to %(value)s."),
}
SENTENCES = ERRORS | WARNINGS


def sentence(code, params):
    """The sentence of a finding, in the language of the page."""
    return SENTENCES[code] % params
