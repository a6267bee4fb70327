"""The demonstration as load_demo makes it: the right amount of everything, and nothing untrue."""

from io import StringIO
from itertools import pairwise

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.management import call_command
from django.db import connection
from django.db.models import Count, F, Max, Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from agreements.accessions.joining_conditions import refusals_to_join
from agreements.accessions.queries import in_force, waiting_for_ks
from agreements.catalogue.pricing import order_amount
from agreements.catalogue.queries import products_for
from agreements.demonstration.accounts import (
    ACCOUNTS,
    INDIGO,
    LUSTER,
    PASSWORD,
    PORSANGER,
    SOGNDAL,
)
from agreements.demonstration.days import LAST_DAY
from agreements.dispatch.queries import unfinished_dispatches
from agreements.holdings.rights import rights_on
from agreements.mandates.queries import held_by
from agreements.models import (
    Accession,
    Dispatch,
    FrameworkAgreement,
    LedgerEntry,
    Negotiation,
    Order,
    OrderLine,
    OrderStep,
    Price,
    Product,
    Reseller,
    TermsVersion,
    VolumeLicenceAgreement,
)
from agreements.orders.states import ALLOWED_FROM, OrderState
from agreements.price_levels.queries import price_level_for
from municipalities.models import Membership, Organisation, User
from municipalities.people.queries import requests_for_ks

pytestmark = [pytest.mark.django_db, pytest.mark.load, pytest.mark.usefixtures("loaded")]


def joined(**conditions):
    """Accessions in force."""
    return Accession.objects.filter(in_force(), **conditions)


def test_580_have_joined_microsoft_and_120_of_them_linpro():
    microsoft = joined(framework__reference="microsoft")
    kinds = dict(microsoft.values_list("organisation__kind").annotate(Count("pk")))
    assert kinds == {"municipality": 357, "county_municipality": 14, "municipal_enterprise": 209}
    linpro = joined(framework__reference="linpro")
    assert linpro.count() == 120
    assert joined().values("organisation").distinct().count() == 580


def test_it_is_all_marked_as_demonstration():
    assert dict(FrameworkAgreement.objects.values_list("reference", "is_demonstration")) == {
        "microsoft": True,
        "linpro": True,
    }
    assert all(
        text.startswith("Demonstrasjon: ")
        for texts in TermsVersion.objects.values_list("text_nb", "text_nn")
        for text in texts
    )
    assert not User.objects.exclude(email__endswith=".example").exists()
    assert not Reseller.objects.exclude(organisation_number__startswith="2").exists()
    assert Reseller.objects.count() == 24


def test_a_second_run_writes_nothing_and_says_so(loaded):
    out = StringIO()
    with CaptureQueriesContext(connection) as queries:
        call_command("load_demo", stdout=out)
    assert out.getvalue() == "The demonstration data is already there.\n"
    words = [query["sql"].split()[0] for query in queries]
    assert words == ["SAVEPOINT", "SELECT", "SELECT", "RELEASE"]
    assert loaded == (
        "Demonstration data made: 2 framework agreements, 704 accessions, "
        f"{VolumeLicenceAgreement.objects.count()} volume licence agreements, "
        f"{Order.objects.count()} orders.\n"
    )


def test_the_negotiations_are_those_of_2003():
    talks = Negotiation.objects.values_list("supplier_name", "outcome", "ended_on__year")
    assert sorted(talks) == [
        ("Linpro", "agreement", 2003),
        ("Microsoft", "agreement", 2003),
        ("Skolelinux", "withdrawn", 2003),
    ]


def test_d_is_never_dearer_than_a_and_free_software_costs_nothing():
    levels = Price.objects.exclude(price_level=None).values("product", "price_list")
    a, d = (Max("net", filter=Q(price_level__code=code)) for code in "AD")
    assert not levels.annotate(a=a, d=d).filter(d__gte=F("a")).exists()
    free = Price.objects.filter(product__kind=Product.Kind.FREE_SOFTWARE)
    assert set(free.values_list("net", flat=True)) == {0}
    supported = Product.objects.filter(kind=Product.Kind.FREE_SOFTWARE, support_products=None)
    assert not supported.exists()


