"""Price levels after a reform: as fixed before it, and measured on by who goes on."""

from datetime import UTC, datetime

import pytest

from agreements.catalogue.price_terms import price_terms
from agreements.dispatch.sending import approve_order
from agreements.order_totals.renewals import renew_levels
from agreements.reforms import actions
from agreements.reforms.drafting import draft_plan
from tests import agreement_factories as make
from tests.factories import organisation
from tests.reforms import approve

pytestmark = pytest.mark.django_db

LEVELS = [("A", 100), ("B", 400), ("C", 1000)]


def on(year, month=6, day=1):
    return datetime(year, month, day, 11, tzinfo=UTC)


@pytest.fixture
def framework():
    return make.framework(ends_on=on(2029, 12, 31).date())


@pytest.fixture
def server(framework):
    """A product of the server pool, of 10 points."""
    product = make.product(framework, name="Tjener", pool="server", net=None)
    make.price(product, net="1000", points=10)
    return product


def begin(cast, accession, *, measure, **terms):
    """Nordvik's agreement from 1 June 2026, under a programme of one year."""
    programme = make.programme(
        accession.framework,
        name=f"Måles i {measure}",
        levels=LEVELS,
        level_measure=measure,
        term_months=12,
    )
    return make.volume_licence_agreement(
        accession, by=cast.nordvik.orderer, programme=programme, now=on(2026), **terms
    )


def order(cast, agreement, product, quantity, *, at):
    """An order that is approved: one that nobody has approved is stopped in a reform."""
    made = make.order(agreement, by=cast.nordvik.orderer, lines={product: quantity}, now=at)
    approve_order(made, by=cast.nordvik.approver, now=at)


def passes_on(cast, kind, body, successors, *, at):
    """Carry out that an organisation goes on in others."""
    facts = {
        "title": "Reformen",
        "kind": kind,
        "takes_effect_on": at.date(),
        "decision": "Kgl.res.",
        "predecessors": [{"organisation_number": body.organisation_number}],
        "successors": [
            {"organisation_number": successor.organisation_number} for successor in successors
        ],
    }
    plan = draft_plan(facts, by=cast.kari, now=at)
    approve(plan, by=cast.knut, now=at)
    actions.carry_out(plan, by=cast.kari, now=at)
    return plan


def taken_over(body):
    return body.accessions.get().volume_licence_agreements.get()


def facts_of(agreement):
    rows = agreement.renewed_levels.order_by("valid_from", "pool")
    return list(
        rows.values_list("valid_from__year", "price_level__code", "measured", "carried_points")
    )


def level(agreement, at):
    return price_terms(agreement, at.date()).own["server"].code


def test_the_levels_of_yearly_points_are_as_before_after_the_nightly_run(cast, accession, server):
    agreement = begin(cast, accession, measure="points_year", points={"server": 400})
    order(cast, agreement, server, 45, at=on(2026, 7))
    order(cast, agreement, server, 40, at=on(2027, 7))
    renew_levels(on(2027))
    successor = organisation()
    passes_on(cast, "new_number", cast.nordvik.organisation, [successor], at=on(2028, 7))
    renew_levels(on(2028, 7, 2))
    made = taken_over(successor)
    assert facts_of(made) == [(2027, "B", 450, 50), (2028, "B", 450, 50)]
    assert level(made, on(2028, 7, 2)) == level(agreement, on(2028, 6, 30)) == "B"


def test_what_was_ordered_before_the_reform_counts_at_the_next_renewal(cast, accession, server):
    agreement = begin(cast, accession, measure="quantity")
    order(cast, agreement, server, 450, at=on(2026, 7))
    first, second = organisation(), organisation()
    passes_on(cast, "new_number", cast.nordvik.organisation, [first], at=on(2026, 9))
    passes_on(cast, "new_number", first, [second], at=on(2026, 10))
    renew_levels(on(2027))
    assert facts_of(taken_over(second)) == [(2027, "B", 450, 0)]


def test_in_a_split_the_main_successor_counts_on_and_the_other_anew(cast, accession, server):
    agreement = begin(cast, accession, measure="points_year", points={"server": 400})
    order(cast, agreement, server, 45, at=on(2026, 7))
    main, other = organisation(), organisation()
    passes_on(cast, "split", cast.nordvik.organisation, [main, other], at=on(2027))
    for agreement in (taken_over(main), taken_over(other)):
        make.order(agreement, by=cast.nordvik.orderer, lines={server: 35}, now=on(2027, 7))
    renew_levels(on(2028))
    assert facts_of(taken_over(main)) == [(2027, "B", 450, 50), (2028, "B", 400, 0)]
    assert facts_of(taken_over(other)) == [(2027, "B", 450, 0), (2028, "A", 350, 250)]


def test_what_was_taken_back_is_not_fixed_and_the_old_counts_on(cast, accession, server):
    agreement = begin(cast, accession, measure="quantity")
    order(cast, agreement, server, 450, at=on(2026, 7))
    sorvag = cast.sorvag.organisation
    make.accession(sorvag, accession.framework, by=cast.sorvag.signatory, officer=cast.kari)
    plan = passes_on(cast, "merger", cast.nordvik.organisation, [sorvag], at=on(2026, 9))
    actions.reverse_plan(plan, by=cast.kari, reason="Feil dag", now=on(2026, 10))
    assert renew_levels(on(2027)) == 1
    assert facts_of(taken_over(sorvag)) == []
    assert facts_of(agreement) == [(2027, "B", 450, 0)]
