"""manage.py export_order ORGANISATION_NUMBER/NUMBER --format peppol|ehf|pdf --output FILE"""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from agreements.orders.documents import order_pdf
from agreements.orders.models import Order
from agreements.orders.order_files import FORMATS, checked_order_file
from agreements.orders.queries import orders_in_full


class Command(BaseCommand):
    """Ends with status 1 and a sentence, and writes nothing, where the order cannot go out."""

    help = "Write an order as a file: Peppol BIS Ordering 3, EHF Ordre G3 or PDF."

    def add_arguments(self, parser):
        parser.add_argument("number", help="for example 964338531/2026-0001")
        parser.add_argument("--format", choices=[*FORMATS, "pdf"], required=True)
        parser.add_argument("--output", type=Path, required=True)

    @translation.override("en")
    def handle(self, *args, number, output, **options):
        file = rendered(find_order(number), options["format"])
        try:
            output.write_bytes(file)
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}") from error
        self.stdout.write(f"{output}: {len(file)} bytes")


def find_order(number):
    """The order of 964338531/2026-0001: its number is unique in its organisation only."""
    organisation_number, _, own = number.partition("/")
    year, _, sequence = own.partition("-")
    if not (year.isdecimal() and sequence.isdecimal()):
        raise CommandError(f"{number}: write ORGANISATION_NUMBER/NUMBER: 964338531/2026-0001.")
    try:
        return orders_in_full().get(
            organisation__organisation_number=organisation_number, year=year, sequence=sequence
        )
    except Order.DoesNotExist:
        raise CommandError(f"{number}: there is no such order.") from None


def rendered(order, file_format):
    """The order's bytes in a format; a broken rule stops it with the rule's sentence."""
    if file_format == "pdf":
        return order_pdf(order)
    try:
        return checked_order_file(order, file_format)
    except ValidationError as refusal:
        raise CommandError(" ".join(refusal.messages)) from refusal