def test_every_agreement_has_the_level_its_number_gives():
    for agreement in VolumeLicenceAgreement.objects.select_related("programme", "price_level")[:60]:
        assert agreement.price_level == price_level_for(
            agreement.programme, agreement.counted_quantity, on=agreement.starts_on
        )


def test_every_order_adds_up():
    orders = Order.objects.prefetch_related("lines")
    assert 350 < len(orders) < 500
    for order in orders:
        amount = order_amount(
            [line.net for line in order.lines.all()], vat_percent=order.vat_percent
        )
        assert (order.net, order.vat, order.gross) == (amount.net, amount.vat, amount.gross)


def test_lines_cost_what_the_agreement_gave_on_the_day():
    for order in Order.objects.prefetch_related("lines")[::12]:
        day = timezone.localdate(order.submitted_at)
        products = products_for(order.volume_licence_agreement, day).in_bulk()
        assert [line.unit_net for line in order.lines.all()] == [
            products[line.product_id].unit_net for line in order.lines.all()
        ]


def test_every_order_has_come_where_it_is_by_legal_steps():
    seen = set()
    for order in Order.objects.prefetch_related("steps"):
        steps = list(order.steps.all())
        assert steps[0].state == OrderState.SUBMITTED
        assert all(before.state in ALLOWED_FROM[after.state] for before, after in pairwise(steps))
        assert all(before.at < after.at for before, after in pairwise(steps))
        assert steps[-1].state == order.state
        moments = {step.state: step.at for step in steps}
        assert (moments["submitted"], moments.get("approved")) == (
            order.submitted_at,
            order.approved_at,
        )
        seen.add(order.state)
    # Stopped is only what the world turned against between approval and sending: no story has that
    assert seen == set(OrderState.values) - {OrderState.STOPPED}


def test_order_numbers_have_no_gap_and_follow_the_calendar():
    sequences = {}
    for order in Order.objects.order_by("submitted_at"):
        sequences.setdefault((order.organisation_id, order.year), []).append(order.sequence)
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in sequences.values())


def test_the_ledger_is_the_lines_of_confirmed_orders():
    columns = ("order_line", "product", "quantity", "organisation", "volume_licence_agreement")
    confirmed = OrderLine.objects.filter(order__state=OrderState.CONFIRMED).values_list(
        "pk", "product", "quantity", "order__organisation", "order__volume_licence_agreement"
    )
    assert set(LedgerEntry.objects.values_list(*columns)) == set(confirmed)
    assert LedgerEntry.objects.count() == confirmed.count()


def test_every_sent_order_has_its_message_and_one_has_failed():
    sent = Order.objects.filter(state__in=["sent", "rejected", "confirmed"])
    assert sent.filter(dispatch__sent_at__isnull=False).count() == sent.count()
    [failed] = unfinished_dispatches(timezone.now()).filter(is_stuck=True)
    assert (failed.order.state, failed.error) == ("approved", "[Errno 111] Connection refused")
    assert Dispatch.objects.count() == sent.count() + 1
    assert not DBTaskResult.objects.exists()


def test_nothing_lies_in_the_future():
    latest = [
        OrderStep.objects.aggregate(at=Max("at")),
        Accession.objects.aggregate(at=Max("signed_at")),
        VolumeLicenceAgreement.objects.aggregate(at=Max("drawn_up_at")),
        LedgerEntry.objects.aggregate(at=Max("posted_at")),
        Membership.objects.aggregate(at=Max("requested_at")),
    ]
    assert max(timezone.localdate(found["at"]) for found in latest) == LAST_DAY


