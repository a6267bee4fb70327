"""What the database refuses about opening balances, whoever writes."""

import pgtrigger

ROW_OF_A_DISCARDED_FILE_HAS_NO_ENTRY = pgtrigger.Trigger(
    name="opening_balance_row_discarded_has_no_entry",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    condition=pgtrigger.Condition("NEW.entry_id IS NOT NULL"),
    func="""
        IF EXISTS (
            SELECT FROM agreements_openingbalance b
            WHERE b.id = NEW.balance_id AND b.state = 'discarded'
        ) THEN
            RAISE EXCEPTION 'opening_balance_row_discarded_has_no_entry'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

ROW_ENDS_WHERE_ITS_PRODUCT_DOES = pgtrigger.Trigger(
    # As it is posted only: a product may come to last for a time later
    name="opening_balance_row_of_a_time_has_its_last_day",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("entry_id"),
    condition=pgtrigger.Condition("NEW.entry_id IS NOT NULL AND NEW.valid_to IS NULL"),
    func="""
        IF EXISTS (
            SELECT FROM agreements_product p
            WHERE p.id = NEW.product_id AND p.term_months IS NOT NULL
        ) THEN
            RAISE EXCEPTION 'opening_balance_row_of_a_time_has_its_last_day'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)
