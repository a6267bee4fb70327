"""What a mandate opens, to whom, under what, and until when."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from agreements.mandates.actions import revoke_mandate
from agreements.models import Mandate, Order
from municipalities.people.models import Role
from tests import agreement_factories as make
from tests.cast import PASSWORD
from tests.pdf import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def number(cast):
    return cast.nordvik.organisation.organisation_number


@pytest.fixture
def birger(cast, signed_in):
    """Sørvåg's orderer."""
    return signed_in(cast.sorvag.orderer)


def pages(number, agreement, *, product):
    """The owner's pages that a mandate opens to an orderer."""
    return [
        reverse("orders", args=[number]),
        reverse("holdings", args=[number]),
        reverse("holdings_csv", args=[number]),
        reverse("volume_licence_agreement", args=[number, agreement.number]),
        reverse("catalogue", args=[number, agreement.number]),
        reverse("basket", args=[number, agreement.number]),
        reverse("catalogue_product", args=[number, agreement.number, product.pk]),
    ]


def statuses(client, addresses):
    return {client.get(address).status_code for address in addresses}


def test_the_pages_open_with_the_mandate_and_close_with_it(
    cast, framework, agreement, office, number, birger
):
    addresses = pages(number, agreement, product=office)
    assert statuses(birger, addresses) == {404}
    mandate = make.mandate(
        cast.nordvik.organisation,
        cast.sorvag.organisation,
        by=cast.nordvik.signatory,
        frameworks=[framework],
    )
    assert statuses(birger, addresses) == {200}
    revoke_mandate(mandate, by=cast.nordvik.signatory, reason="Slutt", now=timezone.now())
    assert statuses(birger, addresses) == {404}


def test_the_pages_close_the_day_after_the_last(cast, mandate, number, signed_in):
    address = reverse("orders", args=[number])
    with time_machine.travel(timezone.localtime() + timedelta(days=365), tick=False):
        assert signed_in(cast.sorvag.orderer).get(address).status_code == 200
    with time_machine.travel(timezone.localtime() + timedelta(days=366), tick=False):
        assert signed_in(cast.sorvag.orderer).get(address).status_code == 404


@pytest.mark.parametrize("role", ["reader", "approver", "signatory", "administrator"])
def test_only_people_with_the_fitting_role_get_in(cast, mandate, number, signed_in, role):
    person = getattr(cast.sorvag, role)
    assert signed_in(person).get(reverse("orders", args=[number])).status_code == 404


def test_a_role_that_has_ended_at_the_representative_closes_the_pages(
    cast, mandate, number, birger
):
    now = timezone.now()
    cast.sorvag.orderer.memberships.update(ended_at=now, ended_by=cast.sorvag.administrator)
    assert birger.get(reverse("orders", args=[number])).status_code == 404


def test_other_agreements_stay_closed(mandate, outside, number, birger):
    addresses = [
        *pages(number, outside.agreement, product=outside.product)[3:],
        reverse("order", args=[number, outside.order.number]),
        reverse("order_pdf", args=[number, outside.order.number]),
        reverse("holding", args=[number, outside.agreement.number, outside.product.pk]),
    ]
    assert statuses(birger, addresses) == {404}
    withdraw = reverse("order_withdraw", args=[number, outside.order.number])
    assert birger.post(withdraw).status_code == 404


@pytest.mark.parametrize("name", ["orders", "holdings", "holdings_csv"])
def test_lists_show_what_the_mandate_covers_and_no_more(
    cast, mandate, agreement, office, outside, number, birger, signed_in, name
):
    make.ledger_entry(agreement, office, by=cast.nordvik.orderer)
    address = reverse(name, args=[number])
    kept = {outside.product.name, outside.order.number, outside.agreement.number}
    seen = birger.get(address).content.decode()
    assert not [word for word in kept if word in seen]
    everything = signed_in(cast.nordvik.reader).get(address).content.decode()
    assert [word for word in kept if word in everything]


def test_rights_show_what_the_mandate_covers_and_no_more(
    cast, mandate, outside, number, birger, signed_in
):
    edition = make.edition(outside.framework, name="Hemmelig utgave")
    product = make.product(outside.framework, edition=edition)
    make.ledger_entry(outside.agreement, product, by=cast.nordvik.orderer)
    for name, read in (("rights", html), ("holdings_pdf", pdf_text)):
        address = reverse(name, args=[number])
        assert edition.name not in read(birger.get(address))
        assert edition.name in read(signed_in(cast.nordvik.reader).get(address))


