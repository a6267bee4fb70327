"""The tables that migrations make are those that the models say, and the tool begins them anew."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.commands.makemigrations import Command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from kslisens.development.first_migrations import APPS, first_migration
from kslisens.development.schema import differences


def test_the_migrated_tables_are_those_of_the_models(db):
    assert differences() == ([], [])


def test_no_model_waits_for_a_migration(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


FAULTS = {
    "column": "ALTER TABLE agreements_order ADD COLUMN stray integer",
    "type": "ALTER TABLE agreements_lot ALTER COLUMN name TYPE varchar(7)",
    "collation": 'ALTER TABLE agreements_lot ALTER COLUMN name TYPE varchar(200) COLLATE "C"',
    "default": "ALTER TABLE agreements_order ALTER COLUMN state SET DEFAULT 'sent'",
    "constraint": "ALTER TABLE agreements_vatrate DROP CONSTRAINT vat_rate_is_a_percentage",
    "deferred": "ALTER TABLE municipalities_user_groups ALTER CONSTRAINT {key} NOT DEFERRABLE",
    "index": "CREATE INDEX stray ON agreements_order (state)",
    "trigger": "ALTER TABLE agreements_ledgerentry DISABLE TRIGGER {trigger}",
    "function": "CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql"
    " AS 'BEGIN RETURN NEW; END;'",
    "table": "CREATE TABLE agreements_stray (id integer)",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_not_as_the_models_say_is_notified(db, fault):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname ~ '_ledger_is_append_only_'")
        (trigger,) = cursor.fetchone()
        cursor.execute("SELECT conname FROM pg_constraint WHERE conname ~ 'user_groups_group_id_'")
        (key,) = cursor.fetchone()
        cursor.execute(FAULTS[fault].format(trigger=trigger, key=key))
    assert differences() != ([], [])


def test_the_tool_makes_all_that_the_models_say():
    said = ProjectState.from_apps(apps)
    made = ProjectState({key: state for key, state in said.models.items() if key[0] not in APPS})
    loader = MigrationLoader(None)
    for app in APPS:
        for operation in first_migration(app, loader.graph.leaf_nodes()).operations:
            operation.state_forwards(app, made)
    assert Command.autodetector(made, said).changes(graph=loader.graph) == {}
