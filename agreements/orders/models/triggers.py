"""What the database refuses about orders and their lines, whoever writes."""

import pgtrigger

from agreements.mandates.triggers import IN_FORCE_FOR

ORDER_PRICE_LIST_IS_NOT_WITHDRAWN = pgtrigger.Trigger(
    # A list cannot be withdrawn while an order is being placed under it, nor after
    name="order_price_list_is_not_withdrawn",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        PERFORM FROM agreements_pricelist
        WHERE id = NEW.price_list_id AND withdrawn_at IS NULL FOR SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'order_price_list_is_not_withdrawn'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

ORDER_IS_APPROVED_ONCE = pgtrigger.Protect(
    # File and PDF say the deadline for the answer: it stays what it was when they went out, and
    # moves only onwards while they have not
    name="order_is_approved_once",
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        "OLD.approved_at IS NOT NULL AND ("
        "(OLD.approved_at, OLD.approved_by_id) IS DISTINCT FROM"
        " (NEW.approved_at, NEW.approved_by_id)"
        " OR NEW.answer_by IS NULL OR NEW.answer_by < OLD.answer_by"
        " OR (NEW.answer_by > OLD.answer_by AND OLD.state <> 'approved'))"
    ),
)

ORDER_DELIVERY_IS_TO_COME = pgtrigger.Trigger(
    name="order_delivery_is_to_come",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition(
        "LEAST(NEW.requested_delivery_from, NEW.requested_delivery_to)"
        " < (NEW.submitted_at AT TIME ZONE 'Europe/Oslo')::date"
    ),
    func="""
        RAISE EXCEPTION 'order_delivery_is_to_come' USING ERRCODE = 'check_violation';
    """,
)

