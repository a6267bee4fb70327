"""Ceilings: what may be ordered under a framework agreement, and what never more than that."""

from decimal import Decimal

import pgtrigger
import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from agreements.approvals import actions as approvals_actions
from agreements.basket import actions as basket_actions
from agreements.frameworks.ceilings import override_ceiling
from agreements.models import Basket, BasketLine, Ceiling, CeilingOverride, Order, Product
from municipalities.confirmation import BACK_TO_FORM, SEEN
from municipalities.models import User
from tests import agreement_factories as make
from tests import pdf
from tests.confirming import seen_in
from tests.page import squeezed
from tests.races import at_once, meanwhile

pytestmark = pytest.mark.django_db


def used(ceiling):
    """What the ceiling counts now: kroner and units."""
    ceiling.refresh_from_db()
    return ceiling.used_value, ceiling.used_quantity


def order(agreement, cast, lines):
    """An order of Nordvik's orderer, or the refusal."""
    return make.order(agreement, by=cast.nordvik.orderer, lines=lines)


@pytest.mark.parametrize(
    ("maximum", "passes"),
    [
        ({"maximum_value": Decimal("500.00")}, True),
        ({"maximum_value": Decimal("499.99")}, False),
        ({"maximum_quantity": 5}, True),
        ({"maximum_quantity": 4}, False),
        ({"maximum_value": Decimal("500.00"), "maximum_quantity": 4}, False),
        ({"maximum_value": Decimal("499.99"), "maximum_quantity": 5}, False),
        ({"maximum_value": Decimal(0)}, False),
        ({}, True),
    ],
)
def test_an_order_passes_when_it_fits_to_the_last_krone_and_unit(
    cast, agreement, office, maximum, passes
):
    ceiling = make.ceiling(agreement.accession.framework, **maximum)
    if passes:
        order(agreement, cast, {office: 5})
        assert used(ceiling) == (Decimal("500.00"), 5)
    else:
        with pytest.raises(ValidationError) as refusal:
            order(agreement, cast, {office: 5})
        assert refusal.value.code == "ceiling_reached"
        assert (used(ceiling), Order.objects.count()) == ((0, 0), 0)


def test_the_refusal_tells_the_figures(cast, agreement, office):
    make.ceiling(agreement.accession.framework, maximum_value=Decimal("1234.50"))
    with pytest.raises(ValidationError) as refusal:
        order(agreement, cast, {office: 13})
    assert refusal.value.params["left"] == "1\xa0234,50\xa0kr"
    assert refusal.value.params["asked"] == "1\xa0300,00\xa0kr"


def test_room_that_comes_while_we_look_is_told_too(cast, agreement, office):
    ceiling = make.ceiling(agreement.accession.framework, maximum_value=Decimal("499.99"))
    more = Ceiling.objects.filter(pk=ceiling.pk)
    with (
        meanwhile('UPDATE "agreements_ceiling"', lambda: more.update(extra_value=100)),
        pytest.raises(ValidationError) as refusal,
    ):
        order(agreement, cast, {office: 5})
    assert refusal.value.code == "ceiling_reached"
    assert refusal.value.params["left"] == "599,99\xa0kr"


@pytest.mark.parametrize("taken_back", ["returned", "withdrawn"])
def test_an_order_taken_back_gives_back_what_it_reserved(cast, agreement, office, taken_back):
    ceiling = make.ceiling(agreement.accession.framework, maximum_quantity=5)
    placed = order(agreement, cast, {office: 5})
    if taken_back == "returned":
        approvals_actions.return_order(
            placed, by=cast.nordvik.approver, reason="For mange", now=timezone.now()
        )
    else:
        approvals_actions.withdraw_order(placed, by=cast.nordvik.orderer, now=timezone.now())
    assert used(ceiling) == (0, 0)
    order(agreement, cast, {office: 5})
    assert used(ceiling)[1] == 5