def test_people_had_the_role_before_they_acted():
    def without_role(acts, person, role, organisation, moment):
        return acts.exclude(
            **{
                f"{person}__memberships__role": role,
                f"{person}__memberships__organisation": F(organisation),
                f"{person}__memberships__confirmed_at__lt": F(moment),
            }
        )

    orders, approved = Order.objects.all(), Order.objects.exclude(approved_by=None)
    accessions, agreements = Accession.objects.all(), VolumeLicenceAgreement.objects.all()
    whose = "accession__organisation"
    strays = (
        without_role(orders, "submitted_by", "orderer", "organisation", "submitted_at"),
        without_role(approved, "approved_by", "approver", "organisation", "approved_at"),
        without_role(accessions, "signed_by", "signatory", "organisation", "signed_at"),
        without_role(agreements, "drawn_up_by", "orderer", whose, "drawn_up_at"),
    )
    assert [stray.count() for stray in strays] == [0, 0, 0, 0]


def test_ks_has_work_waiting():
    assert waiting_for_ks().count() == 3
    assert requests_for_ks().count() == 2
    idle = Organisation.objects.filter(accessions=None)
    assert idle.count() == 687 - 580 - 2


def test_porsanger_may_join_linpro_and_sogndal_has():
    linpro = FrameworkAgreement.objects.get(reference="linpro")
    porsanger = Organisation.objects.get(organisation_number=PORSANGER)
    sogndal = Organisation.objects.get(organisation_number=SOGNDAL)
    refusals = [
        [refusal.code for refusal in refusals_to_join(one, linpro, on=LAST_DAY).values()]
        for one in (porsanger, sogndal)
    ]
    assert refusals == [[], ["already_joined"]]


def test_the_accounts_share_a_password_that_the_portal_would_take():
    users = User.objects.filter(email__in=[account.email for account in ACCOUNTS])
    assert len(users) == len(ACCOUNTS)
    for user in users:
        validate_password(PASSWORD, user)
    verified = EmailAddress.objects.filter(verified=True, primary=True, user__in=users)
    assert verified.count() == len(ACCOUNTS)
    others = User.objects.exclude(pk__in=users)
    assert not any(user.has_usable_password() is True for user in others)


@pytest.mark.parametrize(
    ("email", "first_page"),
    [("bestillar@sogndal.example", "my_page"), ("saksbehandler@ks.example", "work_list")],
)
def test_an_account_can_sign_in_at_once(client, email, first_page):
    response = client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    assert (response.status_code, response.url) == (302, reverse(first_page))
    assert client.session["_auth_user_id"] == str(User.objects.get(email=email).pk)


def test_the_list_of_accounts_is_a_table_of_whom_to_sign_in_as():
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    lines = [line.split("  ") for line in out.getvalue().splitlines()]
    cells = [[cell.strip() for cell in line if cell.strip()] for line in lines]
    assert cells[0] == ["ROLE", "E-MAIL", "PASSWORD", "ORGANISATION"]
    assert cells[1] == ["Orderer", "bestiller@porsanger.example", PASSWORD, "Porsanger kommune"]
    assert cells[-2] == ["KS administrator", "administrator@ks.example", PASSWORD, "KS"]
    assert cells[-1] == ["These people and everything they have done are demonstration data."]
    assert len(cells) == 1 + len(ACCOUNTS) + 1 + 1


def test_assurance_and_step_ups_stand_on_licences():
    rights = rights_of_some()
    assert not [right for right in rights if right.step_ups_without_licence]
    assert any(right.newest for right in rights)


def rights_of_some():
    """What forty organisations that hold anything may use after the last order."""
    holders = Organisation.objects.filter(ledger_entries__isnull=False).distinct()
    return [right for body in holders[:40] for right in rights_on(body, LAST_DAY)]


def test_a_company_orders_for_one_owner_and_no_longer_for_another(signed_in):
    company = Organisation.objects.get(organisation_number=INDIGO)
    mandates = {mandate.owner.organisation_number: mandate for mandate in held_by(company)}
    assert mandates.keys() == {SOGNDAL, LUSTER}
    assert mandates[SOGNDAL].revoked_at is None
    assert mandates[LUSTER].revoked_at is not None
    orderer = signed_in(User.objects.get(email="bestiller@indigo.example"))
    assert orderer.get(reverse("orders", args=[SOGNDAL])).status_code == 200
    assert orderer.get(reverse("orders", args=[LUSTER])).status_code == 404
