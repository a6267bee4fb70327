"""What the database refuses about the ledger, whoever writes."""

import pgtrigger

IS_APPEND_ONLY = pgtrigger.Protect(
    name="ledger_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete
)
NEVER_TRUNCATED = pgtrigger.Trigger(
    name="ledger_is_never_truncated",
    when=pgtrigger.Before,
    operation=pgtrigger.Truncate,
    level=pgtrigger.Statement,
    func="RAISE EXCEPTION 'ledger_is_never_truncated' USING ERRCODE = 'check_violation';",
)

CORRECTION_IS_WHOLE = pgtrigger.Trigger(
    # A correction takes back one whole entry: the same of everything, and the opposite quantity
    name="ledger_correction_is_whole",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition("NEW.reverses_id IS NOT NULL"),
    func="""
        IF NOT EXISTS (
            SELECT FROM agreements_ledgerentry e
            WHERE e.id = NEW.reverses_id
              AND e.kind <> 'correction'
              AND e.organisation_id = NEW.organisation_id
              AND e.volume_licence_agreement_id = NEW.volume_licence_agreement_id
              AND e.product_id = NEW.product_id
              AND e.segment_id IS NOT DISTINCT FROM NEW.segment_id
              AND e.unit = NEW.unit
              AND e.counting_basis = NEW.counting_basis
              AND e.unit_net IS NOT DISTINCT FROM NEW.unit_net
              AND e.quantity = -NEW.quantity
              AND e.valid_from = NEW.valid_from
              AND e.valid_to IS NOT DISTINCT FROM NEW.valid_to
              AND e.assured_to IS NOT DISTINCT FROM NEW.assured_to
        ) THEN
            RAISE EXCEPTION 'ledger_correction_is_whole' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

AGREEMENT_IS_OF_ITS_ORGANISATION = pgtrigger.Trigger(
    name="ledger_agreement_of_its_organisation",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF NOT EXISTS (
            SELECT FROM agreements_volumelicenceagreement a
            JOIN agreements_accession c ON c.id = a.accession_id
            WHERE a.id = NEW.volume_licence_agreement_id
              AND c.organisation_id = NEW.organisation_id
        ) THEN
            RAISE EXCEPTION 'ledger_agreement_of_its_organisation'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

SEGMENT_IS_OF_ITS_ORGANISATION = pgtrigger.Trigger(
    name="ledger_segment_is_of_its_organisation",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition("NEW.segment_id IS NOT NULL"),
    func="""
        IF NOT EXISTS (
            SELECT FROM agreements_segment s
            WHERE s.id = NEW.segment_id AND s.organisation_id = NEW.organisation_id
        ) THEN
            RAISE EXCEPTION 'ledger_segment_is_of_its_organisation'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

LEDGER_NEVER_NEGATIVE = pgtrigger.Trigger(
    # Once a statement, so that what it adds and takes is seen together, and a holding in many
    # parts is summed once. The lock first, of one organisation after another: of two who lower at
    # once the second counts what the first took. A query for each holding keeps to the index,
    # however many there are
    name="ledger_never_negative",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    referencing=pgtrigger.Referencing(new="new_rows"),
    declare=[("lowered", "RECORD")],
    func="""
        FOR lowered IN
            SELECT organisation_id, volume_licence_agreement_id, product_id, segment_id, unit,
                   counting_basis, MIN(valid_from) AS first_day,
                   MAX(COALESCE(valid_to, 'infinity')) AS last_day
            FROM new_rows
            WHERE quantity < 0
            GROUP BY organisation_id, volume_licence_agreement_id, product_id, segment_id, unit,
                     counting_basis
            ORDER BY organisation_id
        LOOP
            PERFORM pg_advisory_xact_lock(
                hashtext('agreements_ledgerentry'), lowered.organisation_id::int
            );
            IF EXISTS (
                WITH held AS (
                    SELECT e.valid_from, e.valid_to, e.quantity
                    FROM agreements_ledgerentry e
                    WHERE e.organisation_id = lowered.organisation_id
                      AND e.volume_licence_agreement_id = lowered.volume_licence_agreement_id
                      AND e.product_id = lowered.product_id
                      AND e.segment_id IS NOT DISTINCT FROM lowered.segment_id
                      AND e.unit = lowered.unit
                      AND e.counting_basis = lowered.counting_basis
                ), changes AS (
                    SELECT valid_from AS day, quantity FROM held
                    UNION ALL
                    SELECT valid_to + 1, -quantity FROM held WHERE valid_to IS NOT NULL
                ), days AS (
                    SELECT day, SUM(SUM(quantity)) OVER (ORDER BY day) AS left_over
                    FROM changes GROUP BY day
                )
                SELECT FROM days
                WHERE left_over < 0 AND day BETWEEN lowered.first_day AND lowered.last_day
            ) THEN
                RAISE EXCEPTION 'ledger_never_negative' USING ERRCODE = 'check_violation';
            END IF;
        END LOOP;
        RETURN NULL;
    """,
)

WITHIN_ITS_ORDER_LINE = pgtrigger.Trigger(
    # What is confirmed in parts is posted in parts: never more than was ordered. The lock first
    name="ledger_within_its_order_line",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition("NEW.order_line_id IS NOT NULL"),
    declare=[("ordered", "bigint"), ("posted", "bigint")],
    func="""
        SELECT quantity INTO ordered FROM agreements_orderline
        WHERE id = NEW.order_line_id FOR UPDATE;
        SELECT COALESCE(SUM(e.quantity), 0) + NEW.quantity INTO posted
        FROM agreements_ledgerentry e WHERE e.order_line_id = NEW.order_line_id;
        IF SIGN(NEW.quantity) <> SIGN(ordered) OR ABS(posted) > ABS(ordered) THEN
            RAISE EXCEPTION 'ledger_within_its_order_line' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

LEDGER_TRIGGERS = [
    IS_APPEND_ONLY,
    NEVER_TRUNCATED,
    CORRECTION_IS_WHOLE,
    AGREEMENT_IS_OF_ITS_ORGANISATION,
    SEGMENT_IS_OF_ITS_ORGANISATION,
    LEDGER_NEVER_NEGATIVE,
    WITHIN_ITS_ORDER_LINE,
]