ORDER_AGREEMENT_IS_NOT_WITHDRAWN = pgtrigger.Trigger(
    # The lock: an order and the cancelling of its agreement wait for each other
    name="order_agreement_is_not_withdrawn",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        PERFORM FROM agreements_volumelicenceagreement
        WHERE id = NEW.volume_licence_agreement_id AND withdrawn_at IS NULL FOR SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'order_agreement_is_not_withdrawn'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

ORDER_CORRECTS_A_CONFIRMED_ONE = pgtrigger.Trigger(
    name="order_corrects_a_confirmed_one",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition("NEW.corrects_id IS NOT NULL"),
    func="""
        IF NOT EXISTS (
            SELECT FROM agreements_order o
            WHERE o.id = NEW.corrects_id
              AND o.corrects_id IS NULL
              AND o.state = 'confirmed'
              AND o.organisation_id = NEW.organisation_id
              AND o.volume_licence_agreement_id = NEW.volume_licence_agreement_id
        ) THEN
            RAISE EXCEPTION 'order_corrects_a_confirmed_one'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

ORDER_REPLACES_A_RETURNED_ONE = pgtrigger.Trigger(
    name="order_replaces_a_returned_one",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition("NEW.replaces_id IS NOT NULL"),
    func="""
        IF NOT EXISTS (
            SELECT FROM agreements_order o
            WHERE o.id = NEW.replaces_id
              AND o.state = 'returned'
              AND o.volume_licence_agreement_id = NEW.volume_licence_agreement_id
        ) THEN
            RAISE EXCEPTION 'order_replaces_a_returned_one'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

ORDER_SEGMENT_IS_OF_ITS_ORGANISATION = pgtrigger.Trigger(
    name="order_segment_is_of_its_organisation",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition("NEW.segment_id IS NOT NULL"),
    func="""
        IF NOT EXISTS (
            SELECT FROM agreements_segment s
            WHERE s.id = NEW.segment_id AND s.organisation_id = NEW.organisation_id
        ) THEN
            RAISE EXCEPTION 'order_segment_is_of_its_organisation'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

ORDER_MANDATE_IS_IN_FORCE = pgtrigger.Trigger(
    # The lock: an order under a mandate and its revocation wait for each other
    name="order_mandate_is_in_force",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition("NEW.mandate_id IS NOT NULL"),
    func=f"""
        PERFORM FROM agreements_mandate m
        WHERE m.id = NEW.mandate_id AND {
        IN_FORCE_FOR.format(
            owner="NEW.organisation_id",
            moment="NEW.submitted_at",
            agreement="NEW.volume_licence_agreement_id",
        )
    }
        FOR SHARE OF m;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'order_mandate_is_in_force' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

ORDER_KEY_IS_ITS_OWN = pgtrigger.Trigger(
    # Of who owns or who orders, and in force that day; a change is shared as what it changes
    name="order_key_is_its_own",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF NEW.corrects_id IS NOT NULL THEN
            IF NEW.cost_sharing_key_id IS DISTINCT FROM (
                SELECT o.cost_sharing_key_id FROM agreements_order o WHERE o.id = NEW.corrects_id
            ) THEN
                RAISE EXCEPTION 'order_key_is_its_own' USING ERRCODE = 'check_violation';
            END IF;
        ELSIF NEW.cost_sharing_key_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM agreements_costsharingkey k
            WHERE k.id = NEW.cost_sharing_key_id
              AND (k.organisation_id = NEW.organisation_id OR k.organisation_id = (
                  SELECT m.representative_id FROM agreements_mandate m WHERE m.id = NEW.mandate_id
              ))
              AND k.starts_on = (
                  SELECT MAX(newest.starts_on) FROM agreements_costsharingkey newest
                  WHERE newest.organisation_id = k.organisation_id AND newest.name = k.name
                    AND newest.starts_on
                        <= (NEW.submitted_at AT TIME ZONE 'Europe/Oslo')::date
              )
        ) THEN
            RAISE EXCEPTION 'order_key_is_its_own' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

ORDER_STEP_MANDATE_IS_IN_FORCE = pgtrigger.Trigger(
    name="order_step_mandate_is_in_force",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition("NEW.mandate_id IS NOT NULL"),
    func=f"""
        PERFORM FROM agreements_order o, agreements_mandate m
        WHERE o.id = NEW.order_id AND m.id = NEW.mandate_id AND {
        IN_FORCE_FOR.format(
            owner="o.organisation_id",
            moment="NEW.at",
            agreement="o.volume_licence_agreement_id",
        )
    }
          AND (NEW.state NOT IN ('approved', 'returned') OR m.powers = 'order_and_approve')
        FOR SHARE OF m;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'order_step_mandate_is_in_force' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

ORDER_STOPS_ONLY_HELD = pgtrigger.Trigger(
    # The lock: of a stop and a release at the same moment one waits for the other
    name="order_stops_only_held",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    condition=pgtrigger.Condition("NEW.state = 'stopped'"),
    func="""
        PERFORM FROM agreements_dispatch d
        WHERE d.order_id = NEW.id AND d.held_at IS NOT NULL FOR SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'order_stops_only_held' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

DISPATCH_OF_A_STOPPED_ORDER_STAYS_HELD = pgtrigger.Trigger(
    name="dispatch_of_a_stopped_order_stays_held",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition("OLD.held_at IS NOT NULL AND NEW.held_at IS NULL"),
    func="""
        PERFORM FROM agreements_order o
        WHERE o.id = NEW.order_id AND o.state = 'stopped';
        IF FOUND THEN
            RAISE EXCEPTION 'dispatch_of_a_stopped_order_stays_held'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

ORDER_LINE_PRODUCT_IN_FRAMEWORK = pgtrigger.Trigger(
    name="order_line_product_in_framework",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF NOT EXISTS (
            SELECT FROM agreements_order o
            JOIN agreements_pricelist l ON l.id = o.price_list_id
            JOIN agreements_product p ON p.framework_id = l.framework_id
            WHERE o.id = NEW.order_id AND p.id = NEW.product_id
        ) THEN
            RAISE EXCEPTION 'order_line_product_in_framework'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

ORDER_LINE_HAS_A_LOT = pgtrigger.Trigger(
    # A line that lowers another counts where that one does
    name="order_line_has_a_lot",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
        IF NEW.lot_id IS NULL AND TG_OP = 'INSERT' AND NEW.corrects_id IS NULL AND EXISTS (
            SELECT FROM agreements_product p
            JOIN agreements_lot l ON l.framework_id = p.framework_id
            WHERE p.id = NEW.product_id
        ) OR NEW.lot_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM agreements_product p
            JOIN agreements_lot l ON l.framework_id = p.framework_id
            WHERE p.id = NEW.product_id AND l.id = NEW.lot_id
        ) THEN
            RAISE EXCEPTION 'order_line_has_a_lot' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

ORDER_LINE_LOT_IS_GIVEN_ONCE = pgtrigger.Protect(
    # What is ordered stays counted in the lot in which it was ordered
    name="order_line_lot_is_given_once",
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        "OLD.lot_id IS NOT NULL AND OLD.lot_id IS DISTINCT FROM NEW.lot_id"
    ),
)

ORDER_LINE_LOWERS_A_LINE_OF_ITS_ORDER = pgtrigger.Trigger(
    name="order_line_lowers_a_line_of_its_order",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF NOT EXISTS (
            SELECT FROM agreements_order o
            LEFT JOIN agreements_orderline l ON l.id = NEW.corrects_id
            WHERE o.id = NEW.order_id
              AND (o.corrects_id IS NULL AND NEW.corrects_id IS NULL
                   OR o.corrects_id = l.order_id AND EXISTS (
                       SELECT FROM agreements_linesettlement s
                       WHERE s.line_id = l.id AND s.outcome = 'confirmed'
                         AND s.product_id = NEW.product_id AND s.unit_net = NEW.unit_net
                   ))
        ) THEN
            RAISE EXCEPTION 'order_line_lowers_a_line_of_its_order'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

ORDER_LINE_NEVER_NEGATIVE = pgtrigger.Trigger(
    # The lock first: of two corrections at once the second counts what the first took
    name="order_line_never_negative",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition("NEW.corrects_id IS NOT NULL"),
    declare=[("remaining", "bigint")],
    func="""
        PERFORM FROM agreements_orderline WHERE id = NEW.corrects_id FOR UPDATE;
        SELECT COALESCE(SUM(s.quantity), 0) INTO remaining FROM agreements_linesettlement s
        WHERE s.line_id = NEW.corrects_id AND s.outcome = 'confirmed';
        SELECT remaining + COALESCE(SUM(l.quantity - COALESCE(refused.quantity, 0)), 0)
        INTO remaining
        FROM agreements_orderline l JOIN agreements_order o ON o.id = l.order_id
        LEFT JOIN LATERAL (
            SELECT SUM(s.quantity) AS quantity FROM agreements_linesettlement s
            WHERE s.line_id = l.id AND s.outcome = 'refused'
        ) refused ON true
        WHERE l.corrects_id = NEW.corrects_id
          AND o.state IN ('submitted', 'approved', 'sent', 'confirmed');
        IF remaining + NEW.quantity < 0 THEN
            RAISE EXCEPTION 'order_line_never_negative' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

ORDER_STEP_IS_NOT_FOR_THE_SUBMITTER = pgtrigger.Trigger(
    # Four eyes: who submitted approves neither in person nor through a stand-in
    name="order_step_is_not_for_the_submitter",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition("NEW.on_behalf_of_id IS NOT NULL"),
    func="""
        IF EXISTS (
            SELECT FROM agreements_order o
            WHERE o.id = NEW.order_id AND o.submitted_by_id = NEW.on_behalf_of_id
        ) THEN
            RAISE EXCEPTION 'order_step_is_not_for_the_submitter'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)
