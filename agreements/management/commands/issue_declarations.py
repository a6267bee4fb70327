"""manage.py issue_declarations: issue what should have been issued and is not."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from agreements.accessions.issuing import issue_declaration
from agreements.accessions.queries import without_declaration


class Command(BaseCommand):
    """For accessions from before documents were issued, and tasks that were lost.

    Each is issued by itself: stopped at any point, the command goes on from there the next time.
    """

    help = "Issue the declarations that are missing for countersigned accessions."

    def handle(self, *args, **options):
        missing = list(without_declaration())
        for accession in missing:
            issue_declaration(accession, now=timezone.now())
        self.stdout.write(f"Declarations issued: {len(missing)}")
