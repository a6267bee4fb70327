"""Each messy file gives exactly its findings, and the rows that can be read."""

from datetime import date
from decimal import Decimal

import pytest

from agreements.price_imports.reading import read_price_file
from agreements.price_imports.rows import Expected, Row
from tests.price_files import HEADER, ROWS, Formula, csv, price_file, xlsx, zipped

LEVELS = {("Volum", "A"): 1, ("Volum", "B"): 2}
MICROSOFT = "^[0-9A-Z]{3}-[0-9]{5}$"
GOOD = ROWS[0]
PRICES = [("269-00001", [(None, Decimal("1200.00"), None)]),
          ("269-00002", [(None, Decimal("800.50"), None)])]  # fmt: skip


def read(content, *, levels=LEVELS, form=MICROSOFT):
    """Rows as (part number, prices), and findings as (code, row, column)."""
    rows, findings = [], []
    for item in read_price_file(content, Expected(levels, form)):
        if isinstance(item, Row):
            rows.append((item.part_number, item.prices))
        else:
            findings.append((item.code, item.row, item.column))
    return rows, findings


def findings(content, **expected):
    return read(content, **expected)[1]


def facts(content, **expected):
    """What the first row says of its product."""
    items = read_price_file(content, Expected(**expected))
    return next(item.facts for item in items if isinstance(item, Row))


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("cp1252", b""),
        ("latin-1", b""),
    ],
)
def test_every_encoding_is_known_by_its_bytes(encoding, mark):
    row = "269-00001;Støtte – Áltá;Programhuset;lisens;stk;1200,00"
    if encoding == "latin-1":
        row = row.replace("–", "\x96")
    if encoding in {"cp1252", "latin-1"}:
        row = row.replace("Áltá", "Ålesund")
    content = csv(HEADER, row, encoding=encoding, mark=mark)
    assert findings(content) == []
    assert facts(content)["name"].startswith("Støtte –")


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_every_delimiter_is_known_by_the_header(delimiter):
    lines = [HEADER.replace(";", delimiter)]
    for row in ROWS:
        lines.append(delimiter.join(f'"{cell}"' for cell in row.split(";")))
    assert read(csv("sep=" + delimiter, *lines)) == (PRICES, [])


def test_quoted_fields_keep_their_delimiters_and_line_breaks():
    row = '269-00001;"Kontor; ""stor""\r\npakke";Programhuset;licence;each;"1 200,00"'
    assert facts(price_file(row))["name"] == 'Kontor; "stor" pakke'


def test_titles_headings_blank_lines_totals_and_repeated_headers_are_no_products():
    lines = ["Prisliste 2026;;;;;", "", HEADER, "Kontor;;;;;", ROWS[0], ";;;;;", HEADER, ROWS[1]]
    assert read(csv(*lines, "Sum;;;;;2000,50", ";Totalt;;;;2000,50")) == (
        PRICES,
        [
            ("heading_skipped", 4, ""),
            ("heading_skipped", 7, ""),
            ("total_skipped", 9, ""),
            ("total_skipped", 10, ""),
        ],
    )


def test_a_header_over_merged_cells_is_read_with_the_row_below():
    sheet = [
        ["Prisliste"],
        ["Varenr.", "Produkt", "Pris eks. mva", "", "Merknad"],
        ["", "", "A", "B", ""],
        ["269-00001", "Kontorpakke", 1200.0, 1100.5, "ny"],
    ]
    assert read(xlsx({"Priser": sheet})) == (
        [("269-00001", [(1, Decimal("1200.00"), None), (2, Decimal("1100.50"), None)])],
        [],
    )


@pytest.mark.parametrize(
    "header",
    [
        "Varenr;Navn;Leverandør;Lisenstype;Enhet;Pris eks. mva",
        "SKU;Description;Vendor;License type;UOM;Unit price (NOK)",
        "Part Number;Item Name;PUBLISHER;Product_Type;unit;Nettopris i kr",
    ],
)
def test_columns_are_known_by_many_names(header):
    assert read(price_file(header=header)) == (PRICES, [])


