"""What most tests of agreements start from: a framework, and Nordvik with an agreement under it."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from agreements.dispatch import sending
from agreements.dispatch.sending import mark_sent
from tests import agreement_factories as make


@pytest.fixture
def framework():
    """A framework agreement with two products: an office suite at 100 kr and free software."""
    return make.framework()


@pytest.fixture
def office(framework):
    return make.product(framework, name="Kontorpakke", net="100.00")


@pytest.fixture
def linux(framework):
    return make.product(framework, name="Debian GNU/Linux", net="0.00", kind="free_software")


@pytest.fixture
def accession(cast, framework):
    """Nordvik's accession in force."""
    return make.accession(
        cast.nordvik.organisation, framework, by=cast.nordvik.signatory, officer=cast.kari
    )


@pytest.fixture
def agreement(cast, accession):
    """Nordvik's own volume licence agreement."""
    return make.volume_licence_agreement(accession, by=cast.nordvik.orderer)


@pytest.fixture
def foreign(cast, framework):
    """Sørvåg's agreement and order under the same framework: the rows that could leak."""
    accession = make.accession(
        cast.sorvag.organisation, framework, by=cast.sorvag.signatory, officer=cast.kari
    )
    agreement = make.volume_licence_agreement(accession, by=cast.sorvag.orderer)
    product = make.product(framework, name="Sørvågs pakke")
    order = make.order(agreement, by=cast.sorvag.orderer, lines={product: 3})
    entry = make.ledger_entry(agreement, product, by=cast.sorvag.orderer)
    return SimpleNamespace(accession=accession, agreement=agreement, order=order, entry=entry)


@pytest.fixture
def order(cast, agreement, office, linux):
    """Nordvik's submitted order: 5 office suites and 2 of the free software."""
    return make.order(agreement, by=cast.nordvik.orderer, lines={office: 5, linux: 2})


@pytest.fixture
def at_reseller(cast, order, run_tasks):
    """Nordvik's order of 5 office suites at 100 kr and 2 of the free software, sent."""
    dispatch = sending.approve_order(order, by=cast.nordvik.approver, now=timezone.now())
    dispatch.claimed_at = timezone.now()
    dispatch.save()
    mark_sent(dispatch, by=None, now=timezone.now())
    run_tasks()
    order.refresh_from_db()
    return order
