"""manage.py hold_mail: no mail leaves the portal, until release_mail."""

from django.core.management import BaseCommand
from django.utils import timezone

from municipalities.mail_hold.switch import hold_mail


class Command(BaseCommand):
    help = "Hold all mail, orders too. It waits, and leaves after release_mail."

    def handle(self, *args, **options):
        hold_mail(timezone.now())
        self.stdout.write("Mail is held. Let it go with: release_mail")
