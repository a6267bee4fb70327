"""manage.py send_alerts: tell the case officers of dates that are coming. Run it every day."""

from django.core.management import BaseCommand
from django.utils import timezone

from agreements.frameworks.alerts import send_alerts


class Command(BaseCommand):
    help = "Tell the case officers of dates that are coming, each once. Run it every day."

    def handle(self, *args, **options):
        self.stdout.write(f"{send_alerts(timezone.now())} dates told.")