def test_a_lot_has_a_ceiling_of_its_own(cast, agreement, office):
    framework = agreement.accession.framework
    lot = make.lot(framework)
    course = make.product(framework, lot=lot)
    Product.objects.filter(pk=office.pk).update(lot=make.lot(framework, number=2))
    whole = make.ceiling(framework, maximum_quantity=10)
    part = make.ceiling(framework, lot=lot, maximum_quantity=3)
    order(agreement, cast, {office: 4, course: 3})
    assert (used(whole)[1], used(part)[1]) == (7, 3)
    with pytest.raises(ValidationError) as refusal:
        order(agreement, cast, {course: 1})
    assert refusal.value.params["agreement"] == "1. Programvare"
    assert (used(whole)[1], used(part)[1]) == (7, 3)


def test_moving_a_product_to_another_lot_does_not_move_what_is_ordered(cast, agreement):
    framework = agreement.accession.framework
    first, second = make.lot(framework), make.lot(framework, number=2)
    course = make.product(framework, lot=first)
    ceilings = [make.ceiling(framework, lot=lot, maximum_quantity=9) for lot in (first, second)]
    placed = order(agreement, cast, {course: 3})
    course.lot = second
    course.save()
    approvals_actions.withdraw_order(placed, by=cast.nordvik.orderer, now=timezone.now())
    assert [used(ceiling)[1] for ceiling in ceilings] == [0, 0]


def test_ks_lets_more_through_with_a_reason(cast, agreement, office):
    ceiling = make.ceiling(agreement.accession.framework, maximum_quantity=5)
    override_ceiling(
        ceiling,
        extra_value=Decimal(0),
        extra_quantity=2,
        reason="Tillegg etter kunngjøring 2",
        by=cast.kari,
        now=timezone.now(),
    )
    order(agreement, cast, {office: 7})
    assert used(ceiling)[1] == 7
    assert CeilingOverride.objects.get().made_by == cast.kari


@pytest.mark.parametrize(
    ("more", "constraint"),
    [
        ({"extra_value": Decimal(0), "extra_quantity": 0, "reason": "Ja"}, "is_not_empty"),
        ({"extra_value": Decimal(-1), "extra_quantity": 2, "reason": "Ja"}, "is_not_empty"),
        ({"extra_value": Decimal(1), "extra_quantity": 0, "reason": ""}, "has_a_reason"),
    ],
)
def test_an_override_lets_something_through_and_says_why(cast, framework, more, constraint):
    ceiling = make.ceiling(framework, maximum_quantity=5)
    with pytest.raises(ValidationError):
        override_ceiling(ceiling, by=cast.kari, now=timezone.now(), **more)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        CeilingOverride.objects.create(
            ceiling=ceiling, made_by=cast.kari, made_at=timezone.now(), **more
        )


@pytest.mark.parametrize(
    ("column", "value"), [("used_value", "100.01"), ("used_quantity", 6), ("used_value", "-1")]
)
def test_the_database_itself_keeps_the_ceiling(framework, column, value):
    ceiling = make.ceiling(framework, maximum_value=Decimal("100.00"), maximum_quantity=5)
    with pytest.raises(IntegrityError, match="ceiling_"), transaction.atomic():
        Ceiling.objects.filter(pk=ceiling.pk).update(**{column: value})


def test_a_maximum_cannot_go_below_what_is_ordered(cast, agreement, office):
    ceiling = make.ceiling(agreement.accession.framework, maximum_quantity=5)
    order(agreement, cast, {office: 5})
    with (
        pgtrigger.ignore("agreements.Ceiling:ceiling_moves_by_amendment"),
        pytest.raises(IntegrityError, match="quantity_is_not_broken"),
        transaction.atomic(),
    ):
        Ceiling.objects.filter(pk=ceiling.pk).update(maximum_quantity=4)


@pytest.mark.parametrize("made", [make.ceiling, make.product])
def test_the_lot_of_another_agreement_is_refused(framework, made):
    foreign = make.lot(make.framework())
    with pytest.raises(IntegrityError, match="lot_in_framework"), transaction.atomic():
        made(framework, lot=foreign)


