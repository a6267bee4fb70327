"""What stood before cases had acts: the dated columns become a state and acts."""

from django.db import migrations

STATES = """
UPDATE agreements_accession SET
    begun_at = signed_at,
    state = CASE
        WHEN rejected_at IS NOT NULL THEN 'rejected'
        WHEN countersigned_at IS NOT NULL THEN 'countersigned'
        ELSE 'submitted'
    END,
    budget_authority = 'Ikke oppgitt',
    first_contact_id = signed_by_id,
    second_contact_id = COALESCE((
        SELECT m.user_id FROM municipalities_membership m
        WHERE m.organisation_id = agreements_accession.organisation_id
          AND m.user_id <> agreements_accession.signed_by_id
          AND m.confirmed_at IS NOT NULL
        ORDER BY m.id LIMIT 1
    ), countersigned_by_id)
"""
ACTS = """
INSERT INTO agreements_accessionact (accession_id, kind, at, by_id, note, leg)
SELECT id, 'started', signed_at, signed_by_id, '', '' FROM agreements_accession
UNION ALL
SELECT id, 'submitted', signed_at, signed_by_id, '', '' FROM agreements_accession
UNION ALL
SELECT id, 'approved', countersigned_at, countersigned_by_id, '', ''
FROM agreements_accession WHERE countersigned_at IS NOT NULL
UNION ALL
SELECT id, 'countersigned', countersigned_at, countersigned_by_id, '', ''
FROM agreements_accession WHERE countersigned_at IS NOT NULL
UNION ALL
SELECT id, 'rejected', rejected_at, rejected_by_id, rejection_reason, 'authority'
FROM agreements_accession WHERE rejected_at IS NOT NULL
"""
ANNOUNCED = "UPDATE agreements_frameworkagreement SET announced_on = accession_opens_on"
BASES = """
INSERT INTO agreements_eligibilitybasis
    (framework_id, notice_reference, notice_date, covered_kinds)
SELECT id, 'Demonstrasjon', accession_opens_on, eligible_kinds
FROM agreements_frameworkagreement WHERE is_demonstration
"""


class Migration(migrations.Migration):

    dependencies = [
        ("agreements", "0005_accession_cases"),
    ]

    operations = [
        migrations.RunSQL([STATES, ACTS, ANNOUNCED, BASES], migrations.RunSQL.noop),
    ]
