"""The page of a true-up is one form: no button takes what was not shown, or loses what is typed."""

from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.approvals.actions import return_order
from agreements.models import Order, TrueUp
from municipalities.people.models import Role
from tests import agreement_factories as make
from tests.cast import PASSWORD, membership
from tests.page import Page, squeezed

pytestmark = pytest.mark.django_db

SHOW, ORDER, SIGN = "Vis forskjellen", "Bestill forskjellen", "Signer at ingenting er endret"


@pytest.fixture
def berit(cast):
    """An orderer who signs too: her page has every button."""
    person = cast.nordvik.orderer
    home = cast.nordvik
    membership(person, home.organisation, Role.SIGNATORY, confirmed_by=home.administrator)
    return person


@pytest.fixture
def page(true_up, berit, signed_in):
    return Page(signed_in(berit), true_up.get_absolute_url())


@pytest.fixture
def count(office):
    return f"counted-{office.pk}"


@pytest.fixture
def ordering(page, count):
    """Two more are counted, the difference is shown, and the rest is filled in."""
    page.write(count, "12").press(SHOW)
    return page.write("buyer_reference", "Ole Innkjøp").write("cost_centre", "4100")


def fill_in_signer(page, person):
    return page.write("signer-typed_name", person.name).write("signer-password", PASSWORD)


def is_open():
    return TrueUp.objects.get().state == "open"


@pytest.mark.parametrize("typed", ["50", "4", "ti"])
def test_counts_that_were_not_shown_are_not_signed(page, count, berit, typed):
    fill_in_signer(page.write(count, typed), berit).press(SIGN)
    assert (page.status, is_open()) == (422, True)
    assert page.field(count) == typed
    assert page.field("signer-typed_name") == berit.name
    assert page.field("signer-password") in {"", None}


def test_what_was_typed_for_the_signature_is_no_obstacle_to_showing(page, count, berit):
    fill_in_signer(page, berit).press(SHOW)
    assert page.status == 200
    fill_in_signer(page, berit).press(SIGN)
    assert TrueUp.objects.get().state == "no_change"


def test_a_wrong_password_keeps_the_counts_and_the_name(
    page, true_up, count, yearly, berit, settings
):
    true_up.volume_licence_agreement.accession.framework.programmes.update(
        allows_subscription_decrease=True
    )
    settings.SIGNING_OIDC_ISSUER = "https://id.example"
    fewer = f"counted-{yearly.pk}"
    page.write(fewer, "4").press(SHOW)
    page.write("signer-typed_name", berit.name).write("signer-password", "feil")
    page.press("Signer for færre")
    assert (page.status, is_open(), page.field(fewer)) == (422, True, "4")
    assert page.field("signer-typed_name") == berit.name
    # Who goes to the electronic signer from here comes back to a page, with the counts
    assert quote(f"{true_up.get_absolute_url()}?{fewer}=4", safe="") in str(page.response.content)


def test_showing_the_difference_anew_keeps_what_the_order_says(ordering, count):
    for counted in ("13", "10", "x", "14"):
        ordering.write(count, counted).press(SHOW)
        assert ordering.field("buyer_reference") == "Ole Innkjøp"
        assert ordering.field("cost_centre") == "4100"
    ordering.press(ORDER)
    assert Order.objects.get().lines.get().quantity == 4
    assert Order.objects.get().cost_centre == "4100"


def test_a_count_changed_after_the_difference_was_shown_is_shown_first(ordering, count):
    ordering.write(count, "13").press(ORDER)
    assert (ordering.status, is_open()) == (422, True)
    assert (ordering.field(count), ordering.field("cost_centre")) == ("13", "4100")
    ordering.press(ORDER)
    assert Order.objects.get().lines.get().quantity == 3


def test_counts_that_cost_as_much_are_other_counts_too(page, agreement, count, berit):
    twin = make.product(agreement.accession.framework, name="Tegnepakke", net="100.00")
    make.ledger_entry(agreement, twin, by=berit, quantity=10)
    page = Page(page.client, page.address).write(count, "12").press(SHOW)
    page.write("buyer_reference", "Ole")
    page.write(count, "10").write(f"counted-{twin.pk}", "12").press(ORDER)
    assert (page.status, is_open()) == (422, True)
    page.press(ORDER)
    assert Order.objects.get().lines.get().product == twin


@pytest.mark.parametrize("obstacle", ["limit", "suspension", "holdings"])
def test_a_refused_order_keeps_what_is_typed(
    ordering, count, cast, berit, true_up, office, obstacle
):
    agreement = true_up.volume_licence_agreement
    if obstacle == "limit":
        make.order_limit(berit, cast.nordvik.organisation, 100, role=Role.ORDERER)
    elif obstacle == "suspension":
        make.suspension(agreement.accession.framework, by=cast.kari)
    else:
        make.ledger_entry(agreement, office, by=berit, quantity=1)
    ordering.press(ORDER)
    assert (ordering.status, is_open()) == (422, True)
    assert ordering.tree.find_class("ds-error-summary")
    assert [ordering.field(name) for name in (count, "buyer_reference", "cost_centre")] == [
        "12",
        "Ole Innkjøp",
        "4100",
    ]


def test_a_returned_order_of_the_difference_is_corrected_as_any_other(
    ordering, cast, true_up, count, signed_in
):
    ordering.press(ORDER)
    first, approver = Order.objects.get(), cast.nordvik.approver
    for quantity in ("3", "4"):
        [last] = Order.objects.filter(replacements=None)
        return_order(last, by=approver, reason="Feil antall", now=timezone.now())
        page = Page(ordering.client, last.get_absolute_url()).press("Rett og send på nytt")
        assert (page.field("buyer_reference"), page.field("cost_centre")) == ("Ole Innkjøp", "4100")
        page.write(count.replace("counted", "line") + "-quantity", quantity)
        page.press("Send til godkjenning").press("Send til godkjenning")
    made = Order.objects.get(replacements=None)
    assert (made.kind, made.lines.get().quantity, made.replaces.replaces) == ("true_up", 4, first)
    for person in (cast.nordvik.orderer, cast.kari):
        address = true_up.get_absolute_url()
        if person == cast.kari:
            address = reverse("ks_true_ups") + "?alle=1"
        page = signed_in(person).get(address)
        assert f"{made.number}</a>: Venter på godkjenning" in squeezed(page.text)
        assert f"{first.number}</a>" not in squeezed(page.text)


def test_who_comes_second_sees_the_answer_of_the_first(ordering, cast, true_up):
    make.signed_counts(true_up, by=cast.nordvik.signatory)
    ordering.press(ORDER)
    assert ordering.status == 200
    assert "allerede" in ordering.text
    assert not Order.objects.exists()


def test_a_signatory_who_cannot_count_signs_as_it_is(cast, true_up, signed_in):
    page = Page(signed_in(cast.nordvik.signatory), true_up.get_absolute_url())
    assert not page.tree.xpath("//input[starts-with(@name, 'counted-')]")
    fill_in_signer(page, cast.nordvik.signatory).press(SIGN)
    assert TrueUp.objects.get().state == "no_change"


def test_fewer_that_were_not_shown_are_not_signed(page, true_up, yearly, berit):
    programmes = true_up.volume_licence_agreement.accession.framework.programmes
    programmes.update(allows_subscription_decrease=True)
    fewer = f"counted-{yearly.pk}"
    fill_in_signer(page.write(fewer, "4"), berit).press(SIGN)
    assert (page.status, is_open(), page.field(fewer)) == (422, True, "4")
    fill_in_signer(page, berit).press("Signer for færre")
    assert TrueUp.objects.get().state == "fewer"
