"""Compares the tables that the migrations have made with those that the models say.

    python -m kslisens.development.schema

Columns, constraints, indexes, triggers and what their functions do, in PostgreSQL's own words and
without the order of columns. Django compares models with migrations (`makemigrations --check`),
which does not see what a migration did to the database besides. The tables of the models are made
in a schema of their own, in a transaction that is taken back.
"""

import os
import sys
from contextlib import contextmanager

import django
from django.apps import apps
from django.db import connection, transaction

from kslisens.startup import name_database

APPS = ("municipalities", "agreements")
APART = "from_models"
# A line for each column, constraint, index and trigger of a table
DESCRIPTIONS = (
    """
    SELECT concat_ws(' ', t.relname, 'column', a.attname, format_type(a.atttypid, a.atttypmod),
                     CASE WHEN a.attnotnull THEN 'not null' END,
                     'identity=' || a.attidentity::text, 'collation=' || c.collname,
                     pg_get_expr(d.adbin, d.adrelid))
    FROM pg_attribute a JOIN pg_class t ON t.oid = a.attrelid
    LEFT JOIN pg_collation c ON c.oid = a.attcollation
    LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
    WHERE a.attrelid = ANY(%s) AND a.attnum > 0 AND NOT a.attisdropped
    """,
    """
    SELECT concat_ws(' ', t.relname, 'constraint', c.conname, pg_get_constraintdef(c.oid, true))
    FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid WHERE c.conrelid = ANY(%s)
    """,
    "SELECT pg_get_indexdef(indexrelid, 0, true) FROM pg_index WHERE indrelid = ANY(%s)",
    """
    SELECT concat_ws(' ', pg_get_triggerdef(g.oid, true), g.tgenabled::text, p.prosrc)
    FROM pg_trigger g JOIN pg_proc p ON p.oid = g.tgfoid
    WHERE g.tgrelid = ANY(%s) AND NOT g.tgisinternal
    """,
)
TABLES = """
    SELECT t.oid FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
    WHERE t.relkind = 'r' AND t.relname ~ %s AND n.nspname = %s
"""


def differences() -> tuple[list[str], list[str]]:
    """What only the migrated tables have and what only the models say: two sorted lists."""
    with transaction.atomic():
        migrated = _description("public")
        with _tables_of_the_models():
            said = _description(APART)
        transaction.set_rollback(True)
    return sorted(migrated - said), sorted(said - migrated)


def main() -> int:
    """Print what differs in the database of DATABASE_URL; answer whether something did."""
    name_database()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kslisens.settings")
    django.setup()
    only_migrated, only_said = differences()
    for sign, lines in (("-", only_migrated), ("+", only_said)):
        for line in lines:
            print(sign, line)
    return int(bool(only_migrated or only_said))


@contextmanager
def _tables_of_the_models():
    """Make every table of ours anew beside the others, and look there first."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {APART}")
        cursor.execute(f"SET LOCAL search_path = {APART}, public")
    with connection.schema_editor(atomic=False) as editor:
        for app in APPS:
            for model in apps.get_app_config(app).get_models():
                editor.create_model(model)
    yield


def _description(schema: str) -> set[str]:
    """Lines that describe the tables of ours in a schema."""
    lines: set[str] = set()
    with connection.cursor() as cursor:
        cursor.execute(TABLES, [f"^({'|'.join(APPS)})_", schema])
        tables = [table for (table,) in cursor]
        for description in DESCRIPTIONS:
            cursor.execute(description, [tables])
            lines.update(line.replace(f"{schema}.", "") for (line,) in cursor)
    return lines


if __name__ == "__main__":
    sys.exit(main())
