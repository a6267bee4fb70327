"""Writing a staged file into the catalogue, and taking it out again: whole tables at a time."""

from django.db import connection

from agreements.catalogue.models import PriceList
from agreements.price_imports.fact_columns import with_facts

NEW_PRODUCTS = with_facts("""
    INSERT INTO agreements_product (
        framework_id, part_number, {names}, lot_id, description_nb, description_nn, counting_basis
    )
    SELECT %(framework)s, part_number, {names}, lot_id, '', '', ''
    FROM agreements_stagedproduct
    WHERE price_import_id = %(import)s AND is_created
    ORDER BY row
    ON CONFLICT (framework_id, part_number) DO NOTHING
""")

CHANGED_PRODUCTS = with_facts("""
    UPDATE agreements_product p
    SET {from_file},
        lot_id = s.lot_id,
        replaced_by_id = replacement.id, supports_id = supported.id
    FROM agreements_stagedproduct s
    LEFT JOIN agreements_product replacement
        ON replacement.framework_id = %(framework)s AND replacement.part_number = s.replaced_by
    LEFT JOIN agreements_product supported
        ON supported.framework_id = %(framework)s AND supported.part_number = s.supports
    WHERE s.price_import_id = %(import)s
      AND p.framework_id = %(framework)s AND p.part_number = s.part_number
      AND CASE WHEN s.before IS NOT NULL THEN to_jsonb(p) = s.before
               ELSE s.is_created AND (s.replaced_by <> '' OR s.supports <> '') END
""")

EXPECTED = """
    SELECT count(*) FILTER (WHERE is_created), count(*) FILTER (
        WHERE before IS NOT NULL OR is_created AND (replaced_by <> '' OR supports <> '')
    )
    FROM agreements_stagedproduct WHERE price_import_id = %(import)s
"""

PRICES = """
    INSERT INTO agreements_price (price_list_id, product_id, price_level_id, net, points)
    SELECT %(price_list)s, p.id, r.price_level_id, r.net, r.points
    FROM agreements_stagedproduct s
    JOIN agreements_stagedprice r ON r.product_id = s.id
    JOIN agreements_product p
        ON p.framework_id = %(framework)s AND p.part_number = s.part_number
    WHERE s.price_import_id = %(import)s
    ORDER BY r.id
"""

RESTORED_PRODUCTS = with_facts("""
    UPDATE agreements_product p
    SET {as_before},
        lot_id = CASE WHEN p.lot_id = s.lot_id THEN COALESCE(b.lot_id, p.lot_id)
            ELSE p.lot_id END,
        replaced_by_id = CASE WHEN p.replaced_by_id IS NOT DISTINCT FROM replacement.id
            THEN b.replaced_by_id ELSE p.replaced_by_id END,
        supports_id = CASE WHEN p.supports_id IS NOT DISTINCT FROM supported.id
            THEN b.supports_id ELSE p.supports_id END
    FROM agreements_stagedproduct s
    CROSS JOIN LATERAL jsonb_populate_record(NULL::agreements_product, s.before) b
    LEFT JOIN agreements_product replacement
        ON replacement.framework_id = %(framework)s AND replacement.part_number = s.replaced_by
    LEFT JOIN agreements_product supported
        ON supported.framework_id = %(framework)s AND supported.part_number = s.supports
    WHERE s.price_import_id = %(import)s AND s.before IS NOT NULL AND p.id = b.id
""")
"""A fact that somebody has changed since is theirs and stays; what has a lot keeps having one."""


def write_products(price_import):
    """Write new and changed products; False when the catalogue is not as it was when compared."""
    with connection.cursor() as cursor:
        values = _values(price_import)
        cursor.execute(EXPECTED, values)
        expected = cursor.fetchone()
        cursor.execute(NEW_PRODUCTS, values)
        created = cursor.rowcount
        if created:
            # Or the database believes in few products, and looks through all of them for each
            cursor.execute("ANALYZE agreements_product")
        cursor.execute(CHANGED_PRODUCTS, values)
        return (created, cursor.rowcount) == expected


def write_prices(price_import, price_list: PriceList) -> None:
    """Write every price of the file on a list."""
    with connection.cursor() as cursor:
        cursor.execute(PRICES, _values(price_import) | {"price_list": price_list.pk})


def restore_products(price_import) -> None:
    """Let the products that the file changed be what they were."""
    with connection.cursor() as cursor:
        cursor.execute(RESTORED_PRODUCTS, _values(price_import))


def _values(price_import):
    return {"import": price_import.pk, "framework": price_import.framework_id}
