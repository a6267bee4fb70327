"""Putting what was read beside what holds: COPY into temporary tables, compared in the database.

Facts that the file does not state stay as they are, and so do a product's points. A product is
new when the newest list has no price for it, changed when a fact or any of its prices differs.
"""

import csv
from collections import Counter
from tempfile import SpooledTemporaryFile

from django.db import connection

from agreements.price_imports.fact_columns import with_facts
from agreements.price_imports.findings import is_error
from agreements.price_imports.models import ImportFinding, PriceImport
from agreements.price_imports.rows import ROW_FIELDS
from agreements.table_files.findings import Finding

MAX_FINDINGS_PER_KIND = 500
"""Findings of each kind that are kept; all are counted."""
IN_MEMORY = 8 * 1024 * 1024
"""Bytes of rows above which they wait on disk."""

TABLES = """
    CREATE TEMP TABLE IF NOT EXISTS read_product (
        row integer, part_number text, {columns}
    ) ON COMMIT DROP;
    CREATE TEMP TABLE IF NOT EXISTS read_price (
        part_number text, price_level_id bigint, net numeric(12, 2), points integer
    ) ON COMMIT DROP;
    TRUNCATE read_product, read_price;
""".format(columns=", ".join(f"{name} text" for name in ROW_FIELDS))

COPY = "COPY {} FROM STDIN (FORMAT csv)"

ANALYZE_CATALOGUE = "ANALYZE agreements_product; ANALYZE agreements_price"
"""The database must know how much there is: right after an import it believes in a few rows,
and would compare each row of the file with all of the catalogue."""

FACTS_MISSING = with_facts("""
    INSERT INTO agreements_importfinding (price_import_id, row, "column", code, params)
    SELECT %(import)s, r.row, missing.fact, 'fact_missing',
           jsonb_build_object('value', r.part_number)
    FROM read_product r
    LEFT JOIN agreements_product p
        ON p.framework_id = %(framework)s AND p.part_number = r.part_number
    CROSS JOIN LATERAL (VALUES {needed}) AS missing (fact, value)
    WHERE p.id IS NULL AND missing.value IS NULL
    ORDER BY r.row
""")

PRODUCTS_UNKNOWN = """
    INSERT INTO agreements_importfinding (price_import_id, row, "column", code, params)
    SELECT %(import)s, r.row, pointing.fact, 'product_unknown',
           jsonb_build_object('value', pointing.value)
    FROM read_product r
    CROSS JOIN LATERAL (VALUES
        ('supports', r.supports), ('replaced_by', r.replaced_by)
    ) AS pointing (fact, value)
    WHERE pointing.value <> ''
      AND NOT EXISTS (SELECT FROM read_product o WHERE o.part_number = pointing.value)
      AND NOT EXISTS (
          SELECT FROM agreements_product p
          WHERE p.framework_id = %(framework)s AND p.part_number = pointing.value
      )
    ORDER BY r.row
"""

LOTS_MISSING = """
    INSERT INTO agreements_importfinding (price_import_id, row, "column", code, params)
    SELECT %(import)s, r.row, '', 'lot_missing', jsonb_build_object('value', r.part_number)
    FROM read_product r
    LEFT JOIN agreements_product p
        ON p.framework_id = %(framework)s AND p.part_number = r.part_number
    WHERE COALESCE(r.lot::bigint, p.lot_id, %(lot)s) IS NULL
      AND EXISTS (SELECT FROM agreements_lot WHERE framework_id = %(framework)s)
    ORDER BY r.row
"""

ORDERED_OUTSIDE_LOTS = """
    INSERT INTO agreements_importfinding (price_import_id, row, "column", code, params)
    SELECT %(import)s, r.row, '', 'ordered_outside_lots',
           jsonb_build_object('value', r.part_number)
    FROM read_product r
    JOIN agreements_product p
        ON p.framework_id = %(framework)s AND p.part_number = r.part_number AND p.lot_id IS NULL
    WHERE EXISTS (SELECT FROM agreements_lot WHERE framework_id = %(framework)s)
      AND EXISTS (
          SELECT FROM agreements_orderline o WHERE o.product_id = p.id AND o.lot_id IS NULL
      )
    ORDER BY r.row
"""
"""A lot that takes over orders is given where KS sees what it then counts."""

PRODUCTS = with_facts("""
    WITH told AS (
        SELECT r.row, r.part_number,
            {read},
            COALESCE(r.replaced_by, replacement.part_number, '') AS replaced_by,
            COALESCE(r.supports, supported.part_number, '') AS supports,
            COALESCE(r.lot::bigint, p.lot_id, %(lot)s) AS lot_id,
            p AS product,
            p.id AS product_id,
            COALESCE(replacement.part_number, '') AS replaced_by_before,
            COALESCE(supported.part_number, '') AS supports_before
        FROM read_product r
        LEFT JOIN agreements_product p
            ON p.framework_id = %(framework)s AND p.part_number = r.part_number
        LEFT JOIN agreements_product replacement ON replacement.id = p.replaced_by_id
        LEFT JOIN agreements_product supported ON supported.id = p.supports_id
    ), compared AS (
        SELECT told.*, product_id IS NOT NULL AND
            ({names}, replaced_by, supports, lot_id)
            IS DISTINCT FROM
            ({before}, replaced_by_before, supports_before, (product).lot_id)
            AS differs
        FROM told
    ), prices_before AS (
        SELECT product_id, count(*) AS number FROM agreements_price
        WHERE price_list_id = %(compared_with)s GROUP BY product_id
    ), prices_told AS (
        SELECT r.part_number, count(*) AS number, count(*) FILTER (
            WHERE b.net = r.net AND b.points = COALESCE(r.points, b.points)
        ) AS same
        FROM read_price r
        LEFT JOIN agreements_product p
            ON p.framework_id = %(framework)s AND p.part_number = r.part_number
        LEFT JOIN agreements_price b ON b.price_list_id = %(compared_with)s
            AND b.product_id = p.id
            AND COALESCE(b.price_level_id, 0) = COALESCE(r.price_level_id, 0)
        GROUP BY r.part_number
    )
    INSERT INTO agreements_stagedproduct (
        price_import_id, row, part_number, {names}, replaced_by, supports,
        lot_id, change, is_created, before
    )
    SELECT %(import)s, c.row, c.part_number, {staged}, c.replaced_by, c.supports,
        c.lot_id,
        CASE WHEN b.number IS NULL THEN 'new'
             WHEN c.differs OR t.same <> t.number OR t.number <> b.number THEN 'changed'
             ELSE 'unchanged' END,
        c.product_id IS NULL,
        CASE WHEN c.differs THEN to_jsonb(c.product) END
    FROM compared c
    JOIN prices_told t USING (part_number)
    LEFT JOIN prices_before b ON b.product_id = c.product_id
    ORDER BY c.row
""")

