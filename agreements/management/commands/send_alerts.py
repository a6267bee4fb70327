"""manage.py send_alerts: tell of dates that are coming, and remind the silent. Run it every day."""

from django.core.management import BaseCommand
from django.utils import timezone

from agreements.accessions.case_actions import remind_before_deadlines
from agreements.frameworks.alerts import send_alerts


class Command(BaseCommand):
    help = "Tell case officers of dates to come, and remind the silent. Run it every day."

    def handle(self, *args, **options):
        now = timezone.now()
        dates, organisations = send_alerts(now), remind_before_deadlines(now)
        self.stdout.write(f"{dates} dates told, {organisations} organisations reminded.")
