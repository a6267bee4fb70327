"""Sum the pooled volume anew from the orders, and tell how many kept sums were wrong."""

from django.core.management.base import BaseCommand

from agreements.frameworks.models import FrameworkAgreement
from agreements.order_totals.volume import rebuild_volume


class Command(BaseCommand):
    """Run it every night; a difference is a fault to look for."""

    help = "Sums the pooled volume of each framework agreement anew from its orders."

    def handle(self, *args, **options):
        """One line a framework agreement whose kept sums were wrong."""
        for framework in FrameworkAgreement.objects.all():
            wrong = rebuild_volume(framework)
            if wrong:
                self.stderr.write(f"{framework.reference}: {wrong} kept sums were wrong, now right")
        self.stdout.write("Pooled volume is in step with the orders.")
