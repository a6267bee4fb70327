"""A system check: whether the database knows Norwegian letters, as searching needs."""

from django.core import checks
from django.db import connections

UPPER_CASE = "SELECT upper('æøå') = 'ÆØÅ'"
HAS_TRIGRAMS = "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm')"
TRIGRAMS = "SELECT cardinality(show_trgm('æøå')) = 4"
"""A word of three letters has four trigrams; characters that are no letters have none."""


def check_norwegian_letters(app_configs, databases=None, **kwargs):
    """A warning for each database that does not take æ, ø and å for letters.

    The database itself is asked: what a locale is called does not say what it knows. Django runs
    checks of databases with `migrate`, and with `check --database default`.
    """
    unknowing = [alias for alias in databases or [] if not _knows_norwegian_letters(alias)]
    return [_warning(connections[alias].settings_dict["NAME"]) for alias in unknowing]


def _knows_norwegian_letters(alias):
    with connections[alias].cursor() as cursor:
        # Before the first migration there are no trigrams to ask
        return _answer(cursor, UPPER_CASE) and (
            not _answer(cursor, HAS_TRIGRAMS) or _answer(cursor, TRIGRAMS)
        )


def _answer(cursor, question: str):
    cursor.execute(question)
    return cursor.fetchone()[0]


def _warning(database):
    return checks.Warning(
        f"The database {database} does not take æ, ø and å for letters, so searching for words "
        "with them finds the wrong products.",
        hint="Its LC_CTYPE cannot be changed. Make a new database with LC_CTYPE 'C.UTF-8' "
        "(CREATE DATABASE ... TEMPLATE template0 LC_CTYPE 'C.UTF-8') and restore a dump into it. "
        "A private database that holds demonstration data alone is made anew after `make clean`.",
        id="agreements.W001",
    )
