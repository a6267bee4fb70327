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
                refusals = self._tell(preview(drafted))
                transaction.set_rollback(dry_run)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        stored = f"Drafted as reform {drafted.pk}. A case officer approves it."
        self.stdout.write("Nothing is stored: a dry run." if dry_run else stored)
        if refusals:
            raise CommandError("It could not be carried out as things stand.")

    def _tell(self, seen):
        """What would go where, line by line; returns what stands in the way."""
        for accession in seen.accessions:
            self.stdout.write(f"accession   {accession}")
        for agreement in seen.agreements:
            self.stdout.write(f"agreement   {agreement.number}")
        for share in seen.shares:
            parts = zip(seen.takers, share.quantities, strict=True)
            parts = ", ".join(f"{taker.organisation}: {quantity}" for taker, quantity in parts)
            holding = share.holding
            counted = f"{holding.quantity} x {holding.product} ({holding.counted_as})"
            self.stdout.write(f"licences    {counted} -> {parts}")
        for role in seen.roles:
            self.stdout.write(f"role        {role}")
        for order in seen.stopped:
            self.stdout.write(f"stopped     {order.organisation} {order.number}")
        for order in seen.on_their_way:
            self.stdout.write(f"goes on     {order.organisation} {order.number}")
        for sentence in seen.refusals:
            self.stdout.write(f"refused     {sentence}")
        return seen.refusals


def _facts(path):
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{path}: {error}") from error
    if not isinstance(facts, dict):
        raise CommandError(f"{path}: not a plan.")
    return facts
