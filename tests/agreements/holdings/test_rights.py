"""What licences, step-ups and assurance let one use together."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.counts.queries import margins
from agreements.holdings.actions import reverse_entries
from agreements.holdings.rights import rights_on
from agreements.models import LedgerEntry, Product
from tests import agreement_factories as make
from tests.pdf import text

pytestmark = pytest.mark.django_db

AT = date(2028, 6, 1)
LATER = date(2028, 12, 31)


@pytest.fixture
def standard(framework):
    return make.edition(framework, name="Tenar Standard")


@pytest.fixture
def enterprise(framework):
    return make.edition(framework, name="Tenar Enterprise")


@pytest.fixture
def buy(cast, agreement):
    def post(quantity, **product):
        entry = {
            name: product.pop(name)
            for name in ("valid_from", "valid_to", "assured_to")
            if name in product
        }
        made = make.product(agreement.accession.framework, **product)
        return make.ledger_entry(
            agreement, made, by=cast.nordvik.orderer, quantity=quantity, **entry
        )

    return post


def right_to(edition, organisation, at=AT):
    return next(right for right in rights_on(organisation, at) if right.edition == edition)


def test_assurance_covers_licences_of_its_edition(cast, buy, standard):
    buy(10, edition=standard)
    buy(4, edition=standard, kind="sa", valid_to=LATER)
    right = right_to(standard, cast.nordvik.organisation)
    assert (right.usable, right.newest, right.assured_until) == (10, 4, LATER)
    after = right_to(standard, cast.nordvik.organisation, LATER + timedelta(days=1))
    assert (after.usable, after.newest, after.assured_before) == (10, 0, LATER)


def test_assurance_that_came_with_a_licence_ends_before_it(cast, buy, standard):
    buy(5, edition=standard, kind="licence_sa", assured_to=LATER)
    assert right_to(standard, cast.nordvik.organisation).newest == 5
    after = right_to(standard, cast.nordvik.organisation, LATER + timedelta(days=1))
    assert (after.usable, after.newest) == (5, 0)


def test_a_step_up_moves_licences_and_their_assurance(cast, buy, standard, enterprise):
    buy(10, edition=standard, kind="licence_sa", assured_to=LATER)
    buy(4, edition=enterprise, steps_up_from=standard, kind="step_up")
    below = right_to(standard, cast.nordvik.organisation)
    above = right_to(enterprise, cast.nordvik.organisation)
    assert (below.usable, below.assured, below.stepped_up) == (6, 6, 4)
    assert (above.usable, above.assured, above.assured_until) == (4, 4, LATER)


def test_step_ups_upon_step_ups_carry_the_assurance_to_the_top(cast, buy, framework):
    # The editions in an order in which their keys do not lead upwards
    middle, top, base = [make.edition(framework, name=name) for name in ("B", "C", "A")]
    buy(10, edition=base, kind="licence_sa", assured_to=LATER)
    buy(10, edition=middle, steps_up_from=base, kind="step_up")
    buy(10, edition=top, steps_up_from=middle, kind="step_up")
    rights = {right.edition.name: right for right in rights_on(cast.nordvik.organisation, AT)}
    assert {name: (right.usable, right.newest) for name, right in rights.items()} == {
        "A": (0, 0),
        "B": (0, 0),
        "C": (10, 10),
    }
    assert [name for name, right in rights.items() if right.assurance_without_licence] == []
    assert [name for name, right in rights.items() if right.ends_soon(LATER)] == ["C"]


def test_step_ups_in_a_circle_are_worked_out_all_the_same(cast, buy, framework):
    one, other, above = [make.edition(framework, name=name) for name in ("Én", "To", "Over")]
    buy(5, edition=one, kind="licence_sa", assured_to=LATER)
    buy(2, edition=other, steps_up_from=one, kind="step_up")
    buy(1, edition=one, steps_up_from=other, kind="step_up")
    buy(1, edition=above, steps_up_from=other, kind="step_up")
    rights = rights_on(cast.nordvik.organisation, AT)
    assert {right.edition.name: right.usable for right in rights} == {"Én": 4, "To": 0, "Over": 1}
    assert sum(right.assured for right in rights) == 5


def test_assurance_that_was_passed_on_does_not_end_here(cast, agreement, buy, standard):
    soon = AT + timedelta(days=30)
    given_up = buy(5, edition=standard, kind="sa", valid_to=soon)
    make.ledger_entry(
        agreement,
        given_up.product,
        by=cast.nordvik.orderer,
        kind="reduction",
        quantity=-5,
        valid_to=soon,
    )
    buy(3, edition=standard, kind="licence_sa", assured_to=LATER)
    right = right_to(standard, cast.nordvik.organisation)
    assert (right.assured, right.assured_until) == (3, LATER)
    after = right_to(standard, cast.nordvik.organisation, LATER)
    assert after.assured_before is None


def test_what_stands_on_nothing_is_notified(cast, buy, standard, enterprise):
    buy(1, edition=standard)
    buy(3, edition=standard, kind="sa", valid_to=LATER)
    buy(2, edition=standard, steps_up_from=enterprise, kind="step_up")
    right = right_to(standard, cast.nordvik.organisation)
    assert (right.usable, right.assurance_without_licence) == (3, 0)
    assert right_to(enterprise, cast.nordvik.organisation).step_ups_without_licence == 2


def test_what_was_taken_back_gives_no_right(cast, buy, standard):
    entry = buy(5, edition=standard, kind="licence_sa", assured_to=LATER)
    reverse_entries([entry], by=cast.nordvik.orderer, now=timezone.now())
    right = right_to(standard, cast.nordvik.organisation)
    assert (right.usable, right.assured, right.assured_until) == (0, 0, None)


def test_a_confirmed_licence_with_assurance_is_assured_for_the_agreements_term(
    cast, agreement, framework, standard
):
    product = make.product(framework, kind="licence_sa", edition=standard)
    order = make.confirmed_order(
        agreement, by=cast.nordvik.orderer, approver=cast.nordvik.approver, lines={product: 2}
    )
    entry = LedgerEntry.objects.get(order_line__order=order)
    assert (entry.valid_to, entry.assured_to) == (None, agreement.ends_on)


def test_the_database_ties_only_what_belongs_together(cast, buy, framework, standard, enterprise):
    foreign = make.edition(make.framework())
    refused = {
        "product_only_a_step_up_steps_up": {"edition": standard, "steps_up_from": enterprise},
        "product_editions_in_framework": {"edition": foreign},
    }
    for name, fields in refused.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            make.product(framework, **fields)
    with pytest.raises(IntegrityError, match="comes_with_assurance"), transaction.atomic():
        buy(1, edition=standard, valid_to=LATER, assured_to=LATER)


def test_the_admin_says_what_a_step_up_is(framework, standard):
    product = make.product(framework, kind="step_up")
    product.edition = product.steps_up_from = standard
    with pytest.raises(ValidationError, match="En oppgradering fører fra én utgave til en annen"):
        product.full_clean()


def test_page_and_pdf_tell_the_rights(cast, buy, standard, enterprise, signed_in):
    buy(10, edition=standard, kind="licence_sa", assured_to=LATER)
    buy(4, edition=enterprise, steps_up_from=standard, kind="step_up")
    number = cast.nordvik.organisation.organisation_number
    reader = signed_in(cast.nordvik.reader)
    page = reader.get(reverse("rights", args=[number]), {"at": AT.isoformat()})
    assert [(right.edition.name, right.usable) for right in page.context["rights"]] == [
        ("Tenar Enterprise", 4),
        ("Tenar Standard", 6),
    ]
    document = reader.get(reverse("holdings_pdf", args=[number]), {"at": AT.isoformat()})
    words = " ".join(text(document.content).split())
    assert "Tenar Enterprise 0 +4 4 4" in words
    assert "Tenar Standard 10 −4 6 6" in words


def test_step_ups_and_assurance_are_no_licences_to_count(cast, buy, standard, enterprise):
    base = buy(10, edition=standard, kind="licence_sa", assured_to=LATER)
    buy(4, edition=enterprise, steps_up_from=standard, kind="step_up")
    make.licence_count(
        cast.nordvik.organisation,
        base.product,
        by=cast.nordvik.orderer,
        quantity=7,
        counted_on=AT,
    )
    rows = {row.product_name: (row.owned, row.used) for row in margins(base.organisation, AT)}
    assert rows == {"Tenar Enterprise": (4, None), "Tenar Standard": (6, 7)}
    assert Product.objects.filter(edition=enterprise).count() == 1
