"""What a new database holds before anybody has done anything."""

from django.db import migrations
from django.utils import timezone

from municipalities.mail_hold.place import PLACE

WAITING = "SELECT EXISTS (SELECT FROM django_tasks_database_dbtaskresult WHERE status = 'READY')"


def begin(apps, schema_editor):
    """Mail may leave where this is run, unless some waits: that may be a backup from before."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(PLACE)
        place = cursor.fetchone()[0]
        cursor.execute(WAITING)
        is_held = cursor.fetchone()[0]
    switch = apps.get_model("municipalities", "MailSwitch")
    switch.objects.create(is_held=is_held, is_first=True, place=place, turned_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
        ("municipalities", "0001_initial"),
    ]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
