"""Orders for a part of the organisation."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.models import Order, Segment
from agreements.orders.documents import order_pdf
from agreements.orders.queries import orders_in_full
from agreements.segments.actions import add_segment, change_segment, close_segment
from tests import agreement_factories as make
from tests.pdf import text

pytestmark = pytest.mark.django_db

SCHOOL = {"name": "Skole", "contact_name": "Sara Skole", "contact_email": "sara@nordvik.example"}


@pytest.fixture
def school(cast):
    return add_segment(cast.nordvik.organisation, SCHOOL)


def test_an_order_keeps_the_name_and_contact_of_its_segment(cast, agreement, office, school):
    order = make.order(agreement, by=cast.nordvik.orderer, lines={office: 1}, segment=school)
    change_segment(school, SCHOOL | {"name": "Oppvekst", "contact_name": "Ny"})
    order = orders_in_full().get(pk=order.pk)
    facts = (order.segment_name, order.delivery_contact, order.delivery_email)
    assert facts == ("Skole", "Sara Skole", "sara@nordvik.example")
    assert "Skole" in text(order_pdf(order, language="nb"))


def test_who_names_a_receiver_gets_that_receiver(cast, agreement, office, school):
    order = make.order(
        agreement,
        by=cast.nordvik.orderer,
        lines={office: 1},
        segment=school,
        delivery_contact="Ida",
    )
    assert (order.delivery_contact, order.delivery_email) == ("Ida", "")


def test_two_segments_of_one_name_are_refused_until_one_is_closed(cast, school):
    with pytest.raises(ValidationError):
        add_segment(cast.nordvik.organisation, SCHOOL | {"name": "SKOLE"})
    close_segment(school, now=timezone.now())
    assert add_segment(cast.nordvik.organisation, SCHOOL).name == "Skole"
    with pytest.raises(ValidationError):
        close_segment(school, now=timezone.now())


def test_the_database_keeps_orders_to_segments_of_their_own(cast, agreement, office, school):
    theirs = add_segment(cast.sorvag.organisation, SCHOOL)
    leaks = pytest.raises(IntegrityError, match="order_segment_is_of_its_organisation")
    with leaks, transaction.atomic():
        make.order(agreement, by=cast.nordvik.orderer, lines={office: 1}, segment=theirs)
    order = make.order(agreement, by=cast.nordvik.orderer, lines={office: 1}, segment=school)
    copy = Order.objects.get(pk=order.pk)
    copy.pk, copy.sequence, copy.submission_key, copy.segment_name = None, 9, school_key(), ""
    with pytest.raises(IntegrityError, match="order_segment_has_its_name"), transaction.atomic():
        copy.save()
    with pytest.raises(Exception, match="segment_is_never_deleted"), transaction.atomic():
        theirs.delete()


def school_key():
    return "00000000-0000-4000-8000-000000000001"


def test_the_basket_offers_the_organisations_own_segments_in_use(
    cast, agreement, office, school, signed_in
):
    add_segment(cast.sorvag.organisation, SCHOOL | {"name": "Deres"})
    closed = add_segment(cast.nordvik.organisation, SCHOOL | {"name": "Lukket"})
    close_segment(closed, now=timezone.now())
    make.filled_basket(agreement, by=cast.nordvik.orderer, lines={office: 1})
    args = [cast.nordvik.organisation.organisation_number, agreement.number]
    client = signed_in(cast.nordvik.orderer)
    form = client.get(reverse("basket", args=args)).context["form"]
    assert list(form.fields["segment"].queryset) == [school]
    sent = make.submission(agreement, by=cast.nordvik.orderer, segment=school.pk)
    client.post(reverse("order_submit", args=args), sent)
    assert Order.objects.get().segment == school


def test_the_list_shows_the_orders_of_one_segment(cast, agreement, office, school, signed_in):
    of_school = make.order(agreement, by=cast.nordvik.orderer, lines={office: 1}, segment=school)
    other = make.order(agreement, by=cast.nordvik.orderer, lines={office: 1})
    client = signed_in(cast.nordvik.reader)
    address = reverse("orders", args=[cast.nordvik.organisation.organisation_number])
    assert list(client.get(address).context["page_obj"]) == [other, of_school]
    chosen = client.get(address, {"segment": school.pk})
    assert list(chosen.context["page_obj"]) == [of_school]
    theirs = add_segment(cast.sorvag.organisation, SCHOOL)
    everything = client.get(address, {"segment": theirs.pk})
    assert list(everything.context["page_obj"]) == [other, of_school]


def test_an_administrator_adds_changes_and_closes(cast, signed_in):
    client = signed_in(cast.nordvik.administrator)
    number = cast.nordvik.organisation.organisation_number
    assert len(client.get(reverse("segments", args=[number])).context["offered"]) == 3
    wrong = client.post(reverse("segment_new", args=[number]), SCHOOL | {"contact_email": "x"})
    assert wrong.status_code == 422
    client.post(reverse("segment_new", args=[number]), SCHOOL)
    again = client.post(reverse("segment_new", args=[number]), SCHOOL)
    assert (again.status_code, Segment.objects.count()) == (422, 1)
    pk = Segment.objects.get().pk
    client.post(reverse("segment_edit", args=[number, pk]), SCHOOL | {"name": "Oppvekst"})
    assert Segment.objects.get().name == "Oppvekst"
    client.post(reverse("segment_close", args=[number, pk]))
    assert Segment.objects.get().closed_at