def html(response):
    return response.content.decode()


def pdf_text(response):
    return " ".join(text(response.content).split())


def test_a_mandate_for_all_agreements_shows_all(cast, outside, number, birger):
    make.mandate(cast.nordvik.organisation, cast.sorvag.organisation, by=cast.nordvik.signatory)
    page = birger.get(reverse("holdings", args=[number])).content.decode()
    assert outside.product.name in page


def test_two_mandates_each_give_their_own_roles(
    cast, framework, mandate, outside, order, number, signed_in
):
    """To order under one agreement and to approve under another is not to approve under both."""
    make.mandate(
        cast.nordvik.organisation,
        cast.sorvag.organisation,
        by=cast.nordvik.signatory,
        frameworks=[outside.framework],
        powers="order_and_approve",
    )
    guro = signed_in(cast.sorvag.approver)
    assert guro.get(reverse("order", args=[number, outside.order.number])).status_code == 200
    assert guro.get(reverse("order", args=[number, order.number])).status_code == 404


def test_ordering_through_the_pages(cast, mandate, agreement, office, number, birger):
    put = reverse("basket_set_line", args=[number, agreement.number, office.pk])
    birger.post(put, {"quantity": 5})
    page = birger.get(reverse("basket", args=[number, agreement.number])).content.decode()
    assert "Sørvåg kommune" in page
    details = make.submission(agreement, by=cast.sorvag.orderer)
    answer = birger.post(reverse("order_submit", args=[number, agreement.number]), details)
    order = Order.objects.get()
    assert answer.headers["Location"] == order.get_absolute_url()
    assert (order.organisation, order.mandate) == (cast.nordvik.organisation, mandate)
    assert birger.get(order.get_absolute_url()).status_code == 200


def test_every_link_on_the_pages_opens(
    cast, mandate, agreement, office, number, birger, order_by_mandate
):
    order = order_by_mandate(mandate)
    make.filled_basket(agreement, by=cast.sorvag.orderer, lines={office: 1})
    make.ledger_entry(agreement, office, by=cast.nordvik.orderer)
    addresses = [*pages(number, agreement, product=office), order.get_absolute_url()]
    links = set()
    for address in addresses:
        page = birger.get(address).content.decode()
        links |= {part.split('"')[0] for part in page.split('href="')[1:]}
    ours = {link.split("?")[0] for link in links if link.startswith("/virksomhet/")}
    assert {link for link in ours if birger.get(link).status_code != 200} == set()
    assert len(ours) > 8


def test_papers_of_the_owner_are_not_offered(cast, mandate, agreement, office, number, birger):
    paper = make.kept_document(cast.nordvik.organisation, by=cast.nordvik.signatory)
    make.filled_basket(agreement, by=cast.sorvag.orderer, lines={office: 1})
    page = birger.get(reverse("basket", args=[number, agreement.number])).content.decode()
    assert paper.title not in page
    details = make.submission(agreement, by=cast.sorvag.orderer, attachments=[paper.pk])
    birger.post(reverse("order_submit", args=[number, agreement.number]), details)
    assert not Order.objects.get().attachments.exists()


def test_who_orders_at_home_acts_in_their_own_right(
    cast, mandate, agreement, office, number, signed_in
):
    make.role(cast.nordvik.orderer, cast.sorvag.organisation, Role.ORDERER)
    berit = signed_in(cast.nordvik.orderer)
    make.filled_basket(agreement, by=cast.nordvik.orderer, lines={office: 1})
    details = make.submission(agreement, by=cast.nordvik.orderer)
    berit.post(reverse("order_submit", args=[number, agreement.number]), details)
    assert Order.objects.get().mandate is None


def test_a_reader_at_home_orders_by_the_mandate(cast, mandate, agreement, office, number, birger):
    make.role(cast.sorvag.orderer, cast.nordvik.organisation, Role.READER)
    make.filled_basket(agreement, by=cast.sorvag.orderer, lines={office: 1})
    details = make.submission(agreement, by=cast.sorvag.orderer)
    birger.post(reverse("order_submit", args=[number, agreement.number]), details)
    assert Order.objects.get().mandate == mandate
    assert birger.get(reverse("people", args=[number])).status_code == 200


def test_a_case_officer_acts_by_no_mandate(cast, mandate, agreement, number, signed_in):
    make.role(cast.kari, cast.sorvag.organisation, Role.ORDERER)
    basket = reverse("basket", args=[number, agreement.number])
    assert signed_in(cast.kari).get(basket).status_code == 403


