"""The pages that change or end a confirmed order: new quantities, what they do, and the order."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from agreements.approvals.actions import return_order, withdraw_order
from agreements.models import Order, PooledVolume
from agreements.order_totals.volume import tiers_before_and_after
from municipalities import formatting
from municipalities.confirmation import BACK_TO_FORM, SEEN
from municipalities.formatting import MINUS, SPACE
from municipalities.people.models import Role
from tests import agreement_factories as make
from tests.confirming import confirm, seen_in
from tests.page import Page
from tests.pdf import plain
from tests.query_counts import assert_same_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def rented(framework):
    """A subscription of a year at 100.10 kr."""
    return make.product(
        framework,
        name="Skykontor",
        net="100.10",
        term_months=12,
        kind="subscription",
        pool="server",
    )


@pytest.fixture
def confirmed(cast, agreement, rented, office):
    """Nordvik's confirmed order: 5 subscriptions and 2 perpetual office suites."""
    return make.confirmed_order(
        agreement,
        by=cast.nordvik.orderer,
        approver=cast.nordvik.approver,
        lines={rented: 5, office: 2},
    )


@pytest.fixture
def address(confirmed):
    number = confirmed.organisation.organisation_number
    return reverse("order_change", args=[number, confirmed.number])


@pytest.fixture
def orderer(cast, signed_in):
    return signed_in(cast.nordvik.orderer)


def field(order, product):
    return f"quantity-{order.lines.get(product=product).pk}"


def written(orderer, address, order, quantities):
    """What somebody writes in the form; `quantities` as {product: how many}."""
    form = orderer.get(address).context["form"]
    return {
        **{field.html_name: field.value() for field in form if field.name.startswith("quantity")},
        "submission_key": str(form["submission_key"].value()),
        "buyer_reference": "Ole Innkjøp",
        "reason": "Færre ansatte",
        **{field(order, product): str(quantity) for product, quantity in quantities.items()},
    }


def texts_of(page):
    """The texts of a page that shows what will happen, by their label."""
    return {one.label: list(one.texts) for one in page.context["confirmation"].shown_facts}


def test_the_form_begins_with_what_is_left(orderer, address, confirmed, rented, office):
    fields = orderer.get(address).context["form"]
    assert [fields[field(confirmed, one)].value() for one in (rented, office)] == ["5", "2"]
    assert address in orderer.get(confirmed.get_absolute_url()).text


def test_what_a_change_does_is_shown_before_it_is_sent(orderer, address, confirmed, rented):
    page = orderer.post(address, written(orderer, address, confirmed, {rented: 3}))
    assert not Order.objects.filter(corrects=confirmed).exists()
    last_day = confirmed.lines.get(product=rented).ledger_entries.get().valid_to
    texts = texts_of(page)
    assert texts["Skykontor"] == [
        "Fra 5 til 3: 2 færre",
        f"100,10{SPACE}kr per stk., som da det ble bestilt: {MINUS}200,20{SPACE}kr",
        f"Resten varer til og med {formatting.day(last_day)}",
    ]
    assert "Kontorpakke" not in texts
    assert texts["Regnes fra"] == ["Dagen forhandleren bekrefter"]
    # 25 per cent of 200.20 is 50.05
    assert texts["Uten mva."] == [f"{MINUS}200,20{SPACE}kr"]
    assert texts["Mva. 25" + SPACE + "%"] == [f"{MINUS}50,05{SPACE}kr"]
    assert texts["Sum med mva."] == [f"{MINUS}250,25{SPACE}kr"]
    assert texts["Begrunnelse"] == ["Færre ansatte"]
    assert f"Resten av bestilling {confirmed.number} blir som den er" in texts["Det som er igjen"]


def test_what_was_shown_is_what_is_sent(orderer, address, confirmed, rented):
    answer = confirm(orderer, address, written(orderer, address, confirmed, {rented: 3}))
    change = Order.objects.get(corrects=confirmed)
    assert answer.url == change.get_absolute_url()
    assert (change.kind, change.net) == ("change", Decimal("-200.20"))
    assert [(line.product, line.quantity) for line in change.lines.all()] == [(rented, -2)]
    assert change.buyer_reference == "Ole Innkjøp"
    assert change.steps.get().reason == "Færre ansatte"
    assert confirmed.get_absolute_url() in orderer.get(answer.url).text


def test_nothing_left_of_any_line_ends_the_order(orderer, address, confirmed, rented, office):
    data = written(orderer, address, confirmed, {rented: 0, office: 0})
    page = orderer.post(address, data)
    assert texts_of(page)["Det som er igjen"] == [
        f"Ingenting er igjen av bestilling {confirmed.number}"
    ]
    assert texts_of(page)["Kontorpakke"][-1] == "Slutter når forhandleren bekrefter"
    confirm(orderer, address, data)
    assert Order.objects.get(corrects=confirmed).kind == "end"


