"""Sørvåg orders on Nordvik's behalf under the one framework agreement of two."""

from types import SimpleNamespace

import pytest

from tests import agreement_factories as make


@pytest.fixture
def mandate(cast, framework):
    """Sørvåg may order for Nordvik under the framework agreement."""
    return make.mandate(
        cast.nordvik.organisation,
        cast.sorvag.organisation,
        by=cast.nordvik.signatory,
        frameworks=[framework],
    )


@pytest.fixture
def outside(cast):
    """What Nordvik has under another framework agreement, which no mandate names."""
    other = make.framework(name="Den andre avtalen")
    product = make.product(other, name="Hemmelig pakke")
    accession = make.accession(
        cast.nordvik.organisation, other, by=cast.nordvik.signatory, officer=cast.kari
    )
    agreement = make.volume_licence_agreement(accession, by=cast.nordvik.orderer)
    order = make.order(agreement, by=cast.nordvik.orderer, lines={product: 3})
    make.ledger_entry(agreement, product, by=cast.nordvik.orderer)
    return SimpleNamespace(framework=other, agreement=agreement, product=product, order=order)


@pytest.fixture
def order_by_mandate(cast, agreement, office):
    """Order five office suites for Nordvik under a mandate, as Sørvåg's orderer or another."""

    def order(mandate, *, by=None, now=None):
        by = by or cast.sorvag.orderer
        return make.order(agreement, by=by, lines={office: 5}, mandate=mandate, now=now)

    return order
