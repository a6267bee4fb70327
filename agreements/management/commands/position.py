"""manage.py position ORGANISATION_NUMBER --at DATE"""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from agreements.holdings.queries import positions
from municipalities.register.models import Organisation


class Command(BaseCommand):
    """A line a product, agreement and counting basis; status 1 for an unknown organisation.

    Parted by tabs: quantity, part number, product, agreement, first expiry, unit, counting basis.
    """

    help = "Tell what an organisation has on a day: the sum of its ledger."

    def add_arguments(self, parser):
        parser.add_argument("organisation_number", help="nine digits")
        parser.add_argument(
            "--at", type=date.fromisoformat, help="YYYY-MM-DD; today where it is left out"
        )

    @translation.override("en")
    def handle(self, *args, organisation_number, at, **options):
        organisation = Organisation.objects.filter(organisation_number=organisation_number).first()
        if organisation is None:
            raise CommandError(f"{organisation_number}: there is no such organisation.")
        for position in positions(organisation, at or timezone.localdate()):
            self.stdout.write(
                f"{position.quantity}\t{position.part_number}\t{position.product_name}\t"
                f"{position.agreement_number}\t{position.first_expiry or ''}\t"
                f"{position.counted_in}\t{position.basis}"
            )