def test_a_second_click_finds_the_order_of_the_first(orderer, address, confirmed, rented):
    data = written(orderer, address, confirmed, {rented: 3})
    data[SEEN] = seen_in(orderer.post(address, data))
    first, second = orderer.post(address, data), orderer.post(address, data)
    assert first.url == second.url == Order.objects.get(corrects=confirmed).get_absolute_url()


def test_what_has_changed_meanwhile_is_shown_anew(cast, orderer, address, confirmed, rented):
    data = written(orderer, address, confirmed, {rented: 3})
    seen = seen_in(orderer.post(address, data))
    other = make.correction(confirmed, {rented: 1}, by=cast.nordvik.orderer)
    answer = orderer.post(address, data | {SEEN: seen})
    assert answer.status_code == 409
    assert "har endret seg siden du åpnet siden" in answer.text
    assert texts_of(answer)["Skykontor"][0] == "Fra 4 til 3: 1 færre"
    withdraw_order(other, by=cast.nordvik.orderer, now=timezone.now())
    assert orderer.post(address, data | {SEEN: seen}).status_code == 302


def test_the_way_back_keeps_what_was_written(orderer, address, confirmed, rented):
    data = written(orderer, address, confirmed, {rented: 3}) | {"reason": "Vi er færre"}
    page = orderer.post(address, data | {BACK_TO_FORM: "1"})
    assert page.status_code == 200
    assert page.context["form"][field(confirmed, rented)].value() == "3"
    assert "Vi er færre" in page.text
    assert not Order.objects.filter(corrects=confirmed).exists()


@pytest.mark.parametrize(
    ("quantity", "sentence"),
    [
        ("6", "Dere har 5. Skriv det eller færre: Flere er en ny bestilling."),
        ("-1", "Skriv 0 eller mer."),
        ("to", "Skriv et helt tall med siffer, for eksempel 25 eller 1 000."),
        ("2,5", "Skriv et helt tall, uten desimaler."),
        ("", "Skriv 5 hvis det skal bli som det er, eller færre."),
        ("5", "Skriv et lavere antall av minst ett produkt."),
    ],
)
def test_a_quantity_that_cannot_be_is_refused_and_kept(
    orderer, address, confirmed, rented, quantity, sentence
):
    data = written(orderer, address, confirmed, {rented: quantity})
    page = orderer.post(address, data)
    assert page.status_code == 422
    assert sentence in plain(page.text)
    assert page.context["form"][field(confirmed, rented)].value() == quantity
    assert page.context["form"]["reason"].value() == "Færre ansatte"


def test_what_is_permanently_is_not_offered_after_30_days(
    cast, address, confirmed, rented, signed_in
):
    last_day = timezone.localdate() + timedelta(days=30)
    page = signed_in(cast.nordvik.orderer).get(address)
    assert f"kan rettes til og med {formatting.day(last_day)}" in page.text
    with time_machine.travel(timezone.localtime() + timedelta(days=31), tick=False):
        page = signed_in(cast.nordvik.orderer).get(address)
    assert [line.product for line in page.context["form"].lines] == [rented]
    assert "Kontorpakke er kjøpt for godt" in page.text


@pytest.mark.parametrize("days", [0, 31])
@pytest.mark.parametrize("left", [(0, 2), (0, 0), (3, 2)])
def test_what_is_shown_is_what_is_made(
    cast, address, confirmed, rented, office, signed_in, days, left
):
    """After 30 days what is perpetual stays, and the order with it."""
    with time_machine.travel(timezone.localtime() + timedelta(days=days), tick=False):
        orderer = signed_in(cast.nordvik.orderer)
        quantities = {rented: left[0]} | ({office: left[1]} if days == 0 else {})
        data = written(orderer, address, confirmed, quantities)
        page = orderer.post(address, data)
        confirm(orderer, address, data)
    made = Order.objects.get(corrects=confirmed)
    says_nothing_is_left = "Ingenting er igjen" in texts_of(page)["Det som er igjen"][0]
    assert says_nothing_is_left is (made.kind == "end") is (days == 0 and left == (0, 0))
    confirmation = page.context["confirmation"]
    assert confirmation.is_harmful is says_nothing_is_left
    assert ("Avslutt" in confirmation.heading) is says_nothing_is_left


