"""Starting the portal, where what is wrong outside it is told in one sentence."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError, ProgrammingError

from kslisens import environment, private_database


def name_database() -> None:
    """Where no database is named, have the private one run and name it; never in production."""
    if not os.environ.get("DATABASE_URL") and not environment.boolean("PRODUCTION", default=False):
        os.environ["DATABASE_URL"] = private_database.ensure_running()


def read_settings() -> None:
    """Read the settings; a wrong one ends the program with its sentence."""
    with _told_in_one_sentence():
        import_module(os.environ["DJANGO_SETTINGS_MODULE"])


def run_command(arguments) -> None:
    """Run a command of Django's; a database that does not answer ends it with one sentence."""
    with _told_in_one_sentence():
        name_database()
    read_settings()
    try:
        execute_from_command_line(arguments)
    except (OperationalError, ProgrammingError) as fault:
        if not _is_about_the_connection(fault):
            raise
        sys.exit(f"The database in DATABASE_URL does not answer. {_first_line(fault)}")


@contextmanager
def _told_in_one_sentence() -> Iterator[None]:
    try:
        yield
    except (ImproperlyConfigured, private_database.PrivateDatabaseError) as fault:
        sys.exit(f"KS Lisens cannot start. {fault}")


def _is_about_the_connection(fault) -> bool:
    """Whether there is no connection: the server answers a statement with a code."""
    return getattr(fault.__cause__, "pgcode", "") is None


def _first_line(fault) -> str:
    return str(fault).strip().partition("\n")[0]
