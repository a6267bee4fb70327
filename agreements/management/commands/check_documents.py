"""manage.py check_documents: compare every row with its file."""

from django.core.management.base import BaseCommand, CommandError

from agreements.reports.kept_files import faults, files_without_a_row


class Command(BaseCommand):
    """A file without a row is reported, and is no fault: keeping a file comes before its row."""

    help = (
        "Compare every document with its file. Status 1 when a file is missing or damaged; files "
        "that belong to no row are listed too."
    )

    def handle(self, *args, **options):
        found = 0
        for fault, name, row in faults():
            found += 1
            self.stdout.write(f"{fault}: {name}: {row._meta.verbose_name} {row.pk}, {row}")
        for name in files_without_a_row():
            self.stdout.write(f"without a row: {name}")
        if found:
            raise CommandError(
                f"{found} files are missing or damaged. Bring them back from a copy."
            )
        self.stdout.write("Every document has its file.")
