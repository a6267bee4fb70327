"""What goes where when a plan is carried out, as things stand now."""

from dataclasses import dataclass
from hashlib import sha256

from django.core.exceptions import ValidationError

from agreements.cost_sharing.queries import keys_ending_with
from agreements.counts.models import LicenceCount
from agreements.mandates.queries import ending_with
from agreements.reforms.contracts import planned_transfers, superseded_cases
from agreements.reforms.drafting import DIVIDED
from agreements.reforms.models import ReformAllocation, ReformPlan
from agreements.reforms.plan_checks import check_can_be_carried_out
from agreements.reforms.queries import (
    Holding,
    holdings_from,
    orders_in_progress,
    orders_to_stop,
    parties_in_full,
    predecessor_parties,
    roles_to_request,
    successor_parties,
    unfinished_accessions,
)
from municipalities.register.models import Organisation


@dataclass(frozen=True)
class Share:
    """A holding, and how many of it each successor's party gets; the rest is kept.

    A predecessor that `is_dissolved` is dissolved and keeps nothing.
    """

    holding: Holding
    predecessor: Organisation
    is_dissolved: bool
    quantities: dict

    @property
    def kept(self):
        """How many stay with a predecessor that continues, or are not divided yet."""
        return self.holding.quantity - sum(self.quantities.values())

    @property
    def adds_up(self):
        """Whether every licence goes somewhere, once."""
        return self.kept == 0 if self.is_dissolved else self.kept >= 0


@dataclass(frozen=True)
class Preview:
    """What goes where. `refusals` say why the plan cannot be carried out as things stand.

    `keys` are cost-sharing keys that no longer hold; `has_counts`, whether who is dissolved has
    counted what is in use, which passes to nobody.
    """

    parties: list
    successors: list
    accessions: list
    agreements: list
    cases_to_close: list
    shares: list
    roles: list
    stopped: list
    in_progress: list
    mandates: list
    keys: list
    has_counts: bool
    refusals: list

    @property
    def sha256(self) -> str:
        """What the approver has seen: the parties and the shares, as a hash."""
        return _hash(self.parties, self.shares)


def fingerprint(plan: ReformPlan) -> str:
    """The hash over a plan's parties and shares as they are now."""
    predecessors, successors = predecessor_parties(plan), successor_parties(plan)
    return _hash(parties_in_full(plan), shares(plan, predecessors, successors))


def _hash(parties, shares) -> str:
    shown: list[tuple] = [
        (one.pk, one.organisation_id, one.is_dissolved, one.is_main, one.municipality_number)
        for one in parties
    ]
    shown += [
        (share.holding.key, share.holding.quantity, [*share.quantities.values()])
        for share in shares
    ]
    return sha256(repr(shown).encode()).hexdigest()


def preview(plan: ReformPlan) -> Preview:
    """What the plan would do now."""
    predecessors, successors = predecessor_parties(plan), successor_parties(plan)
    dissolved = [
        predecessor.organisation for predecessor in predecessors if predecessor.is_dissolved
    ]
    transfers = [
        row
        for predecessor in predecessors
        for row in planned_transfers(plan, predecessor, successors)
    ]
    accessions = dict.fromkeys(accession for accession, _successor, _agreements in transfers)
    agreements = dict.fromkeys(one for _accession, _successor, under in transfers for one in under)
    return Preview(
        parties=list(parties_in_full(plan)),
        successors=successors,
        accessions=list(accessions),
        agreements=list(agreements),
        cases_to_close=[*unfinished_accessions(dissolved), *superseded_cases(transfers)],
        shares=shares(plan, predecessors, successors),
        roles=list(roles_to_request(dissolved)),
        stopped=list(orders_to_stop(dissolved)),
        in_progress=list(orders_in_progress(dissolved)),
        mandates=list(ending_with([one.pk for one in dissolved], plan.takes_effect_on)),
        keys=list(keys_ending_with(dissolved, plan.takes_effect_on)),
        has_counts=LicenceCount.objects.filter(organisation__in=dissolved).exists(),
        refusals=refusals(plan),
    )


def shares(plan: ReformPlan, predecessors, successors) -> list[Share]:
    """Every holding with what of it goes to whom."""
    rows = ReformAllocation.objects.filter(party__plan=plan)
    allocations = {(row.holding_key, row.party_id): row.quantity for row in rows}
    return [
        Share(
            holding=holding,
            predecessor=predecessor.organisation,
            is_dissolved=predecessor.is_dissolved,
            quantities={
                successor: _quantity(plan, holding, successor, allocations)
                for successor in successors
            },
        )
        for predecessor in predecessors
        for holding in holdings_from(predecessor.organisation, plan.takes_effect_on)
    ]


def _quantity(plan: ReformPlan, holding, successor, allocations):
    if plan.kind in DIVIDED:
        return allocations.get((holding.key, successor.pk), 0)
    return holding.quantity


def refusals(plan: ReformPlan):
    """The sentences that say why the plan cannot be carried out, as things stand."""
    try:
        check_can_be_carried_out(plan)
    except ValidationError as refusal:
        return refusal.messages
    return []
