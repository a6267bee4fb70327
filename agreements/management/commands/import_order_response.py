"""manage.py import_order_response FILE"""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from agreements.exchange.envelope import MAX_SIZE
from agreements.reseller_answers.responses import import_response


class Command(BaseCommand):
    """Ends with status 1 and a sentence, and stores nothing, where the answer cannot be used."""

    help = "Take in a reseller's answer to an order: Peppol Order Response (T76)."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    @translation.override("en")
    def handle(self, *args, file, **options):
        try:
            with file.open("rb") as opened:
                response = import_response(opened.read(MAX_SIZE + 1), by=None, now=timezone.now())
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(f"{response.order}: {response.get_code_display()}")
