"""Whom to sign in as."""

from django.core.management.base import BaseCommand, no_translations

from agreements.demonstration.accounts import PASSWORD, account_rows


class Command(BaseCommand):
    """Print the named demonstration accounts as a table."""

    help = "Prints the demonstration accounts: role, e-mail address, password and organisation."

    @no_translations
    def handle(self, **options):
        rows = account_rows()
        if not rows:
            self.stdout.write(
                "There are no demonstration accounts. Make them: python manage.py load_demo"
            )
            return
        table = [("ROLE", "E-MAIL", "PASSWORD", "ORGANISATION")]
        table += [(role, email, PASSWORD, organisation) for role, email, organisation in rows]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        for row in table:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write("  ".join(cells).rstrip())
        self.stdout.write("These people and everything they have done are demonstration data.")
