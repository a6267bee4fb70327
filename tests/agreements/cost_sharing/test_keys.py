"""Cost-sharing keys: always 100 per cent, dated, and shown as kroner on what is bought."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.urls import reverse
from django.utils import timezone

from agreements.cost_sharing.queries import cost_parts, keys_in_force, sharers_of
from agreements.models import CostShare, CostSharingKey, Order
from agreements.orders.documents import order_pdf
from agreements.orders.queries import orders_in_full
from tests import agreement_factories as make
from tests import pdf
from tests.factories import organisation
from tests.races import at_once, first_code

pytestmark = pytest.mark.django_db
JOINT = "Felles servere"


def refused(code):
    return pytest.raises(ValidationError, check=lambda refusal: first_code(refusal) == code)


def refused_by(name):
    return pytest.raises((IntegrityError, DatabaseError), match=name)


def check_now():
    """Look at what is otherwise looked at when the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def halves(cast):
    """{organisation: per cent} of the two."""
    return {cast.nordvik.organisation: Decimal("66.67"), cast.sorvag.organisation: Decimal("33.33")}


@pytest.fixture
def key(cast, halves):
    return make.cost_sharing_key(
        cast.nordvik.organisation, by=cast.nordvik.administrator, shares=halves
    )


@pytest.mark.parametrize("last", ["33.32", "33.34", "33.33"])
def test_the_shares_make_up_exactly_a_hundred(cast, halves, last):
    halves[cast.sorvag.organisation] = Decimal(last)
    details = {"by": cast.nordvik.administrator, "shares": halves}
    if last == "33.33":
        make.cost_sharing_key(cast.nordvik.organisation, **details)
        check_now()
        return
    with refused("shares_are_not_100_percent"):
        make.cost_sharing_key(cast.nordvik.organisation, **details)
    assert not CostSharingKey.objects.exists()


def raw(cast, *percents):
    """A key written straight into its tables."""
    key = CostSharingKey.objects.create(
        organisation=cast.nordvik.organisation,
        name=JOINT,
        starts_on=date(2026, 1, 1),
        made_at=timezone.now(),
        made_by=cast.nordvik.administrator,
    )
    for team, percent in zip((cast.nordvik, cast.sorvag), percents, strict=False):
        CostShare.objects.create(key=key, organisation=team.organisation, percent=percent)
    return key


@pytest.mark.parametrize("percents", [(), ("99.99",), ("50", "50.01")])
def test_the_database_refuses_what_is_not_a_hundred(cast, percents):
    with refused_by("make.?.?up_100_percent"), transaction.atomic():
        raw(cast, *percents)
        check_now()


def test_the_database_refuses_one_share_more(cast, key):
    check_now()
    with refused_by("cost_shares_make_up_100_percent"), transaction.atomic():
        CostShare.objects.create(key=key, organisation=organisation(), percent=1)
        check_now()


@pytest.mark.parametrize("percents", [("0", "100"), ("-1", "101")])
def test_the_database_refuses_what_is_no_part(cast, percents):
    with refused_by("cost_share_is_a_part"), transaction.atomic():
        raw(cast, *percents)


@pytest.mark.parametrize("model", [CostSharingKey, CostShare])
def test_nothing_of_a_key_is_changed_or_deleted(key, model):
    with refused_by("append_only"), transaction.atomic():
        model.objects.all()._raw_delete("default")
    with refused_by("append_only"), transaction.atomic():
        model.objects.update(**{"name": "Annet"} if model is CostSharingKey else {"percent": 50})


def test_a_newer_key_of_the_same_name_ends_the_older(cast, key):
    newer = make.cost_sharing_key(
        cast.nordvik.organisation, by=cast.nordvik.administrator, starts_on=date(2026, 7, 1)
    )
    other = make.cost_sharing_key(
        cast.nordvik.organisation, by=cast.nordvik.administrator, name="Lagring"
    )
    houses = [cast.nordvik.organisation]
    assert set(keys_in_force(houses, date(2025, 12, 31))) == set()
    assert set(keys_in_force(houses, date(2026, 6, 30))) == {key, other}
    assert set(keys_in_force(houses, date(2026, 7, 1))) == {newer, other}


