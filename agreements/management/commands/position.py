"""manage.py position ORGANISATION_NUMBER [--at DATE] [--csv]"""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from agreements.holdings.position_files import as_csv
from agreements.holdings.queries import holdings
from municipalities.register.models import Organisation


class Command(BaseCommand):
    """Shows what the page of holdings shows: each position, and below it its purchases."""

    help = "Shows what an organisation owns on a day, with the purchases of each position."

    def add_arguments(self, parser):
        parser.add_argument("organisation_number")
        parser.add_argument("--at", type=date.fromisoformat, help="YYYY-MM-DD; today by default")
        parser.add_argument("--csv", action="store_true", help="the same CSV as on the page")

    @translation.override("en")
    def handle(self, *args, organisation_number, at, **options):
        held = holdings(_organisation(organisation_number), at or timezone.localdate())
        if options["csv"]:
            self.stdout.write(as_csv(held).decode("utf-8-sig"), ending="")
            return
        for position in held:
            self.stdout.write(_position(position))
            for entry in position.lines:
                self.stdout.write(_line(entry))


def _organisation(number):
    try:
        return Organisation.objects.get(organisation_number=number)
    except Organisation.DoesNotExist:
        raise CommandError(f"{number}: there is no such organisation.") from None


def _position(position):
    facts = (position.part_number, position.product_name, position.agreement_number)
    return (
        f"{position.quantity:>8}  {'  '.join(facts)} ({position.unit}, {position.counting_basis})"
    )


def _line(entry):
    price = "" if entry.unit_net is None else f"  {entry.unit_net} kr"
    days = (
        f"{entry.valid_from.isoformat()} - {entry.valid_to.isoformat() if entry.valid_to else ''}"
    )
    return (
        f"{entry.quantity:>12}  {entry.get_kind_display()} {entry.source}  {days}{price}".rstrip()
    )
