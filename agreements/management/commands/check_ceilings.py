"""Compare what the ceilings count with the orders themselves."""

from django.core.management.base import BaseCommand, CommandError

from agreements.frameworks.models import FrameworkAgreement
from agreements.orders.ceilings import recount


class Command(BaseCommand):
    """`manage.py check_ceilings`: mends what was counted wrong, and fails if there was any."""

    help = "Compare what the ceilings count with the orders, mend it, and fail if it was wrong."

    def handle(self, *args, **options):
        wrong = [
            ceiling
            for framework in FrameworkAgreement.objects.all()
            for ceiling in recount(framework)
        ]
        if wrong:
            names = ", ".join(str(ceiling) for ceiling in wrong)
            raise CommandError(f"These ceilings were counted wrong and are mended: {names}.")
        self.stdout.write("Every ceiling counts what is ordered.")
