"""What the database refuses about the ledger, whoever writes."""

import pgtrigger

LEDGER_IS_APPEND_ONLY = pgtrigger.Protect(
    name="ledger_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete
)

LEDGER_IS_NEVER_EMPTIED = pgtrigger.Trigger(
    name="ledger_is_never_emptied",
    when=pgtrigger.Before,
    operation=pgtrigger.Truncate,
    level=pgtrigger.Statement,
    func="RAISE EXCEPTION 'ledger_is_never_emptied' USING ERRCODE = 'check_violation';",
)

LEDGER_AGREEMENT_OF_ITS_ORGANISATION = pgtrigger.Trigger(
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

LEDGER_CORRECTION_IS_WHOLE = pgtrigger.Trigger(
    # What is taken back is taken back wholly, as it was posted; and no correction is corrected
    name="ledger_correction_is_whole",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition("NEW.reverses_id IS NOT NULL"),
    func="""
        IF NOT EXISTS (
            SELECT FROM agreements_ledgerentry e
            WHERE e.id = NEW.reverses_id
              AND e.reverses_id IS NULL
              AND e.organisation_id = NEW.organisation_id
              AND e.volume_licence_agreement_id = NEW.volume_licence_agreement_id
              AND e.product_id = NEW.product_id
              AND e.unit = NEW.unit
              AND e.counting_basis = NEW.counting_basis
              AND e.segment_id IS NOT DISTINCT FROM NEW.segment_id
              AND e.quantity = -NEW.quantity
              AND e.valid_from = NEW.valid_from
              AND e.valid_to IS NOT DISTINCT FROM NEW.valid_to
        ) THEN
            RAISE EXCEPTION 'ledger_correction_is_whole' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

LEDGER_NEVER_BELOW_NOTHING = pgtrigger.Trigger(
    # The lock first: of two entries at once the second sums what the first took. A sum only
    # changes where an entry begins or has ended, so those are the days to look at.
    name="ledger_never_below_nothing",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition("NEW.quantity < 0"),
    func="""
        PERFORM FROM agreements_volumelicenceagreement
        WHERE id = NEW.volume_licence_agreement_id FOR NO KEY UPDATE;
        IF EXISTS (
            SELECT FROM (
                SELECT NEW.valid_from AS day
                UNION
                SELECT unnest(ARRAY[valid_from, valid_to + 1])
                FROM agreements_ledgerentry
                WHERE volume_licence_agreement_id = NEW.volume_licence_agreement_id
                  AND product_id = NEW.product_id
                  AND unit = NEW.unit AND counting_basis = NEW.counting_basis
            ) days
            JOIN agreements_ledgerentry e
              ON e.volume_licence_agreement_id = NEW.volume_licence_agreement_id
             AND e.product_id = NEW.product_id
             AND e.unit = NEW.unit AND e.counting_basis = NEW.counting_basis
             AND e.valid_from <= day AND (e.valid_to IS NULL OR e.valid_to >= day)
            WHERE day >= NEW.valid_from AND (NEW.valid_to IS NULL OR day <= NEW.valid_to)
            GROUP BY day
            HAVING sum(e.quantity) < 0
        ) THEN
            RAISE EXCEPTION 'ledger_never_below_nothing' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    """,
)
