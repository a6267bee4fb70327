"""What the database refuses about resellers' answers and what they settle, whoever writes."""

import pgtrigger
from pgtrigger.core import Trigger

from agreements.mandates.triggers import IN_FORCE_FOR

ORDER_IS_OVER_WITH_ITS_LAST_OPEN_LINE = pgtrigger.Trigger(
    # Looked at when the transaction ends, with the lines and what is settled in place
    name="order_is_over_with_its_last_open_line",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"),
    timing=pgtrigger.Deferred,
    condition=pgtrigger.Condition("NEW.state IN ('confirmed', 'rejected')"),
    func="""
        IF EXISTS (
            SELECT FROM agreements_orderline l
            WHERE l.order_id = NEW.id AND l.quantity <> (
                SELECT COALESCE(SUM(s.quantity), 0) FROM agreements_linesettlement s
                WHERE s.line_id = l.id
            )
        ) OR (NEW.state = 'confirmed') <> EXISTS (
            SELECT FROM agreements_linesettlement s
            JOIN agreements_orderline l ON l.id = s.line_id
            WHERE l.order_id = NEW.id AND s.outcome = 'confirmed'
        ) THEN
            RAISE EXCEPTION 'order_is_over_with_its_last_open_line'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    """,
)

LINE_SETTLEMENT_ANSWERS_ITS_ORDER = pgtrigger.Trigger(
    name="line_settlement_answers_its_order",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition("NEW.response_id IS NOT NULL"),
    func="""
        IF NOT EXISTS (
            SELECT FROM agreements_orderline l
            JOIN agreements_orderresponse r ON r.order_id = l.order_id
            WHERE l.id = NEW.line_id AND r.id = NEW.response_id
        ) THEN
            RAISE EXCEPTION 'line_settlement_answers_its_order'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

LINE_SETTLEMENT_IS_ITS_ENTRY = pgtrigger.Trigger(
    # A reduction of what ended in several parts is several entries, of which this is the first
    name="line_settlement_is_its_entry",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition("NEW.ledger_entry_id IS NOT NULL"),
    func="""
        IF NOT EXISTS (
            SELECT FROM agreements_ledgerentry e
            WHERE e.id = NEW.ledger_entry_id
              AND e.order_line_id = NEW.line_id
              AND e.product_id = NEW.product_id
              AND (e.quantity = NEW.quantity
                   OR NEW.quantity < 0 AND e.quantity BETWEEN NEW.quantity AND -1)
        ) THEN
            RAISE EXCEPTION 'line_settlement_is_its_entry' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

PROPOSAL_IS_OF_ITS_ANSWER = pgtrigger.Trigger(
    name="proposal_is_of_its_answer",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF NOT EXISTS (
            SELECT FROM agreements_orderresponse r
            WHERE r.id = NEW.response_id AND r.order_id = NEW.order_id
        ) THEN
            RAISE EXCEPTION 'proposal_is_of_its_answer' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

PROPOSAL_IS_NOT_APPROVED_BY_ITS_ORDERER = pgtrigger.Trigger(
    # Four eyes: who ordered approves neither in person nor through a stand-in
    name="proposal_is_not_approved_by_its_orderer",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    condition=pgtrigger.Condition("NEW.approved_by_id IS NOT NULL"),
    func="""
        IF EXISTS (
            SELECT FROM agreements_order o
            WHERE o.id = NEW.order_id
              AND o.submitted_by_id IN (NEW.approved_by_id, NEW.on_behalf_of_id)
        ) THEN
            RAISE EXCEPTION 'proposal_is_not_approved_by_its_orderer'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)


def mandate_in_force(name: str, *, mandate: str, moment, lets_approve) -> Trigger:
    """The trigger that a decision's mandate was in force at its moment; both are columns."""
    powers = "AND m.powers = 'order_and_approve'" if lets_approve else ""
    in_force = IN_FORCE_FOR.format(
        owner="o.organisation_id",
        moment=f"NEW.{moment}",
        agreement="o.volume_licence_agreement_id",
    )
    return pgtrigger.Trigger(
        # The lock: a decision under a mandate and its revocation wait for each other
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(f"{mandate}_id", moment),
        condition=pgtrigger.Condition(f"NEW.{mandate}_id IS NOT NULL"),
        func=f"""
            PERFORM FROM agreements_order o, agreements_mandate m
            WHERE o.id = NEW.order_id AND m.id = NEW.{mandate}_id AND {in_force} {powers}
            FOR SHARE OF m;
            IF NOT FOUND THEN
                RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


PROPOSAL_MANDATE_IS_IN_FORCE = mandate_in_force(
    "proposal_mandate_is_in_force", mandate="mandate", moment="decided_at", lets_approve=False
)

PROPOSAL_APPROVAL_MANDATE_IS_IN_FORCE = mandate_in_force(
    "proposal_approval_mandate_is_in_force",
    mandate="approval_mandate",
    moment="approved_at",
    lets_approve=True,
)

PROPOSED_LINE_IS_OF_ITS_ORDER = pgtrigger.Trigger(
    name="proposed_line_is_of_its_order",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF NOT EXISTS (
            SELECT FROM agreements_proposal p
            JOIN agreements_orderline l ON l.order_id = p.order_id
            WHERE p.id = NEW.proposal_id AND l.id = NEW.line_id
        ) THEN
            RAISE EXCEPTION 'proposed_line_is_of_its_order' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)
