"""manage.py reform PLAN.json [--dry-run]: draft a reform from a file (docs/reforms.md)."""

import json
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone, translation

from agreements.reforms.drafting import draft_plan
from agreements.reforms.preview import preview


class Command(BaseCommand):
    """The draft waits for a case officer's approval; a dry run stores nothing.

    Ends with status 1 when the file is not a plan, or the plan could not be carried out today.
    """

    help = "Draft a reform from a JSON file and tell what would go where."

    def add_arguments(self, parser):
        parser.add_argument("plan", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="store nothing")

    @translation.override("en")
    def handle(self, *args, plan, dry_run, **options):
        facts = _facts(plan)
        try:
            with transaction.atomic():
                drafted = draft_plan(facts, by=None, now=timezone.now())
                refusals = self._print_preview(preview(drafted))
                transaction.set_rollback(dry_run)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        stored = f"Drafted as reform {drafted.pk}. A case officer approves it."
        self.stdout.write("Nothing is stored: a dry run." if dry_run else stored)
        if refusals:
            raise CommandError("It could not be carried out as things stand.")

    def _print_preview(self, seen):
        """What would go where, line by line; returns what stands in the way."""
        for what, line in [*_contracts(seen), *_people(seen), *_orders(seen)]:
            self.stdout.write(f"{what:<12}{line}")
        for sentence in seen.refusals:
            self.stdout.write(f"refused     {sentence}")
        return seen.refusals


def _contracts(seen):
    """Accessions, agreements, licences, what ends with them, and municipality numbers."""
    yield from (("accession", accession) for accession in seen.accessions)
    yield from (("agreement", agreement.number) for agreement in seen.agreements)
    yield from (("closed", f"{case.organisation} {case.framework}") for case in seen.cases_to_close)
    for share in seen.shares:
        parts = share.quantities.items()
        parts = ", ".join(f"{successor.organisation}: {quantity}" for successor, quantity in parts)
        holding = share.holding
        counted = f"{holding.quantity} x {holding.product} ({holding.counted_as})"
        yield "licences", f"{counted} -> {parts}"
    yield from (("key ends", f"{key.organisation} {key}") for key in seen.keys)
    if seen.has_counts:
        yield "counts", "stay; the successor counts anew"
    for party in seen.parties:
        now = party.number_now or "-"
        then = party.municipality_number or ("-" if party.is_dissolved else now)
        if then != now:
            yield "number", f"{party.organisation} {now} -> {then}"


def _people(seen):
    """Whose roles are asked for, and mandates that end."""
    yield from (("role", role) for role in seen.roles)
    for mandate in seen.mandates:
        yield "mandate", f"{mandate.representative} on behalf of {mandate.owner} ends"


def _orders(seen):
    """Orders that are stopped, and those that go on."""
    yield from (("stopped", f"{order.organisation} {order.number}") for order in seen.stopped)
    yield from (("goes on", f"{order.organisation} {order.number}") for order in seen.in_progress)


def _facts(path):
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{path}: {error}") from error
    if not isinstance(facts, dict):
        raise CommandError(f"{path}: not a plan.")
    return facts