def test_a_returned_change_is_corrected_without_retyping(
    cast, orderer, address, confirmed, rented, office
):
    facts = {"buyer_reference": "Ole i økonomi", "reason": "Vi er færre"}
    change = make.correction(confirmed, {rented: 2, office: 1}, by=cast.nordvik.orderer, **facts)
    now = timezone.now()
    return_order(change, by=cast.nordvik.approver, reason="Behold en pakke til", now=now)
    page = Page(orderer, change.get_absolute_url())
    page = Page(orderer, page.link("Rett og send på nytt"))
    assert "Behold en pakke til" in page.text
    names = [field(confirmed, one) for one in (rented, office)]
    assert [page.field(name) for name in (*names, *facts)] == ["3", "1", *facts.values()]
    page.write(names[1], "2").press("Se hva det betyr").press("Gå tilbake og endre")
    assert [page.field(name) for name in (*names, *facts)] == ["3", "2", *facts.values()]
    preview = page.press("Se hva det betyr")
    twin = Page(orderer, page.address)
    preview.press("Send endringen til godkjenning")
    made = Order.objects.get(replaces=change)
    assert (made.kind, made.corrects, made.steps.get().reason) == (
        "change",
        confirmed,
        "Vi er færre",
    )
    assert [(line.product, line.quantity) for line in made.lines.all()] == [(rented, -2)]
    assert made.number in orderer.get(change.get_absolute_url()).text
    assert "Rett og send på nytt" not in orderer.get(change.get_absolute_url()).text
    assert change.number in orderer.get(made.get_absolute_url()).text
    assert "rettet allerede" in twin.press("Se hva det betyr").text
    assert Order.objects.filter(replaces=change).count() == 1


def test_a_change_begins_with_no_a_negative_holding(cast, orderer, confirmed, rented):
    change = make.correction(confirmed, {rented: 4}, by=cast.nordvik.orderer)
    return_order(change, by=cast.nordvik.approver, reason="Nei", now=timezone.now())
    make.correction(confirmed, {rented: 3}, by=cast.nordvik.orderer)
    args = [confirmed.organisation.organisation_number, change.number]
    assert Page(orderer, reverse("order_change", args=args)).field(field(confirmed, rented)) == "0"


def test_what_is_over_or_given_up_already_is_not_offered(
    cast, address, confirmed, rented, signed_in
):
    make.correction(confirmed, {rented: 5}, by=cast.nordvik.orderer)
    assert "Alt av Skykontor er sagt opp" in signed_in(cast.nordvik.orderer).get(address).text
    with time_machine.travel(timezone.localtime() + timedelta(days=400), tick=False):
        page = signed_in(cast.nordvik.orderer).get(address)
    assert page.context["form"].lines == []
    assert "Perioden for Skykontor er over." in page.text


def test_above_ones_limit_there_is_no_button(cast, orderer, address, confirmed, rented):
    data = written(orderer, address, confirmed, {rented: 3})
    nordvik = cast.nordvik
    make.order_limit(nordvik.orderer, nordvik.organisation, 200, role=Role.ORDERER)
    page = orderer.post(address, data)
    assert "over grensen din" in plain(page.text)
    assert seen_in(page) is None


def test_the_level_that_all_reach_together_is_notified_when_it_falls(
    cast, framework, accession, orderer
):
    programme = make.programme(
        framework, name="Samlet", levels=(("A", 1), ("B", 10)), pools_volume=True
    )
    agreement = make.volume_licence_agreement(
        accession, by=cast.nordvik.orderer, programme=programme, counted_quantity=1
    )
    product = make.product(framework, name="Tjener", term_months=12, pool="server")
    order = make.confirmed_order(
        agreement, by=cast.nordvik.orderer, approver=cast.nordvik.approver, lines={product: 12}
    )
    number = order.organisation.organisation_number
    address = reverse("order_change", args=[number, order.number])

    def told(quantity):
        page = orderer.post(address, written(orderer, address, order, {product: quantity}))
        return texts_of(page)["Bestilt av alle til sammen"]

    assert told(10) == ["2 færre", "Prisnivået det gir, endrer seg ikke"]
    assert told(9) == ["3 færre", "Prisnivået det gir, går fra B til A"]
    # What was told is what happens
    today = timezone.localdate()
    [(_now, after)] = tiers_before_and_after(order, {"server": (3, 0)}, on=today)
    change = make.correction(order, {product: 3}, by=cast.nordvik.orderer)
    make.confirm(change, by=cast.nordvik.orderer, approver=cast.nordvik.approver)
    [(now, _after)] = tiers_before_and_after(order, {}, on=today)
    assert now == after
    assert PooledVolume.objects.get(framework=framework, pool="server").quantity == 9


def test_the_page_asks_as_often_for_many_lines(cast, agreement, confirmed, framework, orderer):
    number = confirmed.organisation.organisation_number
    newest = [confirmed]

    def open_page():
        return orderer.get(reverse("order_change", args=[number, newest[-1].number]))

    def add_rows(rows):
        lines = {make.product(framework, term_months=12): 1 for _ in range(rows)}
        people = {"by": cast.nordvik.orderer, "approver": cast.nordvik.approver}
        newest.append(make.confirmed_order(agreement, lines=lines, **people))

    page = assert_same_queries(open_page, add_rows=add_rows)
    assert len(page.context["form"].lines) == 49


def test_an_order_that_is_not_confirmed_has_nothing_to_change(order, orderer):
    args = [order.organisation.organisation_number, order.number]
    assert orderer.get(reverse("order_change", args=args))["Location"] == order.get_absolute_url()
