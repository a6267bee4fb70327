"""What the database refuses about mandates, whoever writes."""

import pgtrigger

IN_FORCE_FOR = """
    m.owner_id = {owner}
    AND m.revoked_at IS NULL
    AND ({moment} AT TIME ZONE 'Europe/Oslo')::date BETWEEN m.starts_on AND m.ends_on
    AND NOT EXISTS (
        SELECT FROM municipalities_organisation party
        WHERE party.id IN (m.owner_id, m.representative_id)
          AND (party.dissolved_on <= ({moment} AT TIME ZONE 'Europe/Oslo')::date
               OR party.registry_status <> 'registered' AND COALESCE(
                   party.deregistered_on <= ({moment} AT TIME ZONE 'Europe/Oslo')::date, true))
    )
    AND (m.framework_count = 0 OR EXISTS (
        SELECT FROM agreements_mandateframework f
        JOIN agreements_accession a ON a.framework_id = f.framework_id
        JOIN agreements_volumelicenceagreement v ON v.accession_id = a.id
        WHERE f.mandate_id = m.id AND v.id = {agreement}
    ))
"""
"""The condition that a mandate `m` lets somebody act for an owner under an agreement."""

MANDATE_PAPER_IS_THE_OWNERS = pgtrigger.Trigger(
    name="mandate_paper_is_the_owners",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition("NEW.document_id IS NOT NULL"),
    func="""
        IF NOT EXISTS (
            SELECT FROM agreements_keptdocument d
            WHERE d.id = NEW.document_id
              AND d.organisation_id = NEW.owner_id AND d.withdrawn_at IS NULL
        ) THEN
            RAISE EXCEPTION 'mandate_paper_is_the_owners' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

MANDATE_NO_OVERLAP = pgtrigger.Trigger(
    # Looked at when the transaction ends, with the frameworks in place. Of two mandates given at
    # once the second waits for the owner's row, and then sees the first.
    name="mandate_no_overlap",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    timing=pgtrigger.Deferred,
    func="""
        PERFORM FROM municipalities_organisation WHERE id = NEW.owner_id FOR NO KEY UPDATE;
        IF EXISTS (
            SELECT FROM agreements_mandate m
            JOIN agreements_mandate this ON this.id = NEW.id AND this.revoked_at IS NULL
            WHERE m.owner_id = NEW.owner_id
              AND m.representative_id = NEW.representative_id
              AND m.id <> NEW.id
              AND m.revoked_at IS NULL
              AND daterange(m.starts_on, m.ends_on, '[]')
                  && daterange(NEW.starts_on, NEW.ends_on, '[]')
              AND (m.framework_count = 0 OR NEW.framework_count = 0 OR EXISTS (
                  SELECT FROM agreements_mandateframework theirs
                  JOIN agreements_mandateframework ours USING (framework_id)
                  WHERE theirs.mandate_id = m.id AND ours.mandate_id = NEW.id
              ))
        ) THEN
            RAISE EXCEPTION 'mandate_no_overlap' USING ERRCODE = 'exclusion_violation';
        END IF;
        RETURN NULL;
    """,
)


def check_framework_count(mandate_id) -> str:
    """The statements that refuse a mandate with more or fewer frameworks than it was given for."""
    return f"""
        IF (SELECT m.framework_count FROM agreements_mandate m WHERE m.id = {mandate_id})
           <> (SELECT COUNT(*) FROM agreements_mandateframework f
               WHERE f.mandate_id = {mandate_id}) THEN
            RAISE EXCEPTION 'mandate_names_all_its_frameworks' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    """  # noqa: S608 - two names of columns, from below


MANDATE_NAMES_ALL_ITS_FRAMEWORKS = pgtrigger.Trigger(
    name="mandate_names_all_its_frameworks",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    timing=pgtrigger.Deferred,
    func=check_framework_count("NEW.id"),
)

MANDATE_IS_NOT_WIDENED = pgtrigger.Trigger(
    name="mandate_is_not_widened",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    timing=pgtrigger.Deferred,
    func=check_framework_count("NEW.mandate_id"),
)
