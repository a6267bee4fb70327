"""What goes where when a plan is carried out, as things stand now."""

from dataclasses import dataclass
from hashlib import sha256

from django.core.exceptions import ValidationError

from agreements.cost_sharing.queries import keys_ending_with
from agreements.counts.models import LicenceCount
from agreements.mandates.queries import ending_with
from agreements.reforms.checks import check_can_be_carried_out
from agreements.reforms.contracts import in_the_way, passing_on
from agreements.reforms.drafting import DIVIDED
from agreements.reforms.models import ReformAllocation, ReformPlan
from agreements.reforms.queries import (
    holdings_from,
    orders_on_their_way,
    orders_to_stop,
    parties_in_full,
    predecessor_parties,
    roles_to_ask_for,
    successor_parties,
    unfinished_accessions,
)


@dataclass(frozen=True)
class Share:
    """A holding, and how many of it each successor's party gets; the rest is kept.

    A giver that `gives_all` is dissolved and keeps nothing.
    """

    holding: object
    giver: object
    gives_all: bool
    quantities: dict

    @property
    def kept(self):
        """How many stay with a predecessor that lives on, or are not divided yet."""
        return self.holding.quantity - sum(self.quantities.values())

    @property
    def adds_up(self):
        """Whether every licence goes somewhere, once."""
        return self.kept == 0 if self.gives_all else self.kept >= 0


@dataclass(frozen=True)
class Preview:
    """What goes where. `refusals` say why the plan cannot be carried out as things stand.

    `keys` are cost-sharing keys that no longer hold; `has_counts`, whether who is dissolved has
    counted what is in use, which passes to nobody.
    """

    parties: list
    takers: list
    accessions: list
    agreements: list
    cases_to_close: list
    shares: list
    roles: list
    stopped: list
    on_their_way: list
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
    givers, takers = predecessor_parties(plan), successor_parties(plan)
    return _hash(parties_in_full(plan), shares(plan, givers, takers))


def _hash(parties, shares) -> str:
    shown = [
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
    givers, takers = predecessor_parties(plan), successor_parties(plan)
    dissolved = [giver.organisation for giver in givers if giver.is_dissolved]
    passing = [row for giver in givers for row in passing_on(plan, giver, takers)]
    accessions = dict.fromkeys(accession for accession, _taker, _agreements in passing)
    agreements = dict.fromkeys(one for _accession, _taker, under in passing for one in under)
    return Preview(
        parties=list(parties_in_full(plan)),
        takers=takers,
        accessions=list(accessions),
        agreements=list(agreements),
        cases_to_close=[*unfinished_accessions(dissolved), *in_the_way(passing)],
        shares=shares(plan, givers, takers),
        roles=list(roles_to_ask_for(dissolved)),
        stopped=list(orders_to_stop(dissolved)),
        on_their_way=list(orders_on_their_way(dissolved)),
        mandates=list(ending_with([one.pk for one in dissolved], plan.takes_effect_on)),
        keys=list(keys_ending_with(dissolved, plan.takes_effect_on)),
        has_counts=LicenceCount.objects.filter(organisation__in=dissolved).exists(),
        refusals=refusals(plan),
    )


def shares(plan: ReformPlan, givers, takers) -> list[Share]:
    """Every holding with what of it goes to whom."""
    told = ReformAllocation.objects.filter(party__plan=plan)
    told = {(row.holding_key, row.party_id): row.quantity for row in told}
    return [
        Share(
            holding=holding,
            giver=giver.organisation,
            gives_all=giver.is_dissolved,
            quantities={taker: _quantity(plan, holding, taker, told) for taker in takers},
        )
        for giver in givers
        for holding in holdings_from(giver.organisation, plan.takes_effect_on)
    ]


def _quantity(plan: ReformPlan, holding, taker, told):
    if plan.kind in DIVIDED:
        return told.get((holding.key, taker.pk), 0)
    return holding.quantity


def refusals(plan: ReformPlan):
    """The sentences that say why the plan cannot be carried out, as things stand."""
    try:
        check_can_be_carried_out(plan)
    except ValidationError as refusal:
        return refusal.messages
    return []
