"""What the demonstration's terms promise, what its pages show and what its orders cost agree."""

import re

import pytest
from django.urls import reverse

from agreements.accessions.agreement_levels import levels_on
from agreements.demonstration.accounts import PORSANGER
from agreements.demonstration.days import LAST_DAY
from agreements.demonstration.parties import ENTERPRISE, POOLED
from agreements.models import (
    FrameworkAgreement,
    Order,
    OrderLine,
    Price,
    Product,
    Programme,
    VolumeLicenceAgreement,
)
from agreements.orders.documents import order_pdf
from agreements.price_levels.models import LevelThreshold
from agreements.price_levels.queries import kinds_without_levels
from municipalities.models import User
from tests import pdf
from tests.page import squeezed

pytestmark = [pytest.mark.django_db, pytest.mark.load, pytest.mark.usefixtures("loaded")]

PROMISED = re.compile(r"nivå ([A-D]) fr[aå] ([\d  ]+)")


@pytest.fixture
def microsoft():
    return FrameworkAgreement.objects.get(reference="microsoft")


def test_the_terms_promise_the_levels_that_the_programme_has(microsoft):
    pooled = microsoft.programmes.get(pools_volume=True)
    thresholds = LevelThreshold.objects.filter(price_level__programme=pooled)
    minimum_of = dict(thresholds.values_list("price_level__code", "minimum"))
    above_the_first = {code: minimum for code, minimum in minimum_of.items() if minimum > 1}
    for terms in microsoft.terms_versions.all():
        for text in (terms.text_nb, terms.text_nn):
            promised = {code: int(re.sub(r"\D", "", at)) for code, at in PROMISED.findall(text)}
            assert promised == above_the_first == {k: v for k, v in POOLED.items() if v > 1}
            assert f"{ENTERPRISE['A']} bruk" in text
    assert not microsoft.programmes.filter(fixed_levels__isnull=False).exists()


def test_every_order_shows_the_level_of_its_lines(microsoft):
    """Online services, which have no levels any more, are bought at the list price."""
    for programme in Programme.objects.filter(framework=microsoft):
        without = kinds_without_levels(programme, LAST_DAY)
        lines = OrderLine.objects.filter(
            order__volume_licence_agreement__programme=programme
        ).exclude(product__kind__in=without)
        shown = set(lines.values_list("price_level", "order__price_level"))
        assert shown
        assert all(line == order for line, order in shown)


def test_every_agreement_and_its_orders_show_the_level_that_holds(microsoft):
    agreements = VolumeLicenceAgreement.objects.filter(accession__framework=microsoft)
    seen = set()
    for agreement in agreements.select_related("programme", "price_level", "accession")[::40]:
        text = levels_on(agreement, LAST_DAY).text
        assert text == agreement.price_level.code
        assert set(agreement.orders.values_list("price_level", flat=True)) <= {text}
        seen.add(text)
    assert len(seen) > 1


def test_pages_and_pdf_say_the_level_of_the_pooled_programme(microsoft, signed_in):
    pooled = {"volume_licence_agreement__programme__pools_volume": True}
    order = Order.objects.filter(state="confirmed", **pooled).order_by("pk").first()
    agreement, level = order.volume_licence_agreement, order.price_level
    number = order.organisation.organisation_number
    orderer = signed_in(order.submitted_by)
    assert levels_on(agreement, LAST_DAY).text == level == "A"
    catalogue = orderer.get(reverse("catalogue", args=[number, agreement.number])).text
    assert re.search(f"Prisnivå {level}\\.", catalogue)
    page = squeezed(orderer.get(agreement.get_absolute_url()).text)
    assert f"<dt>Prisnivå</dt><dd>{level}<" in page
    assert re.search(f"kjøper i dag på prisnivå</dt><dd>{level}<", page)
    document = order_pdf(order)
    assert re.search(f"Prisnivå {level}\\b", pdf.text(document))


def test_one_payment_covers_as_long_as_the_product_lasts():
    found = set(Product.objects.values_list("term_months", "purchase_unit"))
    assert found == {(None, "once"), (12, "year"), (36, "three_years")}
    yearly = Product.objects.filter(kind__in=["subscription", "support"])
    assert set(yearly.values_list("purchase_unit", flat=True)) == {"year"}


def test_each_payment_period_in_the_filter_finds_something(signed_in):
    orderer = signed_in(User.objects.get(email="bestiller@porsanger.example"))
    agreement = VolumeLicenceAgreement.objects.filter(
        accession__organisation__organisation_number=PORSANGER
    ).first()
    address = reverse("catalogue", args=[PORSANGER, agreement.number])
    field = orderer.get(address).context["filter"].form.fields["purchase_unit"]
    periods = [value for value, _label in field.choices if value]
    assert periods == ["once", "year", "three_years"]
    counts = [
        orderer.get(address, {"purchase_unit": period}).context["page_obj"].paginator.count
        for period in periods
    ]
    assert all(counts)
    listed = Price.objects.filter(price_list__framework=agreement.accession.framework)
    assert sum(counts) == listed.values("product").distinct().count()
