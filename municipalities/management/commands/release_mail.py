"""manage.py release_mail: let mail leave, where it was held or the database restored."""

from django.core.management import BaseCommand
from django.utils import timezone

from municipalities.mail_hold.switch import release_mail


class Command(BaseCommand):
    help = "Let mail leave again, after somebody has looked at what waits."

    def handle(self, *args, **options):
        self.stdout.write(
            "Mail leaves again." if release_mail(timezone.now()) else "Mail was not held."
        )