def test_what_a_row_says_is_read_by_the_words_of_price_files():
    header = (
        "part_number;product;utgiver;familie;type;enhet;pulje;betaling;tilbudsnivå;"
        "poeng;valuta;utgår;erstattes av;støtte for;løpetid;pris"
    )
    row = (
        "269-00001;Kontorpakke;Programhuset;Kontor;L&SA;stk;Applikasjoner;årlig;AP;"
        "2;NOK;31.12.2026;269-00009;;36;0"
    )
    assert read(csv(header, row)) == ([("269-00001", [(None, Decimal("0.00"), 2)])], [])
    assert facts(csv(header, row)) == {
        "name": "Kontorpakke",
        "publisher": "Programhuset",
        "family": "Kontor",
        "kind": "licence_sa",
        "unit": "each",
        "pool": "application",
        "purchase_unit": "year",
        "offering": "additional",
        "sold_until": date(2026, 12, 31),
        "replaced_by": "269-00009",
        "term_months": 36,
        "supports": "",
    }


def test_prices_by_level_stand_in_columns_or_in_rows():
    wide = csv("part_number;Pris nivå A;Price level B", "269-00001;100;90")
    long = csv("part_number;level;price", "269-00001;A;100", "269-00001;b;90")
    assert read(wide)[0] == [("269-00001", [(1, Decimal(100), None), (2, Decimal(90), None)])]
    assert [price for _, prices in read(long)[0] for price in prices] == [
        (1, Decimal(100), None),
        (2, Decimal(90), None),
    ]
    assert findings(wide) == findings(long) == []


def test_the_file_shows_how_its_numbers_are_meant():
    header = "part_number;price"
    assert read(csv(header, "269-00001;1,234", "269-00002;99,50"))[0][0][1][0][1] == Decimal("1.23")
    assert read(csv(header, "269-00001;1,234", "269-00002;9,999.50"))[0][0][1][0][1] == 1234
    alone = csv(header, "269-00001;1,234", "269-00002;500")
    both = csv(header, "269-00001;1,234", "269-00002;99,50", "269-00003;99.50")
    for content in (alone, both):
        assert findings(content) == [("number_ambiguous", 2, "price")]


def test_formulas_have_the_value_they_were_saved_with_and_dates_are_dates():
    sheet = [
        ["Part no", "Price", "End of sale"],
        ["269-00001", Formula(99.5), date(2026, 12, 31)],
    ]
    content = xlsx({"Ark": sheet})
    assert read(content) == ([("269-00001", [(None, Decimal("99.50"), None)])], [])
    assert facts(content)["sold_until"] == date(2026, 12, 31)


def test_hidden_sheets_and_further_ones_are_notified_and_not_read():
    rows = [["part_number", "price"], ["269-00001", 100]]
    content = xlsx({"Innkjøp": rows, "Forside": [["Hei"]], "Priser": rows}, hidden=["Innkjøp"])
    assert findings(content) == [("sheet_hidden", None, ""), ("sheet_not_read", None, "")]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (";Uten nummer;P;licence;each;1,00", ("part_number_missing", "part_number")),
        ("26900001;Form;P;licence;each;1,00", ("part_number_form", "part_number")),
        (f"{'9' * 31};Lang;P;licence;each;1,00", ("text_too_long", "part_number")),
        (f"269-00009;{'x' * 201};P;licence;each;1,00", ("text_too_long", "name")),
        (f"269-00009;N;{'x' * 101};licence;each;1,00", ("text_too_long", "publisher")),
        ("269-00009;N;P;leie;each;1,00", ("value_unknown", "kind")),
        ("269-00009;N;P;licence;palle;1,00", ("value_unknown", "unit")),
        ("269-00009;N;P;licence;each;", ("price_missing", "price")),
        ("269-00009;N;P;licence;each;gratis", ("not_a_number", "price")),
        ("269-00009;N;P;licence;each;-1,00", ("price_negative", "price")),
        ("269-00009;N;P;licence;each;10000000000", ("price_too_large", "price")),
        ("269-00009;N;P;licence;each;1,00 EUR", ("currency_other", "price")),
        ("269-00009;N;P;licence;each;1,005", ("price_rounded", "price")),
        ("269-00001;Kontorpakke;Programhuset;licence;each;5,00", ("price_twice", "")),
        ("#N/A;N;P;licence;each;1,00", ("part_number_form", "part_number")),
    ],
)
def test_a_row_that_is_wrong_is_notified_with_its_place(row, found):
    code, column = found
    rows, told = read(price_file(GOOD, row))
    assert told == [(code, 3, column)]
    assert rows[:1] == PRICES[:1]


