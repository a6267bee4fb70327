"""What the database refuses, and keeps, about roles, whoever writes."""

import pgtrigger

MEMBERSHIP_KEEPS_ITS_LIMIT = pgtrigger.Trigger(
    # A role that ended and is given again has the order limit it ended with, until somebody else
    # sets another: nobody loses a limit by leaving
    name="membership_keeps_its_limit",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("ended", "municipalities_membership%ROWTYPE")],
    func="""
        SELECT m.* INTO ended FROM municipalities_membership m
        WHERE m.user_id = NEW.user_id AND m.organisation_id = NEW.organisation_id
          AND m.role = NEW.role AND m.ended_at IS NOT NULL
        ORDER BY m.ended_at DESC, m.id DESC LIMIT 1;
        IF ended.order_limit < COALESCE(NEW.order_limit, 'Infinity') THEN
            NEW.order_limit = ended.order_limit;
            NEW.limit_set_at = ended.limit_set_at;
            NEW.limit_set_by_id = ended.limit_set_by_id;
        END IF;
        RETURN NEW;
    """,
)

MEMBERSHIP_LIMIT_NAMES_WHO_SET_IT = pgtrigger.Trigger(
    name="membership_limit_names_who_set_it",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        "OLD.order_limit IS DISTINCT FROM NEW.order_limit AND (NEW.limit_set_by_id IS NULL"
        " OR NEW.limit_set_at IS NOT DISTINCT FROM OLD.limit_set_at)"
    ),
    func="""
        RAISE EXCEPTION 'membership_limit_names_who_set_it' USING ERRCODE = 'check_violation';
    """,
)

EMAIL_IS_VERIFIED_BY_ITS_PERSON = pgtrigger.Trigger(
    # Mail about money and signatures goes there, and a new password: only to an address that the
    # person has read mail at
    name="user_email_is_verified_by_its_person",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition("OLD.email IS DISTINCT FROM NEW.email"),
    func="""
        IF NOT EXISTS (
            SELECT FROM account_emailaddress a
            WHERE a.user_id = NEW.id AND lower(a.email) = NEW.email AND a.verified
        ) THEN
            RAISE EXCEPTION 'user_email_is_verified_by_its_person'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)
