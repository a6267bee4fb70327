"""What is ordered again and again."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from lxml import html

from agreements.basket.order_templates import (
    rename_template,
    save_basket_as_template,
    save_order_as_template,
)
from agreements.basket.prices import price_basket
from agreements.basket.queries import basket_of
from agreements.basket.refilling import contents_of_template, refill_basket
from agreements.models import Basket, OrderTemplate
from tests import agreement_factories as make

pytestmark = pytest.mark.django_db


def quantities(template):
    return {line.product.name: line.quantity for line in template.lines.all()}


@pytest.fixture
def template(cast, order):
    person = order.submitted_by
    return save_order_as_template(order, name="Nye PC-er", by=person, now=timezone.now())


def test_an_order_is_saved_as_a_template(template):
    assert quantities(template) == {"Debian GNU/Linux": 2, "Kontorpakke": 5}


def test_a_basket_is_saved_as_a_template_and_stays(cast, agreement, office):
    person = cast.nordvik.orderer
    make.filled_basket(agreement, by=person, lines={office: 7})
    saved = save_basket_as_template(agreement, name="Skole", by=person, now=timezone.now())
    assert quantities(saved) == {"Kontorpakke": 7}
    assert Basket.objects.get().lines.count() == 1


def test_an_empty_basket_is_no_template(cast, agreement):
    with pytest.raises(ValidationError):
        save_basket_as_template(agreement, name="Tom", by=cast.nordvik.orderer, now=timezone.now())
    assert not OrderTemplate.objects.exists()


def test_an_order_that_lowers_another_is_no_template(cast, order):
    make.confirm(order, by=cast.nordvik.orderer, approver=cast.nordvik.approver)
    fewer = {order.lines.first().product: 1}
    lower = make.correction(order, fewer, by=cast.nordvik.orderer)
    with pytest.raises(ValidationError) as refusal:
        save_order_as_template(lower, name="Færre", by=cast.nordvik.orderer, now=timezone.now())
    assert refusal.value.code == "order_is_a_correction"


def test_a_template_fills_the_basket_at_todays_prices(cast, template, agreement, office):
    today = timezone.localdate()
    make.price_list(office.framework, version="Ny", valid_from=today)
    make.price(office, net="110.00")
    contents = contents_of_template(template, on=today)
    gone = refill_basket(contents, by=cast.nordvik.approver, seen="", now=timezone.now())
    assert gone == ["Debian GNU/Linux"]
    basket = basket_of(cast.nordvik.approver, agreement)
    assert price_basket(basket, agreement=agreement, on=today).amount.net == 550


def test_a_name_is_used_once(cast, template, order):
    with pytest.raises(ValidationError):
        save_order_as_template(order, name="NYE PC-ER", by=order.submitted_by, now=timezone.now())
    other = save_order_as_template(order, name="To", by=order.submitted_by, now=timezone.now())
    with pytest.raises(ValidationError):
        rename_template(other, name="nye pc-er")
    rename_template(template, name="Nye PC-er")


def test_the_pages_save_rename_use_and_delete(cast, order, agreement, office, signed_in):
    client = signed_in(cast.nordvik.orderer)
    number = cast.nordvik.organisation.organisation_number
    client.post(reverse("order_save_template", args=[number, order.number]), {"name": "Fra ordre"})
    basket = make.filled_basket(agreement, by=cast.nordvik.orderer, lines={office: 3})
    save_basket = reverse("basket_save_template", args=[number, agreement.number])
    for name in ("Kurv", " "):
        sent = {"submission_key": basket.submission_key, "template_name": name}
        client.post(save_basket, sent)
    page = client.get(reverse("order_templates", args=[number]))
    assert [row.name for row in page.context["templates"]] == ["Fra ordre", "Kurv"]
    saved = OrderTemplate.objects.get(name="Kurv")
    client.post(reverse("order_template_rename", args=[number, saved.pk]), {"name": "Skole"})
    saved.refresh_from_db()
    assert saved.name == "Skole"
    Basket.objects.all().delete()
    response = client.post(reverse("order_template_use", args=[number, saved.pk]))
    assert response["Location"] == reverse("basket", args=[number, agreement.number])
    assert [line.quantity for line in Basket.objects.get().lines.all()] == [3]
    client.post(reverse("order_template_delete", args=[number, saved.pk]))
    assert [row.name for row in OrderTemplate.objects.all()] == ["Fra ordre"]


@pytest.mark.parametrize("source", ["order", "basket", "template"])
def test_a_name_that_is_taken_is_shown_again(
    cast, order, agreement, office, template, signed_in, source
):
    client, number = signed_in(cast.nordvik.orderer), cast.nordvik.organisation.organisation_number
    taken = {"name": template.name}
    if source == "basket":
        basket = make.filled_basket(agreement, by=cast.nordvik.orderer, lines={office: 3})
        address = reverse("basket_save_template", args=[number, agreement.number])
        sent = {"submission_key": basket.submission_key, "template_name": template.name}
    elif source == "order":
        address, sent = reverse("order_save_template", args=[number, order.number]), taken
    else:
        other = make.order_template(order, by=cast.nordvik.orderer, name="En annen")
        address, sent = reverse("order_template_rename", args=[number, other.pk]), taken
    page = client.post(address, sent)
    assert page.status_code == 422
    tree = html.document_fromstring(page.text)
    [field] = tree.xpath("//details[@open]//input[@name='name' or @name='template_name']")
    assert field.get("value") == template.name
    assert "finnes alt en mal" in tree.find_class("ds-error-summary")[0].text_content()
    assert OrderTemplate.objects.filter(name=template.name).count() == 1


def test_another_organisations_template_is_not_there(cast, foreign, template, signed_in):
    client = signed_in(cast.sorvag.orderer)
    number = cast.sorvag.organisation.organisation_number
    answer = client.post(reverse("order_template_use", args=[number, template.pk]))
    assert answer.status_code == 404
