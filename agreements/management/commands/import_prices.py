"""manage.py import_prices FILE --framework REF --valid-from DATE [--lot NUMBER] [--dry-run]."""

from contextlib import contextmanager
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone, translation

from agreements.frameworks.models import FrameworkAgreement, Lot
from agreements.price_imports import actions
from agreements.price_imports.states import ImportState

COUNTS = ("rows_in_all", "new", "changed", "unchanged", "gone", "errors", "warnings")


class Command(BaseCommand):
    """All of the file takes effect, or nothing; a dry run stores nothing at all.

    Ends with status 0 when the prices are in effect (or, in a dry run, could be), and else with 1.
    """

    help = "Read a price file (xlsx or csv) and make it a framework agreement's newest price list."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--framework", required=True, metavar="REF")
        parser.add_argument("--valid-from", required=True, type=date.fromisoformat, metavar="DATE")
        parser.add_argument(
            "--lot", type=int, metavar="NUMBER", help="the lot of products without one"
        )
        parser.add_argument("--dry-run", action="store_true", help="store nothing")

    @translation.override("en")
    def handle(self, *args, file, framework, valid_from, lot, dry_run, **options):
        framework = _framework(framework)
        content = _bytes(file)
        facts = {"name": file.name, "valid_from": valid_from, "lot": _lot(framework, lot)}
        try:
            with _undone() if dry_run else transaction.atomic():
                read = _read(framework, content, **facts)
                self._print_result(read)
                if read.state == ImportState.READY:
                    actions.apply_import(read, by=None, now=timezone.now())
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        if read.errors:
            raise CommandError("The file has errors. Nothing has taken effect.")
        self.stdout.write("Nothing is stored: a dry run." if dry_run else "In effect.")

    def _print_result(self, read):
        """The counts, and the findings as a table."""
        for name in COUNTS:
            label = read._meta.get_field(name).verbose_name
            self.stdout.write(f"{str(label).capitalize()}: {getattr(read, name)}")
        for finding in read.findings.all():
            severity = "error" if finding.is_error else "warning"
            place = f"{finding.row or '-':>7}  {finding.column or '-':<20}"
            self.stdout.write(f"{severity:<8}{place}  {finding.code:<22}  {finding.sentence}")


def _framework(reference):
    try:
        return FrameworkAgreement.objects.select_related("supplier").get(reference=reference)
    except FrameworkAgreement.DoesNotExist as error:
        raise CommandError(f"There is no framework agreement {reference}.") from error


def _lot(framework, number):
    """The lot of a number; None for none. Raises CommandError."""
    if number is None:
        return None
    try:
        return framework.lots.get(number=number)
    except Lot.DoesNotExist as error:
        raise CommandError(f"{framework.reference} has no lot {number}.") from error


def _bytes(file):
    try:
        with file.open("rb") as opened:
            content = opened.read(actions.MAX_FILE_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error
    if len(content) > actions.MAX_FILE_BYTES:
        raise CommandError(f"{file}: larger than {actions.MAX_FILE_BYTES // 1024 // 1024} MB.")
    return content


def _read(framework, content, **facts):
    price_import = actions.store_upload(framework, content, by=None, now=timezone.now(), **facts)
    actions.read_prices(price_import)
    return price_import


@contextmanager
def _undone():
    """What happens inside is undone at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