@pytest.mark.parametrize(
    ("header", "row", "found"),
    [
        ("part_number;price;currency", "269-00001;1;EUR", ("currency_other", 2, "currency")),
        ("part_number;price;points", "269-00001;1;1,5", ("not_a_whole_number", 2, "points")),
        ("part_number;price;points", "269-00001;1;-1", ("not_a_whole_number", 2, "points")),
        ("part_number;price;points", "269-00001;1;1,000", ("number_ambiguous", 2, "points")),
        ("part_number;price;term", "269-00001;1;0", ("not_a_whole_number", 2, "term")),
        ("part_number;price;term", "269-00001;1;99999", ("not_a_whole_number", 2, "term")),
        ("part_number;price;pool", "269-00001;1;basseng", ("value_unknown", 2, "pool")),
        ("part_number;price;sold_until", "269-00001;1;snart", ("not_a_date", 2, "sold_until")),
        (
            "part_number;price;sold_until",
            "269-00001;1;01/02/2026",
            ("date_ambiguous", 2, "sold_until"),
        ),
        ("part_number;price;supports", "269-00001;1;269-00001", ("product_is_itself", 2, "")),
        ("part_number;price;level", "269-00001;1;E", ("level_unknown", 2, "price")),
        ("part_number;price a;level", "269-00001;1;A", ("price_twice_in_row", 2, "price a")),
        ("part_number;price x", "269-00001;1", ("level_unknown", 1, "price x")),
        ("part_number;price EUR", "269-00001;1", ("currency_other", 1, "price EUR")),
        ("part_number;pris inkl. mva", "269-00001;1", ("prices_with_vat", 1, "pris inkl. mva")),
        ("part_number;price;pris", "269-00001;1;1", ("column_twice", 1, "pris")),
        ("part_number;sku;price", "269-00001;1;1", ("column_twice", 1, "sku")),
        ("part_number;price;farge", "269-00001;1;blå", ("column_unknown", 1, "farge")),
        ("part_number;price;pris EUR", "269-00001;1;1", ("column_unknown", 1, "pris EUR")),
    ],
)
def test_a_column_that_is_wrong_is_notified_with_its_place(header, row, found):
    assert findings(csv(header, row)) == [found]


def test_a_level_that_two_programmes_have_is_meant_in_both_unless_one_is_named():
    levels = {("Volum", "A"): 1, ("Utvalg", "A"): 2}
    unnamed = csv("part_number;price a", "269-00001;1")
    named = csv("part_number;price a;program", "269-00001;1;utvalg")
    assert read(unnamed, levels=levels) == (
        [("269-00001", [(1, Decimal(1), None), (2, Decimal(1), None)])],
        [("level_in_several_programmes", None, "")],
    )
    assert read(named, levels=levels) == ([("269-00001", [(2, Decimal(1), None)])], [])


def test_rows_of_a_product_must_describe_it_alike():
    content = csv("part_number;name;level;price", "269-00001;En;A;1", "269-00001;To;B;1")
    assert findings(content) == [("facts_differ", 3, "")]


def test_a_supplier_without_a_form_of_part_numbers_may_call_them_anything():
    assert findings(csv("sku;pris", "LP DEB 000;1"), form="") == []


FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1000000"><c r="{}"><v>1</v></c></row>'


def sheet_with(xml):
    return {"xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{xml}</sheetData></worksheet>"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b" \r\n ", "file_empty"),
        (b"\xef\xbb\xbf", "file_empty"),
        (b"%PDF-1.7 prisliste", "file_not_a_table"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "file_not_a_table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "file_old_or_locked"),
        (zipped({"word/document.xml": "<x/>"}), "file_not_a_table"),
        (b"PK\x03\x04 not a zip", "file_broken"),
        (xlsx({"Ark": [["part_number", "price"]]})[:-100], "file_broken"),
        (xlsx({"A": []}, parts={"xl/workbook.xml": "<workbook"}), "file_broken"),
        (xlsx({"A": []}, parts={"bomb": "0" * 300_000_000}), "file_unpacks_too_large"),
        (xlsx({"A": []}, parts=sheet_with(FAR.format("B2"))), "file_too_spread"),
        (
            xlsx({"A": []}, parts=sheet_with('<row r="1"><c r="BA1"><v>1</v></c></row>')),
            "file_too_spread",
        ),
        (b"hei;hopp\r\n1;2", "header_not_found"),
        (csv("part_number;price"), "file_has_no_prices"),
        (csv("part_number;price", 'x;"' + "1" * 200_000), "row_unreadable"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_notified_and_not_read(content, code):
    assert read(content, form="") == ([], [(code, None, "")])
