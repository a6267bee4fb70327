"""manage.py carry_out_reforms: carry out the approved reforms whose day has come. Run every day."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone, translation

from agreements.reforms.actions import carry_out
from agreements.reforms.queries import due


class Command(BaseCommand):
    """Each reform is a transaction of its own: one that is refused stops no other.

    Refused by a rule or by the database: each is reported, and the exit status is 1.
    """

    help = (
        "Carry out the approved reforms whose day has come. Run it every day, just after midnight."
    )

    @translation.override("en")
    def handle(self, *args, **options):
        now, refused = timezone.now(), 0
        for plan in due(timezone.localdate(now)):
            try:
                carry_out(plan, by=None, now=now)
                self.stdout.write(f"{plan}: carried out.")
            except (ValidationError, DatabaseError) as refusal:
                refused += 1
                self.stderr.write(f"{plan}: {_sentence(refusal)}")
        if refused:
            raise CommandError(f"{refused} could not be carried out.")


def _sentence(refusal):
    if isinstance(refusal, ValidationError):
        return " ".join(refusal.messages)
    return f"refused by the database: {refusal}"
