"""The standard VAT rates in force since the first KS agreement (Stortinget's yearly decisions)."""

from datetime import date
from decimal import Decimal

from django.db import migrations

STANDARD_RATES = {date(2001, 1, 1): Decimal("24"), date(2005, 1, 1): Decimal("25")}


def add_rates(apps, schema_editor):
    vat_rate = apps.get_model("agreements", "VatRate")
    for valid_from, percent in STANDARD_RATES.items():
        vat_rate.objects.get_or_create(valid_from=valid_from, defaults={"percent": percent})


class Migration(migrations.Migration):
    dependencies = [("agreements", "0002_initial")]
    operations = [migrations.RunPython(add_rates, migrations.RunPython.noop)]
