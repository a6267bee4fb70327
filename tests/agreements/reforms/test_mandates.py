"""A mandate ends with either of its parties, and comes back with a reform that is taken back."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.mandates.queries import in_force_for
from agreements.mandates.states import MandateState, mandate_state
from agreements.models import Mandate
from agreements.reforms.preview import preview
from tests import agreement_factories as make
from tests.factories import organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def between(cast, member):
    """Gamlevik, which is to be merged, and Sørvåg: each orders for the other."""
    goes = member("Gamlevik")
    theirs = make.mandate(goes.organisation, cast.sorvag.organisation, by=goes.signatory)
    ours = make.mandate(cast.sorvag.organisation, goes.organisation, by=cast.sorvag.signatory)
    return goes, theirs, ours


def state(mandate):
    return mandate_state(Mandate.objects.get(pk=mandate.pk), timezone.localdate())


def test_the_preview_tells_which_mandates_end(cast, between, reform, signed_in):
    goes, theirs, ours = between
    revoked = make.mandate(goes.organisation, cast.nordvik.organisation, by=goes.signatory)
    Mandate.objects.filter(pk=revoked.pk).update(
        revoked_at=timezone.now(), revoked_by=goes.signatory, revoked_reason="Slutt"
    )
    make.mandate(cast.nordvik.organisation, cast.sorvag.organisation, by=cast.nordvik.signatory)
    plan = reform.draft("new_number", [goes.organisation], [organisation()])
    assert preview(plan).mandates == [theirs, ours]
    page = signed_in(cast.kari).get(reverse("ks_reform", args=[plan.pk])).content.decode()
    assert page.count("Sørvåg kommune") >= 2


def test_a_mandate_ends_with_its_party_and_passes_to_nobody(cast, between, reform):
    goes, theirs, ours = between
    successor, today = organisation(), timezone.localdate()
    plan = reform.carried_out("new_number", [goes.organisation], [successor])
    assert state(theirs) == state(ours) == MandateState.OVER
    for owner in (goes.organisation, successor, cast.sorvag.organisation):
        assert not in_force_for(owner, today).exists()
    reform.reverse(plan)
    assert state(theirs) == state(ours) == MandateState.IN_FORCE
    assert in_force_for(goes.organisation, today).exists()


def test_the_pages_close_when_the_owner_is_dissolved(cast, between, reform, signed_in):
    goes, _theirs, _ours = between
    address = reverse("orders", args=[goes.organisation.organisation_number])
    birger = signed_in(cast.sorvag.orderer)
    assert birger.get(address).status_code == 200
    reform.carried_out("new_number", [goes.organisation], [organisation()])
    assert birger.get(address).status_code == 404


def test_nothing_is_ordered_for_others_by_who_is_dissolved(cast, member, agreement, office, reform):
    goes = member("Gamlevik")
    mandate = make.mandate(cast.nordvik.organisation, goes.organisation, by=cast.nordvik.signatory)
    order = make.order(agreement, by=goes.signatory, lines={office: 1}, mandate=mandate)
    reform.carried_out("new_number", [goes.organisation], [organisation()])
    with pytest.raises(ValidationError) as refused:
        make.order(agreement, by=goes.signatory, lines={office: 1}, mandate=mandate)
    assert refused.value.code == "mandate_is_over"
    order.pk, order.sequence, order.submission_key = None, 2, "0" * 32
    order.submitted_at = timezone.now()
    with pytest.raises(IntegrityError, match="order_mandate_is_in_force"), transaction.atomic():
        order.save(force_insert=True)
