"""What the database refuses about what is agreed and announced, whoever writes."""

import pgtrigger
from pgtrigger.core import Trigger

TODAY = "(now() AT TIME ZONE 'Europe/Oslo')::date"

ANNOUNCED_KEEPS_ITS_NUMBERS = pgtrigger.Trigger(
    # The reference stands in addresses, the contract number in every order and answer
    name="framework_announced_keeps_its_numbers",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        "OLD.announced_on IS NOT NULL AND (OLD.reference, OLD.contract_number)"
        " IS DISTINCT FROM (NEW.reference, NEW.contract_number)"
    ),
    func="""
        RAISE EXCEPTION 'framework_announced_keeps_its_numbers' USING ERRCODE = 'check_violation';
    """,
)

OPTIONS_WITHIN_REASON = pgtrigger.Trigger(
    # The other side of option_four_years_or_reason: the reason stays while an option rests on it
    name="framework_options_within_reason",
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf("starts_on", "long_term_reason"),
    condition=pgtrigger.Condition("NEW.long_term_reason = ''"),
    func="""
        IF EXISTS (
            SELECT FROM agreements_option o
            WHERE o.framework_id = NEW.id AND o.exercised_at IS NULL
              AND o.extends_to >= (NEW.starts_on + INTERVAL '4 years')::date
        ) THEN
            RAISE EXCEPTION 'framework_options_within_reason' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

CEILING_MOVES_BY_AMENDMENT = pgtrigger.Trigger(
    # The newest confirmed amendment says exactly this; it is confirmed before the ceiling moves
    name="ceiling_moves_by_amendment",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    declare=[("counted", "text[]")],
    func="""
        counted := ARRAY['used_value', 'used_quantity', 'extra_value', 'extra_quantity'];
        IF NOT EXISTS (
            SELECT FROM agreements_frameworkagreement f
            WHERE f.id = OLD.framework_id AND f.announced_on IS NOT NULL
        ) THEN
            RETURN COALESCE(NEW, OLD);
        END IF;
        IF TG_OP = 'UPDATE' THEN
            IF to_jsonb(OLD) - counted = to_jsonb(NEW) - counted THEN
                RETURN NEW;
            END IF;
            counted := counted || ARRAY['maximum_value', 'maximum_quantity'];
            IF to_jsonb(OLD) - counted = to_jsonb(NEW) - counted AND EXISTS (
                SELECT FROM (
                    SELECT * FROM agreements_ceilingamendment
                    WHERE ceiling_id = OLD.id AND confirmed_at IS NOT NULL
                    ORDER BY id DESC LIMIT 1
                ) newest
                WHERE (old_value, old_quantity, new_value, new_quantity) IS NOT DISTINCT FROM
                    (OLD.maximum_value, OLD.maximum_quantity,
                     NEW.maximum_value, NEW.maximum_quantity)
            ) THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION 'ceiling_moves_by_amendment' USING ERRCODE = 'check_violation';
    """,
)


def row_in_force_is_frozen(name: str, *, day: str, framework) -> Trigger:
    """A dated row never changes after its day has come under an announced framework agreement.

    `day` is its column; `framework` is SQL for the framework's key, from OLD.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Condition(f"OLD.{day} <= {TODAY}"),
        func=f"""
            IF EXISTS (
                SELECT FROM agreements_frameworkagreement f
                WHERE f.id = ({framework}) AND f.announced_on IS NOT NULL
            ) THEN
                RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation';
            END IF;
            RETURN COALESCE(NEW, OLD);
        """,
    )


FRAMEWORK_OF_PROGRAMME = (
    "SELECT p.framework_id FROM agreements_programme p WHERE p.id = OLD.programme_id"
)
FRAMEWORK_OF_LEVEL = """
    SELECT p.framework_id FROM agreements_programme p
    JOIN agreements_pricelevel l ON l.programme_id = p.id WHERE l.id = OLD.price_level_id
"""
