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
