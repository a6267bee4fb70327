"""Where a database is: something that a copy of its content does not take along."""

from django.db import connection

PLACE = """
SELECT concat_ws(
    '/',
    (SELECT system_identifier FROM pg_control_system()),
    (SELECT timeline_id FROM pg_control_checkpoint()),
    (SELECT oid FROM pg_database WHERE datname = current_database()),
    to_regclass('municipalities_mailswitch')::oid
)
"""
"""The server, its history since a recovery, the database, and the table as it was made there."""


def this_place():
    """The place of the database that the portal uses now."""
    with connection.cursor() as cursor:
        cursor.execute(PLACE)
        return cursor.fetchone()[0]
