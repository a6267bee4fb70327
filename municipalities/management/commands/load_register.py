"""The register's facts, from the tables in the project into the database."""

from django.core.management.base import BaseCommand

from municipalities.register.loading import load_register


class Command(BaseCommand):
    """Say what was added, changed and left; what was overwritten is named value by value."""

    help = (
        "Loads counties, municipalities, county municipalities and municipal enterprises. "
        "Can be run again at any time: it writes only what differs. What the tables say wins over "
        "what was edited by hand; organisations that are in no table are left alone."
    )

    def handle(self, **options):
        loading = load_register()
        self.print_tally("Counties", loading.counties)
        self.print_tally("Municipalities", loading.municipalities)
        self.print_tally("County municipalities", loading.county_municipalities)
        self.print_tally("Municipal enterprises", loading.enterprises)
        if loading.left_alone:
            self.stdout.write(f"Organisations in no table, left alone: {loading.left_alone}")
        self.stdout.write(f"Organisations: {loading.added} added, {loading.changed} changed")

    def print_tally(self, what, tally):
        """The figures of one table, then every value it overwrote."""
        added, changed, unchanged = len(tally.added), len(tally.changed), len(tally.unchanged)
        self.stdout.write(
            f"{what}: {tally.total} ({added} added, {changed} changed, {unchanged} unchanged)"
        )
        for amendment in tally.amendments:
            self.stdout.write(f"  {amendment}")
