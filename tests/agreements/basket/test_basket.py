"""The basket orders what its page shows, and nothing that is typed there is lost."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from agreements.kept_documents.actions import withdraw_document
from agreements.models import Basket, BasketLine, Order, OrderTemplate
from municipalities.people.models import Role
from tests import agreement_factories as make
from tests.basket_page import BasketPage
from tests.query_counts import queries_of

pytestmark = pytest.mark.django_db

DETAILS = {
    "buyer_reference": "Ole Innkjøp",
    "cost_centre": "1200",
    "requisition_number": "REK-9",
    "delivery_contact": "Ánne",
    "delivery_email": "anne@nordvik.example",
    "requested_delivery_from": "2030-01-02",
    "requested_delivery_to": "2030-01-03",
}
NEVER_LOST = {
    "buyer_reference": "Ole",
    "delivery_email": "ikke en adresse",
    "requested_delivery_from": "2030-01-03",
    "requested_delivery_to": "2030-01-02",
    "template_name": "Skole",
}


@pytest.fixture
def orderer(cast, signed_in):
    return signed_in(cast.nordvik.orderer)


@pytest.fixture
def shown(cast, agreement, office, linux, orderer):
    """The basket with 41 office suites and 2 of the free software."""
    make.filled_basket(agreement, by=cast.nordvik.orderer, lines={office: 41, linux: 2})
    return BasketPage(orderer, agreement)


def ordered():
    return {line.product.name: line.quantity for line in Order.objects.get().lines.all()}


@pytest.mark.parametrize("product", ["office", "linux"])
def test_a_quantity_that_is_typed_is_asked_about_and_then_ordered(shown, product, request):
    product = request.getfixturevalue(product)
    shown.type(buyer_reference="Ole").type_quantity(product, 50).press("submit")
    assert not Order.objects.exists()
    assert "Du har endret kurven" in shown.response.text
    assert (shown.quantity(product), shown.screen["buyer_reference"]) == ("50", ["Ole"])
    shown.press("submit")
    assert ordered() == {"Debian GNU/Linux": 2, "Kontorpakke": 41} | {product.name: 50}


def test_nothing_changed_is_ordered_at_once(shown):
    shown.type(**DETAILS).press("submit")
    order = Order.objects.get()
    facts = {name: str(getattr(order, name)) for name in DETAILS}
    assert (facts, order.net) == (DETAILS, 4100)
    assert not Basket.objects.exists()


@pytest.mark.parametrize("typed", [DETAILS, NEVER_LOST], ids=["right", "wrong"])
@pytest.mark.parametrize("act", ["update", "submit", "template", "remove", "co_term", "paper"])
def test_every_press_keeps_what_is_typed(shown, office, linux, typed, act):
    shown.type(**{"buyer_reference": "", **typed}).type_quantity(office, "femti")
    before = shown.screen
    presses = {
        "remove": lambda: shown.press(linux),
        "co_term": lambda: shown.press(co_term=""),
        "paper": lambda: shown.press(then="paper"),
    }
    presses.get(act, lambda: shown.press(act))()
    after = shown.open().screen
    if act == "remove":
        del before[f"line-{linux.pk}-quantity"]
    if act == "template":
        before["template_name"] = [""]
    assert after == before
    assert shown.errors == ["Skriv et helt tall med siffer, for eksempel 25 eller 1 000."]
    assert BasketLine.objects.get(product=office).quantity == 41


def test_what_cannot_be_read_is_never_ordered(shown, office):
    shown.type(buyer_reference="Ole").type_quantity(office, "femti").press("submit")
    assert shown.response.status_code == 422
    shown.press("submit")
    assert not Order.objects.exists()
    shown.type_quantity(office, "50").press("update").press("submit")
    assert ordered()["Kontorpakke"] == 50


def test_a_reference_is_asked_for_when_the_order_is_submitted_and_not_before(shown):
    shown.press("update")
    assert (shown.response.status_code, shown.errors) == (200, [])
    shown.press("submit")
    assert shown.response.status_code == 422


def test_a_refused_order_keeps_what_is_typed(cast, shown):
    nordvik = cast.nordvik
    make.order_limit(nordvik.orderer, nordvik.organisation, Decimal(1), role=Role.ORDERER)
    before = shown.type(**DETAILS).screen
    shown.press("submit")
    assert not Order.objects.exists()
    assert shown.screen == before


def test_what_another_page_took_out_or_put_in_is_asked_about(shown, linux, agreement, cast):
    BasketLine.objects.filter(product=linux).delete()
    shown.type(buyer_reference="Ole").press("submit")
    assert not Order.objects.exists()
    more = make.product(linux.framework, name="Gratis", net="0.00")
    make.filled_basket(agreement, by=cast.nordvik.orderer, lines={more: 1})
    shown.press("submit")
    assert not Order.objects.exists()
    shown.press("submit")
    assert ordered() == {"Gratis": 1, "Kontorpakke": 41}


def test_the_page_of_a_basket_that_is_submitted_changes_no_other_basket(shown, office, agreement):
    old = BasketPage(shown.client, agreement).type(cost_centre="99").type_quantity(office, 7)
    shown.type(buyer_reference="Ole").press("submit")
    make.filled_basket(agreement, by=Order.objects.get().submitted_by, lines={office: 1})
    stale = old.type(delivery_contact="Ánne", template_name="Skole").sent
    acts = [{}, {"then": "paper"}, {"co_term": "2030-01-01"}, {"untie": "1"}, "template", office]
    for act in acts:
        button = act if isinstance(act, dict) else {}
        old.send("update" if isinstance(act, dict) else act, stale | button)
        assert old.response.status_code == 409
        assert "er endret siden du åpnet siden" in old.response.text
        assert (old.screen["cost_centre"], old.screen["delivery_contact"]) == (["99"], ["Ánne"])
        assert old.quantity(office) == "1"
    basket = Basket.objects.get()
    assert (basket.draft, basket.co_term_on, basket.lines.get().quantity) == ({}, None, 1)
    assert not OrderTemplate.objects.exists()
    assert (
        old.send("submit", stale)
        .response.redirect_chain[0][0]
        .endswith(Order.objects.get().get_absolute_url())
    )


def test_a_page_whose_basket_gave_way_to_another_submits_nothing(shown, cast, agreement, office):
    stale = BasketPage(shown.client, agreement).type(buyer_reference="Ole", cost_centre="99")
    Basket.objects.all().delete()
    make.filled_basket(agreement, by=cast.nordvik.orderer, lines={office: 1})
    stale.press("submit")
    assert (stale.response.status_code, Order.objects.count()) == (409, 0)
    assert (stale.screen["cost_centre"], stale.quantity(office)) == (["99"], "1")
    stale.press("submit")
    assert ordered() == {"Kontorpakke": 1}


def test_a_paper_that_is_uploaded_on_the_way_comes_back_chosen(shown, cast, office):
    old = make.kept_document(cast.nordvik.organisation, by=cast.nordvik.orderer, title="Gammel")
    shown.open().type(**DETAILS, attachments={str(old.pk)}).type_quantity(office, 50)
    shown.press(then="paper")
    file = make.uploaded("t.png", make.PICTURE)
    paper = {"file": file, "kind": "other", "title": "Tegning", "access": "open"}
    upload = shown.response.request["PATH_INFO"]
    shown.client.post(upload, paper)
    new = cast.nordvik.organisation.kept_documents.get(title="Tegning")
    screen = shown.open().screen
    assert sorted(screen["attachments"]) == sorted([str(old.pk), str(new.pk)])
    assert {name: screen[name] for name in DETAILS} == {k: [v] for k, v in DETAILS.items()}
    shown.press("submit")
    assert ordered()["Kontorpakke"] == 50
    assert {one.document for one in Order.objects.get().attachments.all()} == {old, new}


def test_a_withheld_paper_is_kept_but_not_chosen(shown, cast):
    shown.press(then="paper")
    paper = {"kind": "other", "title": "T", "access": "withheld", "legal_basis": "13"}
    file = make.uploaded("t.png", make.PICTURE)
    answer = shown.client.post(shown.response.request["PATH_INFO"], paper | {"file": file})
    assert answer.status_code == 302
    assert "attachments" not in Basket.objects.get().draft


def test_a_paper_without_a_basket_goes_with_no_order(shown):
    shown.press(then="paper")
    Basket.objects.all().delete()
    paper = {
        "kind": "other",
        "title": "T",
        "access": "open",
        "file": make.uploaded("t.png", make.PICTURE),
    }
    answer = shown.client.post(shown.response.request["PATH_INFO"], paper, follow=True)
    assert "følger bestillingen" not in answer.text
    assert "Du kan velge det i den neste bestillingen" in answer.text


def test_a_chosen_paper_that_is_withdrawn_meanwhile_is_no_choice(shown, cast):
    by = {"by": cast.nordvik.orderer}
    paper = make.kept_document(cast.nordvik.organisation, **by)
    other = make.kept_document(cast.nordvik.organisation, **by)
    shown.open().type(buyer_reference="Ole", attachments={str(paper.pk), str(other.pk)}).press()
    withdraw_document(paper, reason="Feil", now=timezone.now(), **by)
    shown.open().press("submit")
    assert [one.document for one in Order.objects.get().attachments.all()] == [other]


def test_a_common_last_day_that_is_typed_is_asked_about(cast, agreement, framework, orderer):
    yearly = make.product(framework, name="År", net="1200.00", term_months=12)
    make.filled_basket(agreement, by=cast.nordvik.orderer, lines={yearly: 1})
    shown = BasketPage(orderer, agreement)
    last = timezone.localdate() + timedelta(days=20)
    shown.type(buyer_reference="Ole", last_day=last.isoformat()).press("submit")
    assert not Order.objects.exists()
    shown.press("submit")
    order = Order.objects.get()
    assert (order.co_term_on, order.net) == (last, 100)


def test_what_is_no_longer_sold_is_removed_and_the_rest_is_kept(shown, office, linux):
    make.price_list(office.framework, version="Ny", valid_from=timezone.localdate())
    make.price(office, net="110.00")
    shown.open().type(**DETAILS).type_quantity(office, 3).press("submit")
    assert not Order.objects.exists()
    shown.press(linux).press("submit")
    assert ordered() == {"Kontorpakke": 3}


@pytest.mark.parametrize("seed", range(5))
def test_whatever_is_typed_and_pressed_the_order_is_what_the_screen_showed(
    shown, cast, office, linux, seed
):
    dice = random.Random(seed)  # noqa: S311 - a test that can be repeated
    for _ in range(20):
        _type_something(shown, dice)
        net, screen = shown.tree.xpath("string(//input[@name='seen_net']/@value)"), shown.screen
        quantities = shown.quantities
        act = dice.choice(["update", "submit", "submit", "template", "leave", "elsewhere"])
        if act == "elsewhere":
            product = dice.choice([office, linux])
            make.filled_basket(
                office.framework.accessions.get().volume_licence_agreements.get(),
                by=cast.nordvik.orderer,
                lines={product: dice.randrange(1, 99)},
            )
            act = "submit"
        elif act == "leave":
            shown.press(then="catalogue").open()
            assert shown.screen == screen
            continue
        shown.press(act)
        order = Order.objects.first()
        if order:
            lines = {line.product_id: str(line.quantity) for line in order.lines.all()}
            assert lines == quantities
            assert (str(order.net), [order.buyer_reference]) == (net, screen["buyer_reference"])
            return
        shown.open()
        changed = {"template_name"} if act == "template" else set()
        assert {k: v for k, v in shown.screen.items() if k not in changed} == {
            k: v for k, v in screen.items() if k not in changed
        }
    assert shown.type(buyer_reference="Ole").quantities


def _type_something(shown, dice):
    for product in shown.quantities:
        if dice.random() < 0.3:
            text = dice.choice(["1", "7", "41", "abc", "0", "", str(dice.randrange(1, 99))])
            shown.form.fields[f"line-{product}-quantity"] = text
    for name in ("buyer_reference", "cost_centre", "delivery_email", "template_name"):
        if dice.random() < 0.3:
            shown.type(**{name: dice.choice(["", "Ole", "ole@nordvik.example", "<b>æ"])})


def test_as_many_queries_for_many_lines_as_for_few(shown, agreement, cast, framework):
    def updated():
        for product in shown.quantities:
            shown.form.fields[f"line-{product}-quantity"] = str(int(shown.quantities[product]) + 1)
        return queries_of(lambda: shown.client.post(shown.address, shown.sent))[0]

    updated()
    few = updated()
    lines = {make.product(framework): 2 for _ in range(30)}
    make.filled_basket(agreement, by=cast.nordvik.orderer, lines=lines)
    shown.open()
    many = updated()
    assert len(many) == len(few)
    assert sorted(BasketLine.objects.values_list("quantity", flat=True)) == [3] * 30 + [5, 44]


def test_the_database_keeps_a_draft_by_its_fields(shown):
    with (
        pytest.raises(IntegrityError, match="basket_draft_is_by_field"),
        transaction.atomic(),
    ):
        Basket.objects.update(draft=["Ole"])