# Giving and revoking on the pages


def facts(cast, **overrides):
    return {
        "representative": cast.sorvag.organisation.organisation_number,
        "powers": "order",
        "starts_on": timezone.localdate().isoformat(),
        "ends_on": timezone.localdate().isoformat(),
    } | overrides


def test_a_mandate_is_read_and_signed_on_the_page(cast, number, signed_in):
    signe, address = signed_in(cast.nordvik.signatory), reverse("mandate_new", args=[number])
    page = signe.post(address, facts(cast))
    assert page.status_code == 200
    offer = page.context["offer"]
    assert not Mandate.objects.exists()
    signed = facts(cast) | {"shown_sha256": offer.sha256}
    unsigned = signe.post(address, signed | {"signer-typed_name": "", "signer-password": ""})
    assert unsigned.status_code == 422
    signed |= {
        "signer-typed_name": cast.nordvik.signatory.name,
        "signer-password": PASSWORD,
    }
    signe.post(address, signed)
    mandate = Mandate.objects.get()
    assert mandate.signature.document_sha256 == offer.sha256
    for team in (cast.nordvik, cast.sorvag):
        seen_from = team.organisation.organisation_number
        page = signed_in(team.reader).get(reverse("mandate", args=[seen_from, mandate.pk]))
        assert cast.nordvik.signatory.name in page.content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"representative": "971 032 146"}, "representative"),
        ({"ends_on": "2020-01-01"}, "ends_on"),
        ({"starts_on": "i dag"}, "starts_on"),
        ({"powers": "sign"}, "powers"),
    ],
)
def test_what_is_wrong_comes_back_at_its_field(cast, number, signed_in, wrong, field):
    address = reverse("mandate_new", args=[number])
    page = signed_in(cast.nordvik.signatory).post(address, facts(cast, **wrong))
    assert page.status_code == 422
    assert field in page.context["form"].errors


def test_the_paper_is_read_by_both_and_a_withheld_one_by_those_who_may(
    cast, mandate, number, signed_in
):
    theirs = cast.sorvag.organisation.organisation_number
    assert (
        signed_in(cast.sorvag.reader)
        .get(reverse("mandate_paper", args=[theirs, mandate.pk]))
        .status_code
        == 200
    )
    revoke_mandate(mandate, by=cast.nordvik.signatory, reason="Ny", now=timezone.now())
    secret = make.kept_document(
        cast.nordvik.organisation, by=cast.nordvik.signatory, access="withheld", legal_basis="13"
    )
    withheld = make.mandate(
        cast.nordvik.organisation,
        cast.sorvag.organisation,
        by=cast.nordvik.signatory,
        document=secret,
    )
    address = reverse("mandate_paper", args=[theirs, withheld.pk])
    assert signed_in(cast.sorvag.reader).get(address).status_code == 403
    assert signed_in(cast.sorvag.signatory).get(address).status_code == 200


def test_the_representative_does_not_revoke(cast, mandate, signed_in):
    theirs = cast.sorvag.organisation.organisation_number
    address = reverse("mandate_revoke", args=[theirs, mandate.pk])
    assert signed_in(cast.sorvag.signatory).post(address, {"reason": "x"}).status_code == 404


def test_orders_on_behalf_are_listed_at_the_representative(
    cast, mandate, order_by_mandate, signed_in
):
    order = order_by_mandate(mandate)
    theirs = cast.sorvag.organisation.organisation_number
    page = signed_in(cast.sorvag.reader).get(reverse("orders_on_behalf", args=[theirs]))
    assert order.number in page.content.decode()
    assert "Nordvik kommune" in page.content.decode()


def test_who_follows_an_order_up_is_led_to_it_while_the_mandate_holds(
    cast, mandate, order_by_mandate, signed_in
):
    order, sorvag = order_by_mandate(mandate), cast.sorvag
    address = reverse("orders_on_behalf", args=[sorvag.organisation.organisation_number])
    link = f'href="{order.get_absolute_url()}"'
    assert link in signed_in(sorvag.orderer).get(address).content.decode()
    assert link not in signed_in(sorvag.reader).get(address).content.decode()
    revoke_mandate(mandate, by=cast.nordvik.signatory, reason="Slutt", now=timezone.now())
    assert link not in signed_in(sorvag.orderer).get(address).content.decode()
