"""Demonstration data on top of the register."""

from django.core.management.base import BaseCommand, CommandError

from agreements.demonstration.loading import CannotLoadError, load_demonstration


class Command(BaseCommand):
    """Say what was made, or that there was nothing to do."""

    help = (
        "Makes invented framework agreements, accessions, orders and people on top of the "
        "register, all or nothing. A second run changes nothing. Not for production."
    )

    def handle(self, **options):
        try:
            made = load_demonstration()
        except CannotLoadError as reason:
            raise CommandError(str(reason)) from reason
        if made is None:
            self.stdout.write("The demonstration data is already there.")
            return
        figures = ", ".join(f"{count} {what}" for what, count in made.items())
        self.stdout.write(f"Demonstration data made: {figures}.")
