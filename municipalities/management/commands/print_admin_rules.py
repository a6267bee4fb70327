"""Print docs/admin.md: what one case officer can change alone in the admin."""

from django.core.management.base import BaseCommand
from django.utils import translation

from municipalities.admin_table import admin_table

INTRODUCTION = """# What one case officer can change alone in the admin

Printed by `manage.py print_admin_rules` from the rules that the admin screens follow
(`municipalities/admin_rules.py`, and the `admin_rules.py` of each package); a test holds it equal.
What is not named is read-only, for KS administrators too. Nobody deletes.

"""


class Command(BaseCommand):
    """Write the page to the standard output."""

    help = __doc__

    def handle(self, *args, **options):
        with translation.override(None):
            self.stdout.write(INTRODUCTION + admin_table(), ending="")
