"""What the database refuses about products and price lists, whoever writes."""

import pgtrigger

PRODUCT_IN_FRAMEWORK = """
    IF EXISTS (
        SELECT FROM written w
        JOIN agreements_product p ON p.id = w.product_id
        JOIN agreements_pricelist l ON l.id = w.price_list_id
        WHERE p.framework_id <> l.framework_id
    ) THEN
        RAISE EXCEPTION 'price_product_in_framework' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""
"""One question for all the prices that a statement writes: a price list has thousands."""

PRICED_PRODUCT_HAS_A_LOT = """
    IF EXISTS (
        SELECT FROM written w
        JOIN agreements_product p ON p.id = w.product_id AND p.lot_id IS NULL
        JOIN agreements_lot l ON l.framework_id = p.framework_id
    ) THEN
        RAISE EXCEPTION 'price_product_has_a_lot' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""
"""Where a framework agreement has lots, nothing is put up for sale outside them."""

LOT_IN_FRAMEWORK = pgtrigger.Trigger(
    name="product_lot_in_framework",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    condition=pgtrigger.Condition("NEW.lot_id IS NOT NULL"),
    func="""
                    IF NOT EXISTS (
                        SELECT FROM agreements_lot l
                        WHERE l.id = NEW.lot_id AND l.framework_id = NEW.framework_id
                    ) THEN
                        RAISE EXCEPTION 'product_lot_in_framework'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
)

PRODUCT_KEEPS_A_LOT = pgtrigger.Trigger(
    # It may move to another lot, but what has one always has one; lots of a draft come and go
    name="product_keeps_a_lot",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition("OLD.lot_id IS NOT NULL AND NEW.lot_id IS NULL"),
    func="""
        IF EXISTS (
            SELECT FROM agreements_frameworkagreement f
            WHERE f.id = OLD.framework_id AND f.announced_on IS NOT NULL
        ) THEN
            RAISE EXCEPTION 'product_keeps_a_lot' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

LOT_COMES_AFTER_ITS_ORDERS = pgtrigger.Trigger(
    # Or what is ordered already would count in no lot, and the lot's maximum be sold once more
    name="product_lot_comes_after_its_orders",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition("OLD.lot_id IS NULL AND NEW.lot_id IS NOT NULL"),
    func="""
        IF EXISTS (
            SELECT FROM agreements_orderline r WHERE r.product_id = OLD.id AND r.lot_id IS NULL
        ) THEN
            RAISE EXCEPTION 'product_lot_comes_after_its_orders'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

EDITIONS_IN_FRAMEWORK = pgtrigger.Trigger(
    name="product_editions_in_framework",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    condition=pgtrigger.Condition("NEW.edition_id IS NOT NULL"),
    func="""
        IF EXISTS (
            SELECT FROM agreements_edition e
            WHERE e.id IN (NEW.edition_id, NEW.steps_up_from_id)
              AND e.framework_id <> NEW.framework_id
        ) THEN
            RAISE EXCEPTION 'product_editions_in_framework' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

IN_USE_KEEPS_ITS_PART_NUMBER = pgtrigger.Trigger(
    # Holdings, orders and counts say what they are about by it: something else is a new product
    name="product_in_use_keeps_its_part_number",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        "OLD.part_number <> NEW.part_number OR OLD.framework_id <> NEW.framework_id"
    ),
    func="""
        IF EXISTS (SELECT FROM agreements_orderline r WHERE r.product_id = OLD.id)
            OR EXISTS (SELECT FROM agreements_ledgerentry r WHERE r.product_id = OLD.id)
            OR EXISTS (SELECT FROM agreements_licencecount r WHERE r.product_id = OLD.id)
        THEN
            RAISE EXCEPTION 'product_in_use_keeps_its_part_number'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

VAT_RATE_TRIGGERS = [
    pgtrigger.Trigger(
        name="vat_rate_in_force_is_frozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Condition("OLD.valid_from <= (now() AT TIME ZONE 'Europe/Oslo')::date"),
        func="""
            RAISE EXCEPTION 'vat_rate_in_force_is_frozen' USING ERRCODE = 'check_violation';
        """,
    ),
    # The first rate of an empty table may hold already; none is put in among those that held
    pgtrigger.Trigger(
        name="vat_rate_is_added_before_effect",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        condition=pgtrigger.Condition("NEW.valid_from <= (now() AT TIME ZONE 'Europe/Oslo')::date"),
        func="""
            IF TG_OP = 'UPDATE' OR EXISTS (
                SELECT FROM agreements_vatrate r
                WHERE r.valid_from <= (now() AT TIME ZONE 'Europe/Oslo')::date
            ) THEN
                RAISE EXCEPTION 'vat_rate_is_added_before_effect' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    ),
]

PRICE_LIST_TRIGGERS = [
    pgtrigger.Trigger(
        name="price_list_in_use_is_frozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        declare=[("withdrawal", "text[]")],
        func="""
            withdrawal := ARRAY['withdrawn_at', 'withdrawn_by_id', 'withdrawn_reason'];
            IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL
               AND to_jsonb(OLD) - withdrawal = to_jsonb(NEW) - withdrawal
            THEN
                RETURN NEW;
            END IF;
            IF OLD.withdrawn_at IS NOT NULL
               OR OLD.valid_from <= (now() AT TIME ZONE 'Europe/Oslo')::date
            THEN
                RAISE EXCEPTION 'price_list_in_use_is_frozen'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN COALESCE(NEW, OLD);
        """,
    ),
    # Waits for orders that are just being placed: they hold a share of the list's row
    pgtrigger.Trigger(
        name="price_list_withdrawn_without_orders",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition("NEW.withdrawn_at IS NOT NULL"),
        func="""
            IF EXISTS (SELECT FROM agreements_order WHERE price_list_id = OLD.id) THEN
                RAISE EXCEPTION 'price_list_withdrawn_without_orders'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    ),
]

PRICE_TRIGGERS = [
    *(
        pgtrigger.Trigger(
            name=f"{name}_{word}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=pgtrigger.Referencing(new="written"),
            func=func,
        )
        for name, func in (
            ("price_product_in_framework", PRODUCT_IN_FRAMEWORK),
            ("price_product_has_a_lot", PRICED_PRODUCT_HAS_A_LOT),
        )
        for word, operation in (("add", pgtrigger.Insert), ("change", pgtrigger.Update))
    ),
    pgtrigger.Trigger(
        name="price_in_use_is_frozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func="""
            IF EXISTS (
                SELECT FROM agreements_pricelist l
                WHERE l.id = OLD.price_list_id
                  AND (l.withdrawn_at IS NOT NULL
                       OR l.valid_from <= (now() AT TIME ZONE 'Europe/Oslo')::date)
            ) THEN
                RAISE EXCEPTION 'price_in_use_is_frozen'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN COALESCE(NEW, OLD);
        """,
    ),
]