def test_two_keys_of_a_name_do_not_begin_the_same_day(cast, key):
    with pytest.raises(ValidationError):
        make.cost_sharing_key(cast.nordvik.organisation, by=cast.nordvik.administrator)


@pytest.mark.django_db(transaction=True)
def test_of_two_keys_recorded_at_once_one_is(cast):
    def act():
        make.cost_sharing_key(cast.nordvik.organisation, by=cast.nordvik.administrator)
        return "recorded"

    outcomes = at_once(act, act, act)
    assert outcomes.count("recorded") == 1
    assert CostSharingKey.objects.count() == 1


# On what is bought


@pytest.fixture
def shared(cast, agreement, office, key):
    """An order of five office suites that the two share."""
    return make.order(agreement, by=cast.nordvik.orderer, lines={office: 5}, cost_sharing_key=key)


def test_the_parts_are_the_order(cast, shared, key):
    parts = cost_parts(shared, key, sharers_of(key))
    assert sum(part.net for part in parts) == shared.net
    assert sum(part.gross for part in parts) == shared.gross
    assert [str(part.net) for part in parts] == ["333.35", "166.65"]


def test_the_page_and_the_pdf_show_each_ones_kroner(cast, shared, signed_in):
    page = signed_in(cast.nordvik.reader).get(shared.get_absolute_url()).content.decode()
    document = pdf.text(order_pdf(orders_in_full().get(pk=shared.pk)))
    for words in (pdf.plain(page), document):
        assert JOINT in words
        assert "Sørvåg kommune" in words
        assert "166,65 kr" in words


def test_the_holding_says_that_it_is_shared(cast, agreement, office, shared, signed_in):
    make.confirm(shared, by=cast.nordvik.orderer, approver=cast.nordvik.approver)
    number = cast.nordvik.organisation.organisation_number
    address = reverse("holding", args=[number, agreement.number, office.pk])
    assert JOINT in signed_in(cast.nordvik.reader).get(address).content.decode()


def test_an_order_keeps_its_shares_when_a_newer_key_begins(cast, shared, key):
    make.cost_sharing_key(
        cast.nordvik.organisation, by=cast.nordvik.administrator, starts_on=timezone.localdate()
    )
    assert orders_in_full().get(pk=shared.pk).parts[0].percent == Decimal("66.67")


def test_a_change_is_shared_as_what_it_changes(cast, agreement, office, shared, key):
    make.confirm(shared, by=cast.nordvik.orderer, approver=cast.nordvik.approver)
    make.cost_sharing_key(
        cast.nordvik.organisation, by=cast.nordvik.administrator, starts_on=timezone.localdate()
    )
    change = make.correction(shared, {office: 2}, by=cast.nordvik.orderer)
    assert change.cost_sharing_key == key
    assert sum(part.gross for part in change.parts) == change.gross


def test_a_key_that_is_over_not_begun_or_anothers_is_refused(cast, agreement, office, key):
    tomorrow = timezone.localdate() + timedelta(days=1)
    coming = make.cost_sharing_key(
        cast.nordvik.organisation, by=cast.nordvik.administrator, starts_on=tomorrow
    )
    anothers = make.cost_sharing_key(cast.sorvag.organisation, by=cast.sorvag.administrator)
    make.cost_sharing_key(
        cast.nordvik.organisation, by=cast.nordvik.administrator, starts_on=timezone.localdate()
    )
    for refused_key in (coming, anothers, key):
        with refused("key_is_over"):
            make.order(
                agreement,
                by=cast.nordvik.orderer,
                lines={office: 1},
                cost_sharing_key=refused_key,
            )


