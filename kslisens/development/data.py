"""Brings up to date what the portal reads: tables, register, demonstration data, fonts.

Runs in the project's own Python, as one process: starting Django takes longer than finding
that there is nothing to load.
"""

import os
import sys
from io import StringIO

import django
from django.core.checks import Tags, run_checks
from django.core.management import CommandError, call_command
from django.db import OperationalError

from kslisens.development.steps import say, step

STEPS = (
    ("tables", ("migrate", "--verbosity=0")),
    ("register", ("load_register",)),
    ("demonstration data", ("load_demo",)),
    ("fonts of the PDFs", ("make_fonts",)),
)


def main():
    """Take each step and say what came of it; a refusal ends it with its sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kslisens.settings")
    django.setup()
    for what, command in STEPS:
        printed = StringIO()
        try:
            with step(what):
                call_command(*command, stdout=printed)
        except (CommandError, OperationalError) as refusal:
            return str(refusal)
        say(printed.getvalue())
    for message in run_checks(tags=[Tags.database], databases=["default"]):
        say(str(message))
    return 0


if __name__ == "__main__":
    sys.exit(main())
