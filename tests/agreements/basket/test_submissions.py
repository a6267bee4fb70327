"""An order that could never leave is refused when it is submitted, not after its approval."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from agreements.dispatch import sending
from agreements.models import Basket, Order, Reseller, VolumeLicenceAgreement
from tests import agreement_factories as make
from tests.races import at_once

pytestmark = pytest.mark.django_db

YESTERDAY = timezone.localdate() - timedelta(days=1)


def refusal_of(submit):
    """The ValidationError with which a submission is refused; no order is left behind."""
    before = Order.objects.count()
    with pytest.raises(ValidationError) as refusal, transaction.atomic():
        submit()
    assert Order.objects.count() == before
    return refusal.value


@pytest.mark.parametrize("dispatch_by", ["peppol", "ehf"])
def test_a_file_that_would_break_a_rule_is_refused_at_once(cast, agreement, office, dispatch_by):
    Reseller.objects.update(dispatch_by=dispatch_by, name=" ")
    agreement = VolumeLicenceAgreement.objects.get(pk=agreement.pk)
    refusal = refusal_of(lambda: make.order(agreement, by=cast.nordvik.orderer, lines={office: 5}))
    assert "seller_name" in [error.code for error in refusal.error_list]


def test_who_reads_no_files_gets_the_order(cast, agreement, office):
    Reseller.objects.update(dispatch_by="email_pdf", name=" ")
    agreement = VolumeLicenceAgreement.objects.get(pk=agreement.pk)
    make.order(agreement, by=cast.nordvik.orderer, lines={office: 5})


def test_approval_asks_the_rules_again(cast, agreement, office):
    """The reseller reads files from now on."""
    agreement.reseller.name = " "
    agreement.reseller.save()
    order = make.order(agreement, by=cast.nordvik.orderer, lines={office: 5})
    Reseller.objects.update(dispatch_by="ehf")
    order = Order.objects.get(pk=order.pk)
    with pytest.raises(ValidationError) as refusal:
        sending.approve_order(order, by=cast.nordvik.approver, now=timezone.now())
    assert "seller_name" in [error.code for error in refusal.value.error_list]


@pytest.mark.parametrize("name", ["requested_delivery_from", "requested_delivery_to"])
def test_a_delivery_in_the_past_is_refused(cast, agreement, office, name):
    wish = {name: YESTERDAY}
    refusal = refusal_of(
        lambda: make.order(agreement, by=cast.nordvik.orderer, lines={office: 5}, **wish)
    )
    assert [error.code for error in refusal.error_dict[name]] == ["delivery_in_the_past"]
    make.order(
        agreement, by=cast.nordvik.orderer, lines={office: 5}, **{name: timezone.localdate()}
    )


@pytest.mark.parametrize("name", ["requested_delivery_from", "requested_delivery_to"])
def test_the_database_refuses_a_delivery_in_the_past(order, name):
    copy = Order.objects.get(pk=order.pk)
    copy.pk, copy.sequence, copy.submission_key = None, 99, uuid.uuid4()
    setattr(copy, name, YESTERDAY)
    with pytest.raises(DatabaseError, match="order_delivery_is_to_come"):
        copy.save()


@pytest.mark.parametrize("country", ["UK", "EL", "XX", "no", ""])
def test_a_reseller_is_in_a_country(framework, country):
    with pytest.raises(ValidationError) as refusal:
        Reseller(
            name="Nord", organisation_number="974760673", email="a@b.example", country=country
        ).full_clean()
    assert "NO" in str(refusal.value) or country == ""
    with pytest.raises(IntegrityError, match="reseller_country_is_a_code"), transaction.atomic():
        Reseller.objects.update(country=country)


@pytest.mark.parametrize("whose", ["another organisation's", "a colleague's"])
def test_a_key_that_another_order_has_is_refused(cast, agreement, office, foreign, order, whose):
    taken = (foreign.order if whose == "another organisation's" else order).submission_key
    person = cast.nordvik.administrator
    basket = make.filled_basket(agreement, by=person, lines={office: 1})
    Basket.objects.filter(pk=basket.pk).update(submission_key=taken)
    refusal = refusal_of(lambda: make.order(agreement, by=person, lines={office: 1}))
    assert refusal.code == "submission_key_taken"


def test_a_key_is_taken_for_corrections_too(cast, agreement, office, foreign):
    nordvik = cast.nordvik
    confirmed = make.confirmed_order(
        agreement, by=nordvik.orderer, approver=nordvik.approver, lines={office: 5}
    )
    key = foreign.order.submission_key
    refusal = refusal_of(
        lambda: make.correction(confirmed, {office: 1}, by=nordvik.orderer, submission_key=key)
    )
    assert refusal.code == "submission_key_taken"


@pytest.mark.django_db(transaction=True)
def test_of_two_organisations_with_one_key_at_once_one_is_refused(cast, agreement, foreign, office):
    """Each holds its own organisation's row, so that only the database sees both."""
    key = uuid.uuid4()
    orders = []
    for home, under in ((cast.nordvik, agreement), (cast.sorvag, foreign.agreement)):
        made = make.confirmed_order(
            under, by=home.orderer, approver=home.approver, lines={office: 5}
        )
        orders.append((made, home))
    outcomes = at_once(
        *(
            lambda made=made, home=home: make.correction(
                made, {office: 1}, by=home.orderer, submission_key=key
            )
            for made, home in orders
        )
    )
    assert outcomes.count("submission_key_taken") == 1
    assert Order.objects.filter(submission_key=key).count() == 1
