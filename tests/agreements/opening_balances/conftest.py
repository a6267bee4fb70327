"""What tests of opening balances start from: files that Nordvik's orderer brings."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements.holdings.queries import positions
from tests import agreement_factories as make
from tests.races import first_code

HEADER = "Varenummer;Produkt;Antall;Gyldig fra;Gyldig til;Pris;Segment"


@pytest.fixture
def orderer(cast):
    return cast.nordvik.orderer


@pytest.fixture
def bring(agreement, orderer):
    def bring(*rows, header=HEADER, **overrides):
        return make.opening_balance(agreement, *rows, by=orderer, header=header, **overrides)

    return bring


def code_of(act, *args, **kwargs):
    with pytest.raises(ValidationError) as refusal:
        act(*args, **kwargs)
    return first_code(refusal.value)


def held(agreement, at=None):
    rows = positions(agreement.accession.organisation, at or timezone.localdate())
    return {row.part_number: row.quantity for row in rows}
