"""manage.py evidence_pack ORGANISATION_NUMBER --output FILE [--at DATE]"""

from datetime import date
from pathlib import Path
from shutil import copyfileobj

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from agreements.evidence.actions import make_pack, request_pack
from agreements.evidence.files import zipped
from municipalities.constraints import filled
from municipalities.register.models import Organisation


class Command(BaseCommand):
    """Issues the pack and writes it as a zip; status 1 for an unknown organisation or day."""

    help = "Make the evidence for a licence review: a sealed PDF, the data, and the papers."

    def add_arguments(self, parser):
        parser.add_argument("organisation_number", help="nine digits")
        parser.add_argument("--output", type=Path, required=True, help="the zip to write")
        parser.add_argument(
            "--at", type=date.fromisoformat, help="YYYY-MM-DD; today where it is left out"
        )

    @translation.override("en")
    def handle(self, *args, organisation_number, output, at, **options):
        organisation = Organisation.objects.filter(organisation_number=organisation_number).first()
        if organisation is None:
            raise CommandError(f"{organisation_number}: there is no such organisation.")
        now = timezone.now()
        try:
            pack = request_pack(organisation, as_of=at or timezone.localdate(), by=None, now=now)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        pack = make_pack(pack.pk, now=now)
        with output.open("wb") as file:
            copyfileobj(zipped(pack), file)
        self.stdout.write(f"{output}: {filled(pack.document).printed_code}")