def test_a_wrong_count_is_found_and_mended(cast, agreement, office):
    framework = agreement.accession.framework
    ceiling = make.ceiling(framework, maximum_quantity=50)
    order(agreement, cast, {office: 5})
    call_command("check_ceilings")
    Ceiling.objects.update(used_quantity=F("used_quantity") + 1)
    with pytest.raises(CommandError, match=framework.name):
        call_command("check_ceilings")
    assert used(ceiling)[1] == 5
    call_command("check_ceilings")


def test_buyers_see_what_is_left(cast, agreement, office, signed_in):
    make.ceiling(agreement.accession.framework, maximum_quantity=1_500, estimated_quantity=900)
    order(agreement, cast, {office: 5})
    page = signed_in(cast.nordvik.reader).get(agreement.get_absolute_url()).content.decode()
    assert "5 av 1\xa0500 enheter er bestilt." in page
    assert 'max="1500" low="810' in squeezed(page)


def test_a_case_officer_lets_more_through_on_the_page(cast, framework, signed_in):
    ceiling = make.ceiling(framework, maximum_value=Decimal(1000))
    officer = signed_in(cast.kari)
    address = reverse("ks_ceiling_override", args=[framework.reference, ceiling.pk])
    prefix = f"ceiling-{ceiling.pk}"
    refused = officer.post(address, {f"{prefix}-extra_value": "500"})
    assert (refused.status_code, CeilingOverride.objects.count()) == (422, 0)
    nothing = officer.post(address, {f"{prefix}-reason": "Avtalt i tillegg"})
    assert (nothing.status_code, seen_in(nothing)) == (422, None)
    asked = {f"{prefix}-extra_value": "500", f"{prefix}-reason": "Avtalt i tillegg"}
    shown = officer.post(address, asked)
    assert CeilingOverride.objects.count() == 0
    for words in ("1 000,00 kr", "1 500,00 kr", "Avtalt i tillegg"):
        assert words in pdf.plain(shown.text)
    back = officer.post(address, asked | {BACK_TO_FORM: "1"})
    assert (back.status_code, CeilingOverride.objects.count()) == (200, 0)
    assert "Avtalt i tillegg" in back.text
    for _press in range(2):  # the second finds another maximum than it has seen
        officer.post(address, asked | {SEEN: seen_in(shown)})
    ceiling.refresh_from_db()
    assert ceiling.allowed_value == Decimal(1500)
    page = officer.get(reverse("ks_framework", args=[framework.reference])).content.decode()
    assert "Avtalt i tillegg" in page


@pytest.mark.django_db(transaction=True)
def test_of_fifty_orders_racing_for_thirty_units_thirty_pass(cast, agreement, office):
    ceiling = make.ceiling(agreement.accession.framework, maximum_quantity=30)
    buyers = User.objects.bulk_create(
        User(email=f"innkjop{number}@nordvik.example", name="Innkjøp") for number in range(50)
    )
    baskets = Basket.objects.bulk_create(
        Basket(user=buyer, volume_licence_agreement=agreement) for buyer in buyers
    )
    BasketLine.objects.bulk_create(
        BasketLine(basket=basket, product=office, quantity=1) for basket in baskets
    )
    submissions = [(buyer, make.submission(agreement, by=buyer)) for buyer in buyers]

    def submit(pairs):
        outcomes = []
        for buyer, submission in pairs:
            try:
                basket_actions.submit_order(
                    agreement, by=buyer, submission=submission, now=timezone.now()
                )
                outcomes.append("passed")
            except ValidationError as refusal:
                outcomes.append(refusal.code)
        return outcomes

    rounds = at_once(*[lambda pairs=submissions[at::25]: submit(pairs) for at in range(25)])
    outcomes = [outcome for ended in rounds for outcome in ended]
    assert (outcomes.count("passed"), outcomes.count("ceiling_reached")) == (30, 20)
    assert used(ceiling)[1] == 30
    assert sorted(Order.objects.values_list("sequence", flat=True)) == list(range(1, 31))
