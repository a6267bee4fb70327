"""manage.py verify_document FILE: was it issued here, and is it unchanged?"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from agreements.documents.verification import MAX_SIZE, verify
from municipalities import formatting


class Command(BaseCommand):
    """Ends with status 0 for a document that the portal issued, unchanged, and else with 1."""

    help = "Check whether a PDF was issued by the portal and is unchanged (exit status 0 or 1)."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *args, file, **options):
        verdict = verify(first_bytes(file))
        document = verdict.document
        if document is None or not verdict.is_genuine:
            raise CommandError(f"{verdict.outcome}: {verdict.sentence}")
        self.stdout.write(f"{verdict.outcome}: {verdict.sentence}")
        issued = formatting.moment(document.issued_at)
        self.stdout.write(f"{document.title}, {document.printed_code}, {issued}")


def first_bytes(file):
    """The file, or as much as shows that it is too large."""
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_SIZE + 1)
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error
