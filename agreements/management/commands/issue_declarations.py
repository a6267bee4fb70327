"""manage.py issue_declarations: issue what should have been issued and is not."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agreements.accessions.issuing import issue_declaration
from agreements.accessions.queries import without_declaration
from agreements.one_by_one import SomeFailedError, for_each


class Command(BaseCommand):
    """For accessions from before documents were issued, and tasks that were lost or failed.

    Each is issued by itself: stopped at any point, the command goes on from there the next time,
    and one that fails stops no other.
    """

    help = "Issue the declarations that are missing for countersigned accessions."

    def handle(self, *args, **options):
        missing = list(without_declaration())
        try:
            for_each(lambda accession: issue_declaration(accession, now=timezone.now()), missing)
        except SomeFailedError as failure:
            raise CommandError(str(failure)) from failure
        self.stdout.write(f"Declarations issued: {len(missing)}")
