"""manage.py import_prices: counts, findings, and its exit status."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from agreements.models import PriceImport, PriceList, Product
from tests import agreement_factories as make
from tests.price_files import price_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path):
    """The command on a file with some bytes; what it wrote."""
    framework = make.framework()

    def call(content, *options):
        file = tmp_path / "priser.csv"
        file.write_bytes(content)
        out = StringIO()
        day = timezone.localdate().isoformat()
        arguments = ["--framework", framework.reference, "--valid-from", day, *options]
        call_command("import_prices", str(file), *arguments, stdout=out)
        return out.getvalue()

    return call


def test_a_good_file_takes_effect(run):
    out = run(price_file())
    assert "New products: 2" in out
    assert out.endswith("In effect.\n")
    assert PriceList.objects.filter(price_import__state="in_effect").count() == 1


def test_a_dry_run_stores_nothing(run):
    out = run(price_file(), "--dry-run")
    assert "New products: 2" in out
    assert not PriceImport.objects.exists()
    assert (PriceList.objects.count(), Product.objects.count()) == (1, 0)


def test_errors_are_a_table_and_stop_everything(run, capsys):
    with pytest.raises(CommandError, match="Nothing has taken effect"):
        run(price_file("269-00001;N;P;licence;each;-1"))
    assert (PriceList.objects.count(), Product.objects.count()) == (1, 0)
    assert PriceImport.objects.get().findings.first().code == "price_negative"


def test_what_does_not_exist_is_notified(run, tmp_path):
    with pytest.raises(CommandError, match="no framework agreement"):
        call_command(
            "import_prices", str(tmp_path), "--framework", "x", "--valid-from", "2026-01-01"
        )