def test_no_key_holds_that_somebody_shares_who_is_deleted_in_the_registry(cast, halves, key):
    today = timezone.localdate()
    organisation = cast.sorvag.organisation
    assert set(keys_in_force([cast.nordvik.organisation], today)) == {key}
    organisation.registry_status, organisation.deregistered_on = "deleted", today
    organisation.save()
    assert not keys_in_force([cast.nordvik.organisation], today).exists()
    with refused("sharer_dissolved"):
        make.cost_sharing_key(
            cast.nordvik.organisation,
            by=cast.nordvik.administrator,
            shares={cast.nordvik.organisation: Decimal(50), organisation: Decimal(50)},
            starts_on=today,
        )


def test_the_database_refuses_an_order_by_anothers_key(cast, order):
    anothers = make.cost_sharing_key(cast.sorvag.organisation, by=cast.sorvag.administrator)
    order.pk, order.sequence, order.submission_key = None, 2, "0" * 32
    order.cost_sharing_key = anothers
    with refused_by("order_key_is_its_own"), transaction.atomic():
        order.save(force_insert=True)


def test_who_orders_by_a_mandate_chooses_among_their_own_keys_too(
    cast, agreement, office, signed_in
):
    make.mandate(cast.nordvik.organisation, cast.sorvag.organisation, by=cast.nordvik.signatory)
    theirs = make.cost_sharing_key(cast.sorvag.organisation, by=cast.sorvag.administrator)
    by = cast.sorvag.orderer
    make.filled_basket(agreement, by=by, lines={office: 1})
    args = [cast.nordvik.organisation.organisation_number, agreement.number]
    details = make.submission(agreement, by=by, cost_sharing_key=theirs.pk)
    signed_in(by).post(reverse("order_submit", args=args), details)
    assert Order.objects.get().cost_sharing_key == theirs


# Recording on the page


def record(cast, signed_in, shares):
    address = reverse("cost_sharing_key_new", args=[cast.nordvik.organisation.organisation_number])
    details = {"name": JOINT, "starts_on": "2026-01-01", "shares": shares}
    return signed_in(cast.nordvik.administrator).post(address, details)


@pytest.mark.parametrize("between", [" ", "; ", ":", "\t"])
@pytest.mark.parametrize("percent", ["62,5", "62.50", "62,5 %", "62,5%"])
def test_a_line_is_read_as_people_write_it(cast, signed_in, between, percent):
    nordvik, sorvag = (
        home.organisation.organisation_number for home in (cast.nordvik, cast.sorvag)
    )
    spaced = f"{nordvik[:3]} {nordvik[3:6]} {nordvik[6:]}"
    record(cast, signed_in, f"{spaced}{between}{percent}\n\n{sorvag} 37,5")
    shares = CostShare.objects.values_list("organisation__organisation_number", "percent")
    assert dict(shares) == {nordvik: Decimal("62.50"), sorvag: Decimal("37.50")}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("100", "line_not_read"),
        ("{nordvik}", "line_not_read"),
        ("{nordvik} 33,333", "line_not_read"),
        ("{nordvik} -5", "line_not_read"),
        ("971032146 100", "no_such_organisation"),
        ("{nordvik} 0", "not_a_part"),
        ("{nordvik} 101", "not_a_part"),
        ("{nordvik} 50\n{nordvik} 50", "twice"),
        ("{nordvik} 99,99", "shares_are_not_100_percent"),
    ],
)
def test_what_is_wrong_is_said_at_its_line(cast, signed_in, line, code):
    text = line.format(nordvik=cast.nordvik.organisation.organisation_number)
    page = record(cast, signed_in, text)
    assert page.status_code == 422
    errors = page.context["form"].errors.as_data()
    assert {error.code for errors in errors.values() for error in errors} == {code}
    assert not CostSharingKey.objects.exists()
