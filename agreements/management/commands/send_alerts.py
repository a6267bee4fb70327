"""manage.py send_alerts: what the portal does by itself. Run it every day."""

from django.core.management import BaseCommand
from django.utils import timezone

from agreements.accessions.case_actions import remind_before_deadlines
from agreements.frameworks.alerts import send_alerts
from agreements.orders.renewals import renew_levels
from agreements.trueups.actions import open_true_ups


class Command(BaseCommand):
    help = (
        "Tell case officers of dates to come, remind the silent, fix price levels anew where a "
        "term is renewed, and open true-ups. Run it every day."
    )

    def handle(self, *args, **options):
        now = timezone.now()
        dates, organisations = send_alerts(now), remind_before_deadlines(now)
        levels, true_ups = renew_levels(now), open_true_ups(now)
        self.stdout.write(
            f"{dates} dates told, {organisations} organisations reminded, "
            f"price levels of {levels} agreements fixed anew, {true_ups} true-ups opened."
        )
