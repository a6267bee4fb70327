"""What can be wrong with a price file, and how each is said.

An error keeps the whole file from taking effect; a warning tells what was done and stops nothing.
"""

from django.utils.translation import gettext_lazy as _

from agreements.table_files.findings import TABLE_ERRORS

ERRORS = TABLE_ERRORS | {
    "file_has_no_prices": _("No row of the file has a price."),
    "file_has_too_many_rows": _("The file has more than %(rows)s rows."),
    "header_not_found": _(
        "No row at the top names both a column of part numbers and a column of prices."
    ),
    "prices_with_vat": _("The column holds prices with VAT. Prices must be without VAT."),
    "part_number_form": _("%(value)s does not have the form of the supplier's part numbers."),
    "price_twice": _("The part number has a price at the same level in row %(first)s too."),
    "facts_differ": _("The product is described differently in row %(first)s."),
    "price_missing": _("There is no price."),
    "price_twice_in_row": _("The row has a level of its own, and prices by level as well."),
    "currency_other": _("Prices must be in Norwegian kroner."),
    "level_unknown": _("The framework agreement has no price level %(value)s."),
    "value_unknown": _("%(value)s is not one of the values the column can have."),
    "fact_missing": _("%(value)s is new, and a new product needs this."),
    "lot_unknown": _("The framework agreement has no lot %(value)s. Write its number or name."),
    "lot_missing": _(
        "%(value)s has no lot, and the framework agreement has lots. Write the lot in a column, "
        "or choose one for products without when you upload the file."
    ),
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


def is_error(finding) -> bool:
    """Whether a finding keeps the file from taking effect."""
    return finding.code in ERRORS
