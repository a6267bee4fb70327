from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("agreements", "0006_cases_of_before"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='accession',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['terminated', 'transferred', 'declined', 'rejected']), _negated=True), fields=('organisation', 'framework'), name='accession_once_per_framework', violation_error_message='The organisation has already joined this agreement.'),
        ),
        migrations.AddConstraint(
            model_name='accession',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['invited', 'started', 'submitted', 'returned', 'approved', 'countersigned', 'terminated', 'transferred', 'declined', 'rejected'])), name='accession_state_is_stored'),
        ),
        migrations.AddConstraint(
            model_name='accession',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('signed_at', None), ('signed_by', None), ('signed_name', ''), ('state__in', ['invited', 'started', 'declined'])), models.Q(('first_contact__isnull', False), ('second_contact__isnull', False), ('signed_at__isnull', False), ('signed_by__isnull', False), ('terms_version__isnull', False), models.Q(('state__in', ['invited', 'started', 'declined']), _negated=True), models.Q(('signed_name', ''), _negated=True), models.Q(('grounds', ''), _negated=True), models.Q(('budget_authority', ''), _negated=True)), _connector='OR'), name='accession_signed_in_full'),
        ),
        migrations.AddConstraint(
            model_name='accession',
            constraint=models.CheckConstraint(condition=models.Q(('first_contact', models.F('second_contact')), _negated=True), name='accession_contacts_are_two_people', violation_error_message='Choose two different contacts.'),
        ),
        migrations.AddConstraint(
            model_name='accession',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('countersigned_at__isnull', False), ('state__in', ['countersigned', 'terminated', 'transferred'])), models.Q(models.Q(('state__in', ['countersigned', 'terminated', 'transferred']), _negated=True), ('countersigned_at', None)), _connector='OR'), name='accession_in_force_only_countersigned'),
        ),
        migrations.AddConstraint(
            model_name='accession',
            constraint=models.CheckConstraint(condition=models.Q(('grounds__in', ['', 'statute']), models.Q(('grounds_reference', ''), _negated=True), _connector='OR'), name='accession_delegation_has_reference', violation_error_message='State the decision or document that gives you the authority.'),
        ),
        migrations.AddConstraint(
            model_name='frameworkagreement',
            constraint=models.CheckConstraint(condition=models.Q(('announced_on', None), ('announced_on__lte', models.F('accession_opens_on')), _connector='OR'), name='framework_announced_before_accession_opens', violation_error_message='The agreement is announced before accession opens.'),
        ),
        migrations.AddConstraint(
            model_name='frameworkagreement',
            constraint=models.CheckConstraint(condition=models.Q(('predecessor', models.F('id')), _negated=True), name='framework_follows_another', violation_error_message='An agreement cannot replace itself.'),
        ),
        migrations.RemoveField(
            model_name='accession',
            name='rejected_at',
        ),
        migrations.RemoveField(
            model_name='accession',
            name='rejected_by',
        ),
        migrations.RemoveField(
            model_name='accession',
            name='rejection_reason',
        ),
    ]
