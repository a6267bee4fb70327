"""Ordering on another's behalf: whose the order is, what it says, and when it is refused."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.basket.actions import submit_order
from agreements.dispatch.sending import approve_order, order_message
from agreements.mandates.actions import revoke_mandate
from agreements.models import LedgerEntry, Order, OrderStep
from agreements.orders.actions import move_order
from agreements.orders.documents import order_pdf
from agreements.orders.order_files import checked_order_file
from agreements.orders.queries import orders_in_full
from agreements.orders.states import OrderState
from agreements.reseller_answers.actions import confirm_order
from municipalities.people.actions import end_membership
from municipalities.people.models import Role
from tests import agreement_factories as make
from tests import pdf
from tests.order_responses import order_response
from tests.races import at_once

pytestmark = pytest.mark.django_db
ON_BEHALF = pdf.said(
    "%(representative)s on behalf of %(owner)s",
    representative="Sørvåg kommune",
    owner="Nordvik kommune",
)


def refused(code):
    return pytest.raises(ValidationError, check=lambda refusal: refusal.code == code)


def revoke(mandate, cast):
    revoke_mandate(mandate, by=cast.nordvik.signatory, reason="Slutt", now=timezone.now())


def at_the_reseller(order, cast):
    """The order, approved and sent."""
    approve_order(order, by=cast.nordvik.approver, now=timezone.now())
    move_order(order, OrderState.SENT, by=None, now=timezone.now())
    return order


def test_who_orders_by_mandate_brings_the_resellers_answer(
    cast, mandate, order_by_mandate, outside, signed_in
):
    """To what the mandate covers; to other orders as if they did not exist."""
    order, hidden = order_by_mandate(mandate), outside.order
    address = reverse("order_response", args=[cast.nordvik.organisation.organisation_number])
    client = signed_in(cast.sorvag.orderer)
    listed = client.get(reverse("orders", args=[cast.nordvik.organisation.organisation_number]))
    assert f'href="{address}"' in listed.text
    brought = {}
    for answered in (at_the_reseller(order, cast), at_the_reseller(hidden, cast)):
        content = order_response(answered, number=f"SVAR-{answered.number}")
        file = {"file": SimpleUploadedFile("svar.xml", content)}
        brought[answered] = client.post(address, file)
        answered.refresh_from_db()
    assert [one.status_code for one in brought.values()] == [302, 422]
    assert f"har ingen bestilling {hidden.number}" in brought[hidden].text
    assert (order.state, hidden.state) == ("confirmed", "sent")
    assert order.steps.get(state="confirmed").mandate == mandate


def test_the_order_its_number_and_its_licences_are_the_owners(cast, mandate, order_by_mandate):
    order = order_by_mandate(mandate)
    assert (order.organisation, order.sequence) == (cast.nordvik.organisation, 1)
    assert order.mandate == mandate
    approve_order(order, by=cast.nordvik.approver, now=timezone.now())
    move_order(order, OrderState.SENT, by=None, now=timezone.now())
    confirm_order(
        order,
        by=cast.sorvag.orderer,
        reseller_reference="F-1",
        mandate=mandate,
        now=timezone.now(),
    )
    entry = LedgerEntry.objects.get()
    assert (entry.organisation, entry.quantity) == (cast.nordvik.organisation, 5)
    steps = order.steps.values_list("state", "mandate")
    assert dict(steps) == {
        "submitted": mandate.pk,
        "approved": None,
        "sent": None,
        "confirmed": mandate.pk,
    }


def test_nothing_is_ordered_under_a_revoked_mandate(cast, mandate, order_by_mandate):
    revoke(mandate, cast)
    with refused("mandate_is_over"):
        order_by_mandate(mandate)
    assert not Order.objects.exists()


@pytest.mark.parametrize("days", [-1, 366])
def test_nothing_is_ordered_before_the_first_day_or_after_the_last(
    cast, framework, order_by_mandate, days
):
    early = timezone.localdate() + timedelta(days=1)
    late = timezone.localdate() - timedelta(days=1)
    first, last = (early, early) if days < 0 else (late, late)
    mandate = make.mandate(
        cast.nordvik.organisation,
        cast.sorvag.organisation,
        by=cast.nordvik.signatory,
        starts_on=first,
        ends_on=last,
        now=timezone.now() - timedelta(days=2),
    )
    with refused("mandate_is_over"):
        order_by_mandate(mandate)


def test_nothing_is_ordered_under_a_framework_the_mandate_does_not_name(
    cast, order_by_mandate, outside
):
    elsewhere = make.mandate(
        cast.nordvik.organisation,
        cast.sorvag.organisation,
        by=cast.nordvik.signatory,
        frameworks=[outside.framework],
    )
    with refused("mandate_is_over"):
        order_by_mandate(elsewhere)


def test_the_representatives_order_limit_holds(cast, mandate, order_by_mandate):
    sorvag = cast.sorvag
    make.order_limit(sorvag.orderer, sorvag.organisation, 499, role="orderer")
    with refused("above_limit"):
        order_by_mandate(mandate)
    make.order_limit(sorvag.orderer, sorvag.organisation, 500, role="orderer")
    order_by_mandate(mandate)


# Four eyes, in both houses


@pytest.fixture
def wide(cast, framework):
    """A mandate to approve as well."""
    return make.mandate(
        cast.nordvik.organisation,
        cast.sorvag.organisation,
        by=cast.nordvik.signatory,
        powers="order_and_approve",
    )


def test_the_representatives_approver_approves_by_a_mandate_that_says_so(
    cast, wide, order_by_mandate
):
    order = order_by_mandate(wide)
    approve_order(order, by=cast.sorvag.approver, mandate=wide, now=timezone.now())
    step = OrderStep.objects.get(order=order, state="approved")
    assert (step.by, step.mandate) == (cast.sorvag.approver, wide)


def test_the_representatives_limit_holds_for_approval(cast, wide, order_by_mandate):
    sorvag = cast.sorvag
    make.order_limit(sorvag.approver, sorvag.organisation, 499, role="approver")
    with refused("above_limit"):
        approve_order(order_by_mandate(wide), by=sorvag.approver, mandate=wide, now=timezone.now())


def limited_and_gone(person, organisation, role, *, limit):
    """A role that the person had in an organisation, up to a limit, and ended themselves."""
    membership = make.role(person, organisation, role)
    make.order_limit(person, organisation, limit, role=role)
    end_membership(membership, by=person, now=timezone.now())


def test_nobody_loses_a_limit_by_ending_a_role_and_coming_by_mandate(
    cast, wide, order_by_mandate, signed_in
):
    """Limited to 499 kr at the owner, and to nothing at the representative."""
    nordvik, sorvag = cast.nordvik.organisation, cast.sorvag
    limited_and_gone(sorvag.orderer, nordvik, Role.ORDERER, limit=499)
    with refused("above_limit"):
        order_by_mandate(wide)
    order = order_by_mandate(wide, by=sorvag.signatory)
    limited_and_gone(sorvag.approver, nordvik, Role.APPROVER, limit=499)
    with refused("above_limit"):
        approve_order(order, by=sorvag.approver, mandate=wide, now=timezone.now())
    shown = signed_in(sorvag.approver).get(order.get_absolute_url() + "godkjenn/")
    assert "499,00 kr netto" in pdf.plain(shown.text)


def test_the_last_limit_at_the_owner_is_the_one_that_counts(cast, wide, order_by_mandate):
    nordvik, sorvag = cast.nordvik.organisation, cast.sorvag
    limited_and_gone(sorvag.orderer, nordvik, Role.ORDERER, limit=499)
    again = make.role(sorvag.orderer, nordvik, Role.ORDERER)
    make.order_limit(sorvag.orderer, nordvik, 500, role=Role.ORDERER)
    end_membership(again, by=sorvag.orderer, now=timezone.now())
    order_by_mandate(wide)


def test_nobody_approves_their_own_order_through_the_other_house(cast, wide, order_by_mandate):
    make.role(cast.sorvag.orderer, cast.nordvik.organisation, Role.APPROVER)
    make.role(cast.sorvag.orderer, cast.sorvag.organisation, Role.APPROVER)
    order = order_by_mandate(wide)
    for mandate in (None, wide):
        with refused("own_order"):
            approve_order(order, by=cast.sorvag.orderer, mandate=mandate, now=timezone.now())


def test_an_approval_under_a_revoked_mandate_is_refused(cast, wide, order_by_mandate):
    order = order_by_mandate(wide)
    revoke(wide, cast)
    with refused("mandate_is_over"):
        approve_order(order, by=cast.sorvag.approver, mandate=wide, now=timezone.now())
    # Nor does the owner's own approver let go what was ordered without the right to any more
    with refused("mandate_is_over"):
        approve_order(order, by=cast.nordvik.approver, now=timezone.now())


# Round the acts


def test_the_database_refuses_an_order_under_anothers_mandate(
    cast, mandate, foreign, order_by_mandate
):
    order = order_by_mandate(mandate)
    copy = Order.objects.get(pk=foreign.order.pk)
    copy.pk, copy.mandate, copy.sequence = None, mandate, 77
    copy.submission_key = "0" * 32
    with pytest.raises(IntegrityError, match="order_mandate_is_in_force"), transaction.atomic():
        copy.save(force_insert=True)
    assert order.mandate == mandate


def test_the_database_refuses_an_order_under_a_revoked_mandate(cast, mandate, order_by_mandate):
    order = order_by_mandate(mandate)
    revoke(mandate, cast)
    order.pk, order.sequence, order.submission_key = None, 2, "0" * 32
    with pytest.raises(IntegrityError, match="order_mandate_is_in_force"), transaction.atomic():
        order.save(force_insert=True)


def test_the_database_refuses_an_approval_that_the_mandate_does_not_allow(
    cast, mandate, order_by_mandate
):
    order = order_by_mandate(mandate)
    with (
        pytest.raises(IntegrityError, match="order_step_mandate_is_in_force"),
        transaction.atomic(),
    ):
        approve_order(order, by=cast.sorvag.approver, mandate=mandate, now=timezone.now())


def test_an_orders_mandate_is_frozen(cast, mandate, order_by_mandate):
    order_by_mandate(mandate)
    with pytest.raises(Exception, match="order_is_frozen"), transaction.atomic():
        Order.objects.update(mandate=None)


# At the same moment


@pytest.mark.django_db(transaction=True)
def test_an_order_and_the_revocation_at_once_are_in_some_order(cast, mandate, agreement, office):
    make.filled_basket(agreement, by=cast.sorvag.orderer, lines={office: 5})
    details = make.submission(agreement, by=cast.sorvag.orderer)

    def submit():
        submit_order(
            agreement,
            by=cast.sorvag.orderer,
            submission=details,
            mandate=mandate,
            now=timezone.now(),
        )
        return "ordered"

    outcomes = at_once(submit, lambda: revoke(mandate, cast) or "revoked")
    assert outcomes in (["ordered", "revoked"], ["mandate_is_over", "revoked"])
    assert Order.objects.count() == outcomes.count("ordered")


# What it says


def test_the_pdf_the_file_and_the_mail_say_on_whose_behalf(
    cast, mandate, order_by_mandate, run_tasks
):
    order = order_by_mandate(mandate)
    run_tasks()
    asked = mail.outbox[-1]
    assert asked.to == [cast.nordvik.approver.email]
    assert pdf.said(
        "It is ordered by %(representative)s on behalf of %(owner)s.",
        representative="Sørvåg kommune",
        owner="Nordvik kommune",
    ) in pdf.plain(asked.body)
    approve_order(order, by=cast.nordvik.approver, now=timezone.now())
    order = orders_in_full().get(pk=order.pk)
    assert pdf.text(order_pdf(order)).count(ON_BEHALF) == 3
    assert ON_BEHALF in checked_order_file(order, "ehf").decode()
    message = order_message(order, recipient="ordre@x.example", link="https://x.example/")
    assert "Sørvåg kommune" in message.body


def test_who_may_approve_by_the_mandate_is_asked_too(cast, wide, order_by_mandate, run_tasks):
    run_tasks()
    mail.outbox.clear()
    order_by_mandate(wide)
    run_tasks()
    asked = {address for message in mail.outbox for address in message.to}
    assert asked == {cast.nordvik.approver.email, cast.sorvag.approver.email}
