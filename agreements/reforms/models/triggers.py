"""What the database refuses about plans and transfers, whoever writes."""

import pgtrigger

REFORM_PARTY_ONLY_IN_A_DRAFT = pgtrigger.Trigger(
    # The lock: nobody approves the plan while its parties change
    name="reform_party_only_in_a_draft",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func="""
        PERFORM FROM agreements_reformplan
        WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.plan_id ELSE NEW.plan_id END
          AND state = 'drafted' FOR SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'reform_party_only_in_a_draft' USING ERRCODE = 'check_violation';
        END IF;
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    """,
)

REFORM_ALLOCATION_ONLY_IN_A_DRAFT = pgtrigger.Trigger(
    name="reform_allocation_only_in_a_draft",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func="""
        PERFORM FROM agreements_reformplan p
        JOIN agreements_reformparty y ON y.plan_id = p.id
        WHERE y.id = CASE TG_OP WHEN 'DELETE' THEN OLD.party_id ELSE NEW.party_id END
          AND p.state = 'drafted' FOR SHARE OF p;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'reform_allocation_only_in_a_draft' USING ERRCODE = 'check_violation';
        END IF;
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    """,
)

REFORM_ALLOCATION_IS_FOR_A_SUCCESSOR = pgtrigger.Trigger(
    # Of what a predecessor of the same plan has
    name="reform_allocation_is_for_a_successor",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
        IF NOT EXISTS (
            SELECT FROM agreements_reformparty s
            JOIN agreements_reformparty p ON p.plan_id = s.plan_id AND p.role = 'predecessor'
            JOIN agreements_accession a ON a.organisation_id = p.organisation_id
            JOIN agreements_volumelicenceagreement v ON v.accession_id = a.id
            WHERE s.id = NEW.party_id AND s.role = 'successor' AND v.id = NEW.agreement_id
        ) THEN
            RAISE EXCEPTION 'reform_allocation_is_for_a_successor'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

REFORM_TRANSFER_CONSERVES = pgtrigger.Trigger(
    # What one gives up the other gets: as many, of the same, for as long
    name="reform_transfer_conserves",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF NOT EXISTS (
            SELECT FROM agreements_ledgerentry o
            JOIN agreements_ledgerentry i ON i.id = NEW.incoming_id
            WHERE o.id = NEW.outgoing_id
              AND o.kind = 'transfer_out' AND i.kind = 'transfer_in'
              AND o.quantity < 0 AND i.quantity = -o.quantity
              AND i.product_id = o.product_id
              AND i.unit = o.unit
              AND i.counting_basis = o.counting_basis
              AND i.organisation_id <> o.organisation_id
              AND i.valid_from = o.valid_from
              AND i.valid_to IS NOT DISTINCT FROM o.valid_to
              AND i.assured_to IS NOT DISTINCT FROM o.assured_to
        ) THEN
            RAISE EXCEPTION 'reform_transfer_conserves' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)
