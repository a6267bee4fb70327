"""manage.py run_daily: all that the portal does by itself every night."""

from django.core.management import BaseCommand, CommandError

from agreements.daily.running import AlreadyRunning, run_steps


class Command(BaseCommand):
    """Ends with 1 when a step failed; the others are done nevertheless."""

    help = "Do the nightly work, step by step, and report. Run it every day, just after midnight."

    def handle(self, *args, **options):
        try:
            runs = [self.print_run(run) for run in run_steps()]
        except AlreadyRunning:
            raise CommandError("Another process is at the nightly work just now.") from None
        failed = [run.step for run in runs if run.error]
        if failed:
            raise CommandError(f"{len(failed)} of {len(runs)} steps failed: {', '.join(failed)}.")

    def print_run(self, run):
        """Print what became of a step, as soon as it has ended."""
        seconds = (run.ended_at - run.began_at).total_seconds()
        outcome = f"FAILED: {run.error}" if run.error else run.report
        self.stdout.write(f"{run.step} ({seconds:.1f} s): {outcome}")
        return run
