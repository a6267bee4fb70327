"""The standard VAT rates in force since the first KS agreement (Stortinget's yearly decisions)."""

from datetime import date
from decimal import Decimal

from django.db import migrations

STANDARD_RATES = {date(2001, 1, 1): Decimal("24"), date(2005, 1, 1): Decimal("25")}
# It lets one rate of the past in, and there are two; their history is written as ever
AHEAD = "TRIGGER pgtrigger_vat_rate_is_added_ahead_a7c91"


def add_rates(apps, schema_editor):
    """Add both rates, though they have held for long."""
    vat_rate = apps.get_model("agreements", "VatRate")
    schema_editor.execute(f"ALTER TABLE agreements_vatrate DISABLE {AHEAD}")
    for valid_from, percent in STANDARD_RATES.items():
        vat_rate.objects.create(valid_from=valid_from, percent=percent)
    schema_editor.execute(f"ALTER TABLE agreements_vatrate ENABLE {AHEAD}")


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial")]
    operations = [migrations.RunPython(add_rates, migrations.RunPython.noop)]
