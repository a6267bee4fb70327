"""Everything up to 0007_registry_status in one step, for new databases. Those of before take the steps."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.math
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
import municipalities.people.models
import municipalities.register.eligible_forms
import municipalities.register.models
import municipalities.register.organisation_numbers
import pgtrigger.compiler
from django.conf import settings
from django.contrib.postgres.operations import (
    BtreeGistExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations, models


class AddToState(migrations.SeparateDatabaseAndState):
    """Models for the state alone, all at once: one by one, each would render its relatives anew."""

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)
        super().state_forwards(app_label, state)


def create_tables(apps, schema_editor):
    models = list(apps.get_app_config("municipalities").get_models())
    for model in models:
        schema_editor.create_model(model)
    for model in models:
        for trigger in getattr(model._meta, "triggers", []):
            schema_editor.execute(trigger.install_sql, params=None)


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("municipalities", "0001_initial"),
        ("municipalities", "0002_register_rules"),
        ("municipalities", "0003_people_rules"),
        ("municipalities", "0004_order_limits"),
        ("municipalities", "0005_reform"),
        ("municipalities", "0006_registry"),
        ("municipalities", "0007_registry_status"),
    ]

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        # Range constraints, and search that forgives accents and typing errors.
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        AddToState(
            state_operations=[
                migrations.CreateModel(
                    name='County',
                    fields=[
                        ('number', models.CharField(max_length=2, primary_key=True, serialize=False, verbose_name='county number')),
                        ('name', models.CharField(db_collation='nb-NO-x-icu', max_length=100, verbose_name='name')),
                    ],
                    options={
                        'verbose_name': 'county',
                        'verbose_name_plural': 'counties',
                        'ordering': ['name'],
                    },
                ),                migrations.CreateModel(
                    name='RegistryRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('began_at', models.DateTimeField(verbose_name='began')),
                        ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                        ('since', models.DateField(blank=True, help_text='Empty: all were asked about.', null=True, verbose_name='changes since')),
                        ('asked', models.PositiveIntegerField(default=0, verbose_name='asked about')),
                        ('found', models.PositiveIntegerField(default=0, verbose_name='new findings')),
                        ('failures', models.JSONField(blank=True, default=list, verbose_name='could not be asked')),
                    ],
                    options={
                        'verbose_name': 'run against the registry',
                        'verbose_name_plural': 'runs against the registry',
                        'ordering': ['-began_at', '-pk'],
                    },
                ),                migrations.CreateModel(
                    name='User',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                        ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                        ('name', models.CharField(max_length=150, verbose_name='name')),
                        ('is_case_officer', models.BooleanField(default=False, help_text='Works for KS and sees the case-work area.', verbose_name='case officer')),
                        ('is_staff', models.BooleanField(default=False, help_text='May sign in to the admin screens.', verbose_name='may use the admin')),
                        ('is_active', models.BooleanField(default=True, help_text='Clear this instead of deleting the person.', verbose_name='active')),
                        ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='registered')),
                        ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                        ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                    ],
                    options={
                        'verbose_name': 'person',
                        'verbose_name_plural': 'people',
                        'ordering': ['name', 'email'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='user_email_is_lower_case')],
                        'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "municipalities_userevent" ("date_joined", "email", "id", "is_active", "is_case_officer", "is_staff", "is_superuser", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."date_joined", NEW."email", NEW."id", NEW."is_active", NEW."is_case_officer", NEW."is_staff", NEW."is_superuser", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='9b422e174d3d2b2c916be87d1b47de2ad6fa0d70', operation='INSERT', pgid='pgtrigger_insert_insert_98465', table='municipalities_user', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."date_joined" IS DISTINCT FROM (NEW."date_joined") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_case_officer" IS DISTINCT FROM (NEW."is_case_officer") OR OLD."is_staff" IS DISTINCT FROM (NEW."is_staff") OR OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser") OR OLD."name" IS DISTINCT FROM (NEW."name"))', func='INSERT INTO "municipalities_userevent" ("date_joined", "email", "id", "is_active", "is_case_officer", "is_staff", "is_superuser", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."date_joined", NEW."email", NEW."id", NEW."is_active", NEW."is_case_officer", NEW."is_staff", NEW."is_superuser", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='90fcf4f3f4e814cc6b8da76d056288fd654e3a5a', operation='UPDATE', pgid='pgtrigger_update_update_03f93', table='municipalities_user', when='AFTER'))],
                    },
                ),                migrations.CreateModel(
                    name='Organisation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('organisation_number', models.CharField(max_length=9, unique=True, validators=[municipalities.register.organisation_numbers.validate_organisation_number], verbose_name='organisation number')),
                        ('kind', models.CharField(choices=[('municipality', 'Municipality'), ('county_municipality', 'County municipality'), ('municipal_enterprise', 'Municipal enterprise')], max_length=20, verbose_name='kind')),
                        ('organisation_form', models.CharField(help_text='Code of Enhetsregisteret, for example KOMM, FYLK, KF or IKS.', max_length=4, validators=[municipalities.register.eligible_forms.validate_organisation_form], verbose_name='organisation form')),
                        ('has_county_functions', models.BooleanField(default=False, help_text='Oslo is municipality and county municipality in one.', verbose_name='has county functions')),
                        ('name', models.CharField(db_collation='nb-NO-x-icu', max_length=200, verbose_name='name')),
                        ('register_name', models.CharField(max_length=200, verbose_name='name in the register')),
                        ('name_official', models.CharField(blank=True, max_length=200, verbose_name='official name in all languages')),
                        ('name_sami', models.CharField(blank=True, max_length=200, verbose_name='Sámi name')),
                        ('name_kven', models.CharField(blank=True, max_length=200, verbose_name='Kven name')),
                        ('written_standard', models.CharField(choices=[('nb', 'Bokmål'), ('nn', 'Nynorsk'), ('neutral', 'Neutral')], default='neutral', max_length=7, verbose_name='written standard')),
                        ('population', models.PositiveIntegerField(blank=True, null=True, verbose_name='population')),
                        ('website', models.URLField(blank=True, verbose_name='website')),
                        ('county', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='municipalities.county', verbose_name='county')),
                        ('dissolved_on', models.DateField(blank=True, help_text='The first day it does not exist. Its history stays.', null=True, verbose_name='dissolved')),
                        ('address', models.CharField(blank=True, help_text='The business address of Enhetsregisteret, in one line.', max_length=300, verbose_name='address')),
                        ('deregistered_on', models.DateField(blank=True, help_text='Only where Enhetsregisteret gives the day.', null=True, verbose_name='deleted in Enhetsregisteret')),
                        ('registry_status', models.CharField(choices=[('registered', 'Registered'), ('deleted', 'Deleted'), ('removed', 'Removed for legal reasons'), ('unknown', 'Not in the registry')], default='registered', help_text='Who is no longer registered neither joins nor orders. What it has agreed and owns stays until a reform moves it.', max_length=10, verbose_name='in Enhetsregisteret')),
                    ],
                    options={
                        'verbose_name': 'organisation',
                        'verbose_name_plural': 'organisations',
                        'ordering': ['name', 'organisation_number'],
                        'constraints': [models.CheckConstraint(condition=models.Case(models.When(models.Q(('organisation_number__regex', '^[0-9]{9}$')), then=django.db.models.lookups.Exact(django.db.models.functions.math.Mod(django.db.models.expressions.CombinedExpression(models.Value(11), '-', django.db.models.functions.math.Mod(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.functions.comparison.Cast(django.db.models.functions.text.Substr(models.F('organisation_number'), 1, 1), models.IntegerField()), '*', models.Value(3)), '+', django.db.models.expressions.CombinedExpression(django.db.models.functions.comparison.Cast(django.db.models.functions.text.Substr(models.F('organisation_number'), 2, 1), models.IntegerField()), '*', models.Value(2))), '+', django.db.models.expressions.CombinedExpression(django.db.models.functions.comparison.Cast(django.db.models.functions.text.Substr(models.F('organisation_number'), 3, 1), models.IntegerField()), '*', models.Value(7))), '+', django.db.models.expressions.CombinedExpression(django.db.models.functions.comparison.Cast(django.db.models.functions.text.Substr(models.F('organisation_number'), 4, 1), models.IntegerField()), '*', models.Value(6))), '+', django.db.models.expressions.CombinedExpression(django.db.models.functions.comparison.Cast(django.db.models.functions.text.Substr(models.F('organisation_number'), 5, 1), models.IntegerField()), '*', models.Value(5))), '+', django.db.models.expressions.CombinedExpression(django.db.models.functions.comparison.Cast(django.db.models.functions.text.Substr(models.F('organisation_number'), 6, 1), models.IntegerField()), '*', models.Value(4))), '+', django.db.models.expressions.CombinedExpression(django.db.models.functions.comparison.Cast(django.db.models.functions.text.Substr(models.F('organisation_number'), 7, 1), models.IntegerField()), '*', models.Value(3))), '+', django.db.models.expressions.CombinedExpression(django.db.models.functions.comparison.Cast(django.db.models.functions.text.Substr(models.F('organisation_number'), 8, 1), models.IntegerField()), '*', models.Value(2))), models.Value(11))), models.Value(11)), django.db.models.functions.comparison.Cast(django.db.models.functions.text.Substr(models.F('organisation_number'), 9, 1), models.IntegerField()))), default=models.Value(False), output_field=models.BooleanField()), name='organisation_number_passes_mod_11', violation_error_message='The organisation number is not valid.'), models.CheckConstraint(condition=models.Q(('kind__in', ['municipality', 'county_municipality', 'municipal_enterprise'])), name='organisation_kind_is_known'), models.CheckConstraint(condition=models.Q(('written_standard__in', ['nb', 'nn', 'neutral'])), name='organisation_written_standard_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('deregistered_on', None), ('registry_status__in', ['registered', 'unknown'])), models.Q(('deregistered_on__isnull', False), ('registry_status', 'deleted')), ('registry_status', 'removed'), _connector='OR'), name='organisation_deregistered_on_fits_its_status', violation_error_message='A deletion has a day, and only a deletion or a removal has one.')],
                        'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "municipalities_organisationevent" ("address", "county_id", "deregistered_on", "dissolved_on", "has_county_functions", "id", "kind", "name", "name_kven", "name_official", "name_sami", "organisation_form", "organisation_number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "population", "register_name", "registry_status", "website", "written_standard") VALUES (NEW."address", NEW."county_id", NEW."deregistered_on", NEW."dissolved_on", NEW."has_county_functions", NEW."id", NEW."kind", NEW."name", NEW."name_kven", NEW."name_official", NEW."name_sami", NEW."organisation_form", NEW."organisation_number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."population", NEW."register_name", NEW."registry_status", NEW."website", NEW."written_standard"); RETURN NULL;', hash='9a483cfcbc2dc9db7136f3124014b9e15331fd3b', operation='INSERT', pgid='pgtrigger_insert_insert_e6395', table='municipalities_organisation', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "municipalities_organisationevent" ("address", "county_id", "deregistered_on", "dissolved_on", "has_county_functions", "id", "kind", "name", "name_kven", "name_official", "name_sami", "organisation_form", "organisation_number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "population", "register_name", "registry_status", "website", "written_standard") VALUES (NEW."address", NEW."county_id", NEW."deregistered_on", NEW."dissolved_on", NEW."has_county_functions", NEW."id", NEW."kind", NEW."name", NEW."name_kven", NEW."name_official", NEW."name_sami", NEW."organisation_form", NEW."organisation_number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."population", NEW."register_name", NEW."registry_status", NEW."website", NEW."written_standard"); RETURN NULL;', hash='042aa1ebc66315cda6703446acc895d4f03a68b8', operation='UPDATE', pgid='pgtrigger_update_update_59251', table='municipalities_organisation', when='AFTER'))],
                    },
                ),                migrations.CreateModel(
                    name='UserEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                        ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                        ('name', models.CharField(max_length=150, verbose_name='name')),
                        ('is_case_officer', models.BooleanField(default=False, help_text='Works for KS and sees the case-work area.', verbose_name='case officer')),
                        ('is_staff', models.BooleanField(default=False, help_text='May sign in to the admin screens.', verbose_name='may use the admin')),
                        ('is_active', models.BooleanField(default=True, help_text='Clear this instead of deleting the person.', verbose_name='active')),
                        ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='registered')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7991e630b0296db4b5437bb1ba3da24c078b6fa7', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e3fd1', table='municipalities_userevent', when='BEFORE'))],
                    },
                ),                migrations.CreateModel(
                    name='Invitation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                        ('role', models.CharField(choices=[('reader', 'Reader'), ('orderer', 'Orderer'), ('approver', 'Approver'), ('signatory', 'Signatory'), ('administrator', 'Administrator')], max_length=13, verbose_name='role')),
                        ('token', models.CharField(default=municipalities.people.models.invitation_token, editable=False, max_length=64, unique=True)),
                        ('invited_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='invited')),
                        ('accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='accepted')),
                        ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                        ('accepted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='accepted by')),
                        ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='invited by')),
                        ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='withdrawn by')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='municipalities.organisation', verbose_name='organisation')),
                    ],
                    options={
                        'verbose_name': 'invitation',
                        'verbose_name_plural': 'invitations',
                        'ordering': ['-invited_at'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('accepted_at', None), ('withdrawn_at', None)), fields=('organisation', 'email', 'role'), name='invitation_one_open_per_address_and_role', violation_error_message='This person is already invited to this role.'), models.CheckConstraint(condition=models.Q(models.Q(('accepted_at', None), ('accepted_by', None)), models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False)), _connector='OR'), name='invitation_accepted_by_someone'), models.CheckConstraint(condition=models.Q(('accepted_by', models.F('invited_by')), _negated=True), name='invitation_accepted_by_someone_else', violation_error_message='Nobody confirms their own role.'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_by', None)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='invitation_withdrawn_by_someone'), models.CheckConstraint(condition=models.Q(('accepted_at', None), ('withdrawn_at', None), _connector='OR'), name='invitation_accepted_or_withdrawn'), models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='invitation_email_is_lower_case'), models.CheckConstraint(condition=models.Q(('role__in', ['reader', 'orderer', 'approver', 'signatory', 'administrator'])), name='invitation_role_is_known')],
                        'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "municipalities_invitationevent" ("accepted_at", "accepted_by_id", "email", "id", "invited_at", "invited_by_id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "withdrawn_at", "withdrawn_by_id") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."email", NEW."id", NEW."invited_at", NEW."invited_by_id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."withdrawn_at", NEW."withdrawn_by_id"); RETURN NULL;', hash='3cffbfd59deee17c8d8a22b930d1aeca11d604f9', operation='INSERT', pgid='pgtrigger_insert_insert_0a209', table='municipalities_invitation', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."accepted_at" IS DISTINCT FROM (NEW."accepted_at") OR OLD."accepted_by_id" IS DISTINCT FROM (NEW."accepted_by_id") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."invited_at" IS DISTINCT FROM (NEW."invited_at") OR OLD."invited_by_id" IS DISTINCT FROM (NEW."invited_by_id") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."withdrawn_at" IS DISTINCT FROM (NEW."withdrawn_at") OR OLD."withdrawn_by_id" IS DISTINCT FROM (NEW."withdrawn_by_id"))', func='INSERT INTO "municipalities_invitationevent" ("accepted_at", "accepted_by_id", "email", "id", "invited_at", "invited_by_id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "withdrawn_at", "withdrawn_by_id") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."email", NEW."id", NEW."invited_at", NEW."invited_by_id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."withdrawn_at", NEW."withdrawn_by_id"); RETURN NULL;', hash='cc8bf8001f45856141fe5c0848d75d9c49e20b85', operation='UPDATE', pgid='pgtrigger_update_update_5c671', table='municipalities_invitation', when='AFTER'))],
                    },
                ),                migrations.CreateModel(
                    name='Membership',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(choices=[('reader', 'Reader'), ('orderer', 'Orderer'), ('approver', 'Approver'), ('signatory', 'Signatory'), ('administrator', 'Administrator')], max_length=13, verbose_name='role')),
                        ('order_limit', models.DecimalField(blank=True, decimal_places=2, help_text='The largest order, net kroner, the person may submit or approve. Empty: any.', max_digits=16, null=True, verbose_name='order limit')),
                        ('requested_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='requested')),
                        ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed')),
                        ('declined_at', models.DateTimeField(blank=True, null=True, verbose_name='declined')),
                        ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                        ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='confirmed by')),
                        ('declined_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='declined by')),
                        ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='municipalities.organisation', verbose_name='organisation')),
                    ],
                    options={
                        'verbose_name': 'role',
                        'verbose_name_plural': 'roles',
                        'ordering': ['requested_at'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('declined_at', None), ('ended_at', None)), fields=('user', 'organisation', 'role'), name='membership_one_open_per_person_and_role', violation_error_message='You already have this role, or have asked for it.'), models.CheckConstraint(condition=models.Q(('confirmed_by', models.F('user')), _negated=True), name='membership_confirmer_is_someone_else', violation_error_message='Nobody confirms their own role.'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='membership_confirmed_by_someone'), models.CheckConstraint(condition=models.Q(models.Q(('declined_at', None), ('declined_by', None)), models.Q(('declined_at__isnull', False), ('declined_by__isnull', False)), _connector='OR'), name='membership_declined_by_someone'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='membership_ended_by_someone'), models.CheckConstraint(condition=models.Q(('declined_at', None), ('confirmed_at', None), _connector='OR'), name='membership_declined_or_confirmed'), models.CheckConstraint(condition=models.Q(('ended_at', None), ('confirmed_at__isnull', False), _connector='OR'), name='membership_ended_was_in_force'), models.CheckConstraint(condition=models.Q(('role__in', ['reader', 'orderer', 'approver', 'signatory', 'administrator'])), name='membership_role_is_known'), models.CheckConstraint(condition=models.Q(('order_limit', None), models.Q(('order_limit__gte', 0), ('role__in', ['orderer', 'approver'])), _connector='OR'), name='membership_limit_is_for_orders', violation_error_message='Only who orders or approves has an order limit.')],
                        'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "municipalities_membershipevent" ("confirmed_at", "confirmed_by_id", "declined_at", "declined_by_id", "ended_at", "ended_by_id", "id", "order_limit", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "requested_at", "role", "user_id") VALUES (NEW."confirmed_at", NEW."confirmed_by_id", NEW."declined_at", NEW."declined_by_id", NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."order_limit", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."requested_at", NEW."role", NEW."user_id"); RETURN NULL;', hash='c6a98d3cc87a3e5560919a1d11b6ec5cb3f6d724', operation='INSERT', pgid='pgtrigger_insert_insert_18ba1', table='municipalities_membership', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "municipalities_membershipevent" ("confirmed_at", "confirmed_by_id", "declined_at", "declined_by_id", "ended_at", "ended_by_id", "id", "order_limit", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "requested_at", "role", "user_id") VALUES (NEW."confirmed_at", NEW."confirmed_by_id", NEW."declined_at", NEW."declined_by_id", NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."order_limit", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."requested_at", NEW."role", NEW."user_id"); RETURN NULL;', hash='dba64bce04363291627be1a0cafca0e8b47db6e6', operation='UPDATE', pgid='pgtrigger_update_update_d9095', table='municipalities_membership', when='AFTER'))],
                    },
                ),                migrations.CreateModel(
                    name='MunicipalityNumber',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=4, verbose_name='municipality number')),
                        ('valid_from', models.DateField(blank=True, null=True, verbose_name='valid from')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='municipality_numbers', to='municipalities.organisation', verbose_name='organisation')),
                    ],
                    options={
                        'verbose_name': 'municipality number',
                        'verbose_name_plural': 'municipality numbers',
                        'ordering': ['number', 'valid_from'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('number__regex', '^[0-9]{4}$')), name='municipality_number_has_four_digits', violation_error_message='A municipality number has four digits.'), models.CheckConstraint(condition=models.Q(('valid_to__gt', models.F('valid_from'))), name='municipality_number_ends_after_start', violation_error_message='The number must end after the day it began.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('number', '='), (municipalities.register.models.DateRange('valid_from', 'valid_to', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='municipality_number_one_organisation_at_a_time', violation_error_message='Another organisation has this number in the period.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('organisation', '='), (municipalities.register.models.DateRange('valid_from', 'valid_to', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='municipality_number_one_number_at_a_time', violation_error_message='The organisation has another number in the period.')],
                        'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "municipalities_municipalitynumberevent" ("id", "number", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid_from", "valid_to") VALUES (NEW."id", NEW."number", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."valid_from", NEW."valid_to"); RETURN NULL;', hash='541a9492ff4ef6b30b00f3282f8299fd73318041', operation='INSERT', pgid='pgtrigger_insert_insert_ae0f2', table='municipalities_municipalitynumber', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "municipalities_municipalitynumberevent" ("id", "number", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid_from", "valid_to") VALUES (NEW."id", NEW."number", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."valid_from", NEW."valid_to"); RETURN NULL;', hash='0e99a501de9992f4431b058154a4435d4956215c', operation='UPDATE', pgid='pgtrigger_update_update_8e480', table='municipalities_municipalitynumber', when='AFTER'))],
                    },
                ),                migrations.CreateModel(
                    name='OrganisationEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('organisation_number', models.CharField(max_length=9, validators=[municipalities.register.organisation_numbers.validate_organisation_number], verbose_name='organisation number')),
                        ('kind', models.CharField(choices=[('municipality', 'Municipality'), ('county_municipality', 'County municipality'), ('municipal_enterprise', 'Municipal enterprise')], max_length=20, verbose_name='kind')),
                        ('organisation_form', models.CharField(help_text='Code of Enhetsregisteret, for example KOMM, FYLK, KF or IKS.', max_length=4, validators=[municipalities.register.eligible_forms.validate_organisation_form], verbose_name='organisation form')),
                        ('has_county_functions', models.BooleanField(default=False, help_text='Oslo is municipality and county municipality in one.', verbose_name='has county functions')),
                        ('name', models.CharField(db_collation='nb-NO-x-icu', max_length=200, verbose_name='name')),
                        ('register_name', models.CharField(max_length=200, verbose_name='name in the register')),
                        ('name_official', models.CharField(blank=True, max_length=200, verbose_name='official name in all languages')),
                        ('name_sami', models.CharField(blank=True, max_length=200, verbose_name='Sámi name')),
                        ('name_kven', models.CharField(blank=True, max_length=200, verbose_name='Kven name')),
                        ('written_standard', models.CharField(choices=[('nb', 'Bokmål'), ('nn', 'Nynorsk'), ('neutral', 'Neutral')], default='neutral', max_length=7, verbose_name='written standard')),
                        ('population', models.PositiveIntegerField(blank=True, null=True, verbose_name='population')),
                        ('website', models.URLField(blank=True, verbose_name='website')),
                        ('county', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='municipalities.county', verbose_name='county')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='municipalities.organisation')),
                        ('dissolved_on', models.DateField(blank=True, help_text='The first day it does not exist. Its history stays.', null=True, verbose_name='dissolved')),
                        ('address', models.CharField(blank=True, help_text='The business address of Enhetsregisteret, in one line.', max_length=300, verbose_name='address')),
                        ('deregistered_on', models.DateField(blank=True, help_text='Only where Enhetsregisteret gives the day.', null=True, verbose_name='deleted in Enhetsregisteret')),
                        ('registry_status', models.CharField(choices=[('registered', 'Registered'), ('deleted', 'Deleted'), ('removed', 'Removed for legal reasons'), ('unknown', 'Not in the registry')], default='registered', help_text='Who is no longer registered neither joins nor orders. What it has agreed and owns stays until a reform moves it.', max_length=10, verbose_name='in Enhetsregisteret')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='469b5d5bbb4569a7f66d5b3ee37a9615b145c867', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c03fb', table='municipalities_organisationevent', when='BEFORE'))],
                    },
                ),                migrations.CreateModel(
                    name='RegistryFinding',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('name', 'Name'), ('form', 'Organisation form'), ('address', 'Address'), ('deleted', 'Deleted'), ('removed', 'Removed for legal reasons'), ('unknown', 'Not in the registry')], max_length=8, verbose_name='what')),
                        ('before', models.CharField(blank=True, max_length=300, verbose_name='in the portal')),
                        ('after', models.CharField(blank=True, max_length=300, verbose_name='in the registry')),
                        ('state', models.CharField(choices=[('waiting', 'Waits'), ('accepted', 'Accepted'), ('rejected', 'Rejected'), ('superseded', 'No longer so')], default='waiting', max_length=10, verbose_name='state')),
                        ('found_at', models.DateTimeField(verbose_name='found')),
                        ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                        ('reason', models.CharField(blank=True, max_length=1000, verbose_name='reason')),
                        ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registry_findings', to='municipalities.organisation', verbose_name='organisation')),
                        ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='municipalities.registryrun', verbose_name='found by')),
                    ],
                    options={
                        'verbose_name': 'finding in the registry',
                        'verbose_name_plural': 'findings in the registry',
                        'ordering': ['-found_at', '-pk'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('organisation', 'kind'), name='registry_finding_one_waits'), models.CheckConstraint(condition=models.Q(models.Q(('decided_by', None), ('state__in', ['waiting', 'superseded'])), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('state', 'accepted')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('state', 'rejected'), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='registry_finding_decided_by_somebody')],
                        'triggers': [pgtrigger.compiler.Trigger(name='registry_finding_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='e39933f6a1d01efe46a55a18d085241847db521d', operation='DELETE', pgid='pgtrigger_registry_finding_is_kept_7958a', table='municipalities_registryfinding', when='BEFORE')), pgtrigger.compiler.Trigger(name='registry_finding_decided_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state <> 'waiting')", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='624736ea26ff5465681421083faf4f5e2be8828f', operation='UPDATE', pgid='pgtrigger_registry_finding_decided_is_final_9a12d', table='municipalities_registryfinding', when='BEFORE')), pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "municipalities_registryfindingevent" ("after", "before", "decided_at", "decided_by_id", "found_at", "id", "kind", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "run_id", "state") VALUES (NEW."after", NEW."before", NEW."decided_at", NEW."decided_by_id", NEW."found_at", NEW."id", NEW."kind", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."run_id", NEW."state"); RETURN NULL;', hash='f39746a05e6781827df8daadacf34064bd2e9066', operation='INSERT', pgid='pgtrigger_insert_insert_b3a2b', table='municipalities_registryfinding', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "municipalities_registryfindingevent" ("after", "before", "decided_at", "decided_by_id", "found_at", "id", "kind", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "run_id", "state") VALUES (NEW."after", NEW."before", NEW."decided_at", NEW."decided_by_id", NEW."found_at", NEW."id", NEW."kind", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."run_id", NEW."state"); RETURN NULL;', hash='93db20059c117586c79743a59081d9c5d467f0eb', operation='UPDATE', pgid='pgtrigger_update_update_f5bed', table='municipalities_registryfinding', when='AFTER'))],
                    },
                ),                migrations.CreateModel(
                    name='Succession',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('takes_effect_on', models.DateField(verbose_name='takes effect on')),
                        ('kind', models.CharField(choices=[('merger', 'Merger'), ('split', 'Split'), ('boundary', 'Boundary adjustment'), ('new_number', 'New organisation number')], max_length=10, verbose_name='kind')),
                        ('predecessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions', to='municipalities.organisation', verbose_name='predecessor')),
                        ('successor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inheritances', to='municipalities.organisation', verbose_name='successor')),
                    ],
                    options={
                        'verbose_name': 'succession',
                        'verbose_name_plural': 'successions',
                        'ordering': ['takes_effect_on', 'pk'],
                        'constraints': [models.UniqueConstraint(fields=('predecessor', 'successor', 'takes_effect_on'), name='succession_once_a_day'), models.CheckConstraint(condition=models.Q(('predecessor', models.F('successor')), _negated=True), name='succession_is_between_two', violation_error_message='An organisation cannot succeed itself.')],
                        'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "municipalities_successionevent" ("id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "predecessor_id", "successor_id", "takes_effect_on") VALUES (NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."predecessor_id", NEW."successor_id", NEW."takes_effect_on"); RETURN NULL;', hash='d23e07f120acee7e8173857235a0f537d05f22c6', operation='INSERT', pgid='pgtrigger_insert_insert_3b66a', table='municipalities_succession', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "municipalities_successionevent" ("id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "predecessor_id", "successor_id", "takes_effect_on") VALUES (NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."predecessor_id", NEW."successor_id", NEW."takes_effect_on"); RETURN NULL;', hash='0932db5fd485ac78216f068939f33845e37de20f', operation='UPDATE', pgid='pgtrigger_update_update_c3dfa', table='municipalities_succession', when='AFTER'))],
                    },
                ),                migrations.CreateModel(
                    name='InvitationEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                        ('role', models.CharField(choices=[('reader', 'Reader'), ('orderer', 'Orderer'), ('approver', 'Approver'), ('signatory', 'Signatory'), ('administrator', 'Administrator')], max_length=13, verbose_name='role')),
                        ('invited_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='invited')),
                        ('accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='accepted')),
                        ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                        ('accepted_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='accepted by')),
                        ('invited_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='invited by')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='municipalities.invitation')),
                        ('withdrawn_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='withdrawn by')),
                        ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='municipalities.organisation', verbose_name='organisation')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3bf80a378a89f742899576cb0cbf66f9c654940f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_fd0be', table='municipalities_invitationevent', when='BEFORE'))],
                    },
                ),                migrations.CreateModel(
                    name='MembershipEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('role', models.CharField(choices=[('reader', 'Reader'), ('orderer', 'Orderer'), ('approver', 'Approver'), ('signatory', 'Signatory'), ('administrator', 'Administrator')], max_length=13, verbose_name='role')),
                        ('order_limit', models.DecimalField(blank=True, decimal_places=2, help_text='The largest order, net kroner, the person may submit or approve. Empty: any.', max_digits=16, null=True, verbose_name='order limit')),
                        ('requested_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='requested')),
                        ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed')),
                        ('declined_at', models.DateTimeField(blank=True, null=True, verbose_name='declined')),
                        ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                        ('confirmed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='confirmed by')),
                        ('declined_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='declined by')),
                        ('ended_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='municipalities.membership')),
                        ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='municipalities.organisation', verbose_name='organisation')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='85b0b41ff99350bd85037111e11d4b597525e669', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3086d', table='municipalities_membershipevent', when='BEFORE'))],
                    },
                ),                migrations.CreateModel(
                    name='MunicipalityNumberEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('number', models.CharField(max_length=4, verbose_name='municipality number')),
                        ('valid_from', models.DateField(blank=True, null=True, verbose_name='valid from')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='municipalities.municipalitynumber')),
                        ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='municipalities.organisation', verbose_name='organisation')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='730f1c333babe4726e4b89afa2c950091d26df7d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b1875', table='municipalities_municipalitynumberevent', when='BEFORE'))],
                    },
                ),                migrations.CreateModel(
                    name='RegistryFindingEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('kind', models.CharField(choices=[('name', 'Name'), ('form', 'Organisation form'), ('address', 'Address'), ('deleted', 'Deleted'), ('removed', 'Removed for legal reasons'), ('unknown', 'Not in the registry')], max_length=8, verbose_name='what')),
                        ('before', models.CharField(blank=True, max_length=300, verbose_name='in the portal')),
                        ('after', models.CharField(blank=True, max_length=300, verbose_name='in the registry')),
                        ('state', models.CharField(choices=[('waiting', 'Waits'), ('accepted', 'Accepted'), ('rejected', 'Rejected'), ('superseded', 'No longer so')], default='waiting', max_length=10, verbose_name='state')),
                        ('found_at', models.DateTimeField(verbose_name='found')),
                        ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                        ('reason', models.CharField(blank=True, max_length=1000, verbose_name='reason')),
                        ('decided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                        ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='municipalities.organisation', verbose_name='organisation')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='municipalities.registryfinding')),
                        ('run', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='municipalities.registryrun', verbose_name='found by')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='90c0abfc5d491d5e8c3dd0301d636e33e2ec81a3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b575b', table='municipalities_registryfindingevent', when='BEFORE'))],
                    },
                ),                migrations.CreateModel(
                    name='SuccessionEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('takes_effect_on', models.DateField(verbose_name='takes effect on')),
                        ('kind', models.CharField(choices=[('merger', 'Merger'), ('split', 'Split'), ('boundary', 'Boundary adjustment'), ('new_number', 'New organisation number')], max_length=10, verbose_name='kind')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='municipalities.succession')),
                        ('predecessor', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='municipalities.organisation', verbose_name='predecessor')),
                        ('successor', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='municipalities.organisation', verbose_name='successor')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='921cc6570cb478344d0b12dbb5f7379b91510126', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8763e', table='municipalities_successionevent', when='BEFORE'))],
                    },
                ),            ]
        ),
        migrations.RunPython(create_tables, migrations.RunPython.noop),
    ]
