"""What the database refuses about counts, whoever writes."""

import pgtrigger

COUNTS_DOWN_ONLY_SUBSCRIPTIONS = pgtrigger.Trigger(
    # And those only where the programme lets them: what is perpetual never goes down
    name="true_up_counts_down_only_subscriptions",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition("NEW.counted < NEW.held"),
    func="""
        IF NOT EXISTS (
            SELECT FROM agreements_trueup t
            JOIN agreements_volumelicenceagreement a ON a.id = t.volume_licence_agreement_id
            JOIN agreements_programme p ON p.id = a.programme_id
            JOIN agreements_product s ON s.id = NEW.product_id
            WHERE t.id = NEW.true_up_id
              AND p.allows_subscription_decrease
              AND s.term_months IS NOT NULL
        ) THEN
            RAISE EXCEPTION 'true_up_counts_down_only_subscriptions'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

REDUCTION_IS_OF_ITS_COUNT = pgtrigger.Trigger(
    name="true_up_reduction_is_of_its_count",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF NOT EXISTS (
            SELECT FROM agreements_trueupcount c
            JOIN agreements_trueup t ON t.id = c.true_up_id
            JOIN agreements_ledgerentry e ON e.id = NEW.entry_id
            WHERE c.id = NEW.count_id
              AND c.counted < c.held
              AND e.kind = 'reduction'
              AND e.order_line_id IS NULL
              AND e.product_id = c.product_id
              AND e.volume_licence_agreement_id = t.volume_licence_agreement_id
              AND e.valid_from = t.anniversary
        ) THEN
            RAISE EXCEPTION 'true_up_reduction_is_of_its_count'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)
