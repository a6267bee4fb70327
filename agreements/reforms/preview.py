"""What goes where when a plan is carried out, as things stand now."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from agreements.mandates.queries import ending_with
from agreements.reforms.checks import check_can_be_carried_out
from agreements.reforms.drafting import DIVIDED
from agreements.reforms.models import ReformAllocation
from agreements.reforms.queries import (
    accessions_to_pass_on,
    agreements_of,
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
    """A holding, and how many of it each successor gets, in their order; the rest is kept."""

    holding: object
    giver: object
    quantities: list

    @property
    def kept(self):
        """How many stay with a predecessor that lives on, or are not divided yet."""
        return self.holding.quantity - sum(self.quantities)


@dataclass(frozen=True)
class Preview:
    """What goes where. `refusals` say why the plan cannot be carried out as things stand."""

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
    refusals: list


def preview(plan):
    """What the plan would do now."""
    givers, takers = predecessor_parties(plan), successor_parties(plan)
    dissolved = [giver.organisation for giver in givers if giver.is_dissolved]
    accessions = list(accessions_to_pass_on(dissolved))
    return Preview(
        parties=list(parties_in_full(plan)),
        takers=takers,
        accessions=accessions,
        agreements=list(agreements_of(accessions)),
        cases_to_close=list(unfinished_accessions(dissolved)),
        shares=shares(plan, givers, takers),
        roles=list(roles_to_ask_for(dissolved)),
        stopped=list(orders_to_stop(dissolved)),
        on_their_way=list(orders_on_their_way(dissolved)),
        mandates=list(ending_with([one.pk for one in dissolved], plan.takes_effect_on)),
        refusals=refusals(plan),
    )


def shares(plan, givers, takers):
    """Every holding with what of it goes to whom."""
    told = ReformAllocation.objects.filter(party__plan=plan)
    told = {(row.holding_key, row.party_id): row.quantity for row in told}
    return [
        Share(
            holding=holding,
            giver=giver.organisation,
            quantities=[_quantity(plan, holding, taker, told) for taker in takers],
        )
        for giver in givers
        for holding in holdings_from(giver.organisation, plan.takes_effect_on)
    ]


def _quantity(plan, holding, taker, told):
    if plan.kind in DIVIDED:
        return told.get((holding.key, taker.pk), 0)
    return holding.quantity


def refusals(plan):
    """The sentences that say why the plan cannot be carried out, as things stand."""
    try:
        check_can_be_carried_out(plan)
    except ValidationError as refusal:
        return refusal.messages
    return []
