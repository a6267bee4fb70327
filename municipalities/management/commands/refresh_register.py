"""manage.py refresh_register [--since DATE]: ask Enhetsregisteret what has changed. Run nightly."""

from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from municipalities.registry.actions import AlreadyRunning, refresh
from municipalities.registry.enhetsregisteret import Enhetsregisteret
from municipalities.registry.port import RegistryError


class Command(BaseCommand):
    """Nothing in the portal changes: a case officer decides.

    Status 1 where something could not be asked.
    """

    help = (
        "Ask Enhetsregisteret about every organisation, or with --since about those that have "
        "changed, and list what differs for the case officers."
    )

    def add_arguments(self, parser):
        parser.add_argument("--since", type=date.fromisoformat, help="YYYY-MM-DD")
        parser.add_argument(
            "--many-gone",
            action="store_true",
            help="List as gone whoever is, also where that is many at once (a national reform).",
        )

    @translation.override("en")
    def handle(self, *args, since, many_gone, **options):
        registry = Enhetsregisteret(settings.ENHETSREGISTERET_URL)
        try:
            run = refresh(registry, since=since, allow_many_gone=many_gone)
        except AlreadyRunning:
            raise CommandError("Another process asks the registry just now.") from None
        except RegistryError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{run.asked} asked about, {run.found} new findings, {len(run.failures)} failed, "
            f"{run.never_asked} never asked about."
        )
        for finding in run.findings.select_related("organisation"):
            change = f"{finding.before} -> {finding.after}" if finding.before else finding.after
            self.stdout.write(f"{finding.organisation}: {finding.kind} {change}".rstrip())
        for number, problem in run.failures:
            self.stderr.write(f"{number}: {problem}")
        if run.stopped:
            raise CommandError(f"Stopped early. {run.get_stopped_display()}")
        if run.failures:
            raise CommandError(f"{len(run.failures)} could not be asked about.")
