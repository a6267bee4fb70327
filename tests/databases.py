"""Databases that are made once and copied: PostgreSQL copies one in a fraction of a second.

All processes of a run share a folder. Whoever first needs a database makes it and notes its name
there, while the others wait for the lock.
"""

import fcntl
from contextlib import contextmanager

from django.contrib.contenttypes.models import ContentType
from django.db import connection

from municipalities.mail_hold.place import this_place
from municipalities.models import MailSwitch

NOTE = ".database"


def made_once(folder, what, make):
    """The name of a database that `make(name)` makes for all processes; `what` it holds."""
    note = folder / f"{what}{NOTE}"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not note.exists():
            name = f"{connection.creation._get_test_db_name()}_{what}"
            make(name)
            note.write_text(name)
    return note.read_text()


def drop_what_was_made(folder):
    """Delete the databases that the run has made."""
    for note in folder.glob(f"*{NOTE}"):
        drop(note.read_text())


def migrate(name):
    """Run the migrations in a new database."""
    settings = connection.settings_dict
    name_before, test_before = settings["NAME"], settings["TEST"]["NAME"]
    settings["TEST"]["NAME"] = name
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
    finally:
        connection.close()
        settings["NAME"], settings["TEST"]["NAME"] = name_before, test_before


def copy(source, name):
    """Make the database `name` anew, as `source` is."""
    connection.close()  # One to which somebody is connected is not copied
    drop(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    with looking_at(name):
        begin_here()


def begin_here():
    """Let mail leave where this database is: a copy is held, as a restored backup is."""
    MailSwitch.objects.filter(is_first=True).update(place=this_place())


def drop(name):
    """Delete a database, if it is there."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


@contextmanager
def looking_at(name):
    """Have every query go to another database for a while."""
    before = connection.settings_dict["NAME"]
    _go_to(name)
    try:
        yield
    finally:
        _go_to(before)


def _go_to(name):
    connection.close()
    connection.settings_dict["NAME"] = name
    ContentType.objects.clear_cache()  # Kinds of rows have other numbers in another database