PRICES = """
    WITH before AS (
        SELECT p.part_number, b.price_level_id, b.net, b.points
        FROM agreements_price b JOIN agreements_product p ON p.id = b.product_id
        WHERE b.price_list_id = %(compared_with)s
    )
    INSERT INTO agreements_stagedprice
        (product_id, price_level_id, net, points, net_before, points_before)
    SELECT s.id, r.price_level_id, r.net, COALESCE(r.points, same.points, other.points, 0),
           COALESCE(same.net, other.net), COALESCE(same.points, other.points)
    FROM read_price r
    JOIN agreements_stagedproduct s
        ON s.price_import_id = %(import)s AND s.part_number = r.part_number
    LEFT JOIN before same ON same.part_number = r.part_number
        AND COALESCE(same.price_level_id, 0) = COALESCE(r.price_level_id, 0)
    LEFT JOIN before other ON same.net IS NULL AND other.part_number = r.part_number
        AND other.price_level_id IS NULL
"""


class Spool:
    """The rows of a file on their way to the database, on disk when there are many."""

    def __init__(self) -> None:
        self.products = self._file()
        self.prices = self._file()
        self._product = csv.writer(self.products, quoting=csv.QUOTE_NOTNULL)
        self._price = csv.writer(self.prices, quoting=csv.QUOTE_NOTNULL)

    @staticmethod
    def _file() -> SpooledTemporaryFile[str]:
        return SpooledTemporaryFile(IN_MEMORY, mode="w+", encoding="utf-8", newline="")

    def __enter__(self):
        return self

    def __exit__(self, *exception) -> None:
        self.products.close()
        self.prices.close()

    def put(self, row) -> None:
        """Write one row away: a fact that is not stated as nothing, one stated to be empty as
        "".
        """
        if row.facts is not None:
            facts = [row.facts.get(name) for name in ROW_FIELDS]
            self._product.writerow([row.number, row.part_number, *facts])
        for level, net, points in row.prices:
            self._price.writerow([row.part_number, level, net, points])

    def copy(self) -> None:
        """Copy all rows into the temporary tables of this transaction."""
        with connection.cursor() as cursor:
            cursor.execute(TABLES)
            for table, file in (("read_product", self.products), ("read_price", self.prices)):
                file.seek(0)
                cursor.copy_expert(COPY.format(table), file)
            cursor.execute(f"ANALYZE read_product; ANALYZE read_price; {ANALYZE_CATALOGUE}")


def find_missing(price_import: PriceImport):
    """Store findings about what only the catalogue knows; how many there are."""
    statements = (FACTS_MISSING, PRODUCTS_UNKNOWN, LOTS_MISSING, ORDERED_OUTSIDE_LOTS)
    return sum(_run(statement, price_import) for statement in statements)


def stage(price_import: PriceImport) -> None:
    """Store what the file says, compared with the newest list."""
    for statement in (
        PRODUCTS,
        "ANALYZE agreements_stagedproduct",
        PRICES,
        "ANALYZE agreements_stagedprice",
    ):
        _run(statement, price_import)


def _run(statement, price_import: PriceImport):
    values = {
        "import": price_import.pk,
        "framework": price_import.framework_id,
        "compared_with": price_import.compared_with_id,
        "lot": price_import.lot_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


class Findings:
    """All findings counted, and the first of each kind kept."""

    def __init__(self) -> None:
        self.kept: list[Finding] = []
        self.kind_facts: Counter[str] = Counter()
        self.errors = 0
        self.warnings = 0

    def add(self, finding) -> None:
        """Count a finding, and keep it unless there are many of its kind."""
        self.errors += is_error(finding)
        self.warnings += not is_error(finding)
        self.kind_facts[finding.code] += 1
        if self.kind_facts[finding.code] <= MAX_FINDINGS_PER_KIND:
            self.kept.append(finding)
        elif self.kind_facts[finding.code] == MAX_FINDINGS_PER_KIND + 1:
            self.kept.append(
                Finding("more_findings", finding.row, params={"kept": MAX_FINDINGS_PER_KIND})
            )

    def keep(self, price_import: PriceImport) -> None:
        """Store those that are kept."""
        ImportFinding.objects.bulk_create(
            ImportFinding(
                price_import=price_import,
                row=finding.row,
                column=finding.column,
                code=finding.code,
                params=finding.params,
            )
            for finding in self.kept
        )
