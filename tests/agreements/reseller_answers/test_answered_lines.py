"""What resellers' answers do to an order: the cases of BIS Ordering 3 and what looks like them.

Each case says what the lines become (confirmed, refused, open), what is owned, what the ceiling
counts, whether a proposal waits, and who is notified. Made from the specification (T76, T116,
T110).
"""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements.models import (
    Ceiling,
    LedgerEntry,
    OrderResponse,
    PooledVolume,
    Proposal,
    ProposedLine,
)
from agreements.order_totals.ceilings import recount
from agreements.order_totals.volume import rebuild_volume
from agreements.orders.queries import orders_in_full
from agreements.reseller_answers.proposals import Decision, accept_proposal
from agreements.reseller_answers.responses import import_response
from tests import agreement_factories as make
from tests.order_responses import EHF, enveloped, line, order_response

pytestmark = pytest.mark.django_db

OFFICE, LINUX = 1, 2


@pytest.fixture
def ordered(at_reseller):
    """The order with its office suite as line 1, under a ceiling; the mails of before are gone."""
    names = [one.name for one in at_reseller.lines.order_by("position")]
    assert names == ["Debian GNU/Linux", "Kontorpakke"]
    framework = at_reseller.volume_licence_agreement.accession.framework
    make.ceiling(framework, maximum_value=Decimal("10000.00"))
    recount(framework)
    mail.outbox.clear()
    return at_reseller


# Line 1 is 2 of the free software, line 2 is 5 office suites at 100 kr
@dataclass(frozen=True)
class Case:
    """An answer and what it does: per line (confirmed, refused, open).

    `proposed` is (quantity, later, dropped, price, name) of what waits; `says` are words that stand
    on the order's page and in the mail.
    """

    code: str
    lines: tuple = ()
    becomes: tuple = ((0, 0, 2), (0, 0, 5))
    state: str = "sent"
    owned: int = 0
    counted: str = "500.00"
    proposes: bool = False
    proposed: tuple = ()
    told: tuple = ()
    says: tuple = ()
    more: dict = None


BOTH = ("Berit", "Gunnar")
CASES = {
    "1: one line is refused, the other accepted": Case(
        "CA",
        (line(1, "7"), line(2, "5")),
        becomes=((0, 2, 0), (5, 0, 0)),
        state="confirmed",
        owned=5,
        told=BOTH,
    ),
    "1: the line that costs is refused": Case(
        "CA",
        (line(1, "5"), line(2, "7")),
        becomes=((2, 0, 0), (0, 5, 0)),
        state="confirmed",
        owned=2,
        counted="0.00",
        told=BOTH,
    ),
    "2: every line is accepted: full agreement": Case(
        "CA",
        (line(1, "5", 2), line(2, "5", "5.000")),
        becomes=((2, 0, 0), (5, 0, 0)),
        state="confirmed",
        owned=7,
        told=BOTH,
    ),
    "3: a substitute is proposed": Case(
        "CA",
        (line(1, "5"), line(2, "3", instead="SN-36")),
        becomes=((2, 0, 0), (0, 0, 5)),
        owned=2,
        proposes=True,
        told=BOTH,
    ),
    "4: another price, per 10": Case(
        "CA",
        (line(1, "5"), line(2, "3", 5, price="900", base=10)),
        becomes=((2, 0, 0), (0, 0, 5)),
        owned=2,
        proposes=True,
        told=BOTH,
    ),
    "4: the price that was ordered, per 10": Case(
        "CA",
        (line(1, "5"), line(2, "5", 5, price="1000", base=10)),
        becomes=((2, 0, 0), (5, 0, 0)),
        state="confirmed",
        owned=7,
        told=BOTH,
    ),
    "5: accepted as a whole, without lines": Case(
        "AP", becomes=((2, 0, 0), (5, 0, 0)), state="confirmed", owned=7, told=BOTH
    ),
    "rejected as a whole": Case(
        "RE", becomes=((0, 2, 0), (0, 5, 0)), state="rejected", counted="0.00", told=BOTH
    ),
    "received, and nothing more": Case("AB"),
    "every line refused is a rejection": Case(
        "CA",
        (line(1, "7"), line(2, "7")),
        becomes=((0, 2, 0), (0, 5, 0)),
        state="rejected",
        counted="0.00",
        told=BOTH,
    ),
    "delivered already": Case(
        "CA",
        (line(1, "42"), line(2, "42")),
        becomes=((2, 0, 0), (5, 0, 0)),
        state="confirmed",
        owned=7,
        told=BOTH,
    ),
    "a line in two parts, each with its day": Case(
        "CA",
        (
            line(1, "5"),
            line(2, "5", 3, own=2, promised=("2026-12-01", "2026-12-10")),
            line(2, "5", 2, own=3, promised=("2027-01-01", "2027-01-10")),
        ),
        becomes=((2, 0, 0), (5, 0, 0)),
        state="confirmed",
        owned=7,
        told=BOTH,
    ),
    "a line in two parts, one refused": Case(
        "CA",
        (line(1, "5"), line(2, "5", 3, own=2), line(2, "7", 2, own=3)),
        becomes=((2, 0, 0), (3, 2, 0)),
        state="confirmed",
        owned=5,
        counted="300.00",
        told=BOTH,
    ),
    "a part later: back order": Case(
        "CA",
        (line(1, "5"), line(2, "5", 3, later=2)),
        becomes=((2, 0, 0), (3, 0, 2)),
        owned=5,
        told=BOTH,
    ),
    "delivered on two dates: changed, and a part added": Case(
        "CA",
        (
            line(1, "5"),
            line(2, "3", 3, own=2, promised=("2026-12-01", "2026-12-01"), item="{ordered}"),
            line(2, "1", 2, own=3, promised=("2027-01-15", "2027-01-15"), item="{ordered}"),
        ),
        becomes=((2, 0, 0), (5, 0, 0)),
        state="confirmed",
        owned=7,
        told=BOTH,
        says=("01.12.2026", "15.01.2027"),
    ),
    "the day promised for the whole order is that of each line without its own": Case(
        "CA",
        (line(1, "5"), line(2, "5", promised=("2028-12-01", "2028-12-01"))),
        becomes=((2, 0, 0), (5, 0, 0)),
        state="confirmed",
        owned=7,
        told=BOTH,
        says=("Levering fra 01.07.2028 til 15.07.2028.", "Levering innen 01.12.2028."),
        more={"promised": ("2028-07-01", "2028-07-15")},
    ),
    "the day promised for the whole order, of a proposal too": Case(
        "CA",
        (line(2, "3", 5, price="90"),),
        proposed=((5, 0, 0, "90.00", "Kontorpakke"),),
        told=BOTH,
        says=("Levering innen 15.07.2028.",),
        more={"promised": ("", "2028-07-15")},
    ),
    "changed only in its day": Case(
        "CA",
        (line(1, "5"), line(2, "3", promised=("2027-01-15", "2027-01-15"))),
        becomes=((2, 0, 0), (5, 0, 0)),
        state="confirmed",
        owned=7,
        told=BOTH,
        says=("15.01.2027",),
    ),
    "changed: a part later, and all in all what was ordered": Case(
        "CA",
        (line(1, "5"), line(2, "3", 3, later=2)),
        becomes=((2, 0, 0), (3, 0, 2)),
        owned=5,
        told=BOTH,
    ),
    "back order: 2 now, 2 later of 5": Case(
        "CA",
        (line(1, "5"), line(2, "3", 2, later=2)),
        becomes=((2, 0, 0), (0, 0, 5)),
        owned=2,
        proposed=((2, 2, 1, "100.00", "Kontorpakke"),),
        told=BOTH,
    ),
    "changed in words": Case(
        "CA",
        (line(1, "5"), line(2, "3", 5, note="Ny utgave")),
        becomes=((2, 0, 0), (0, 0, 5)),
        owned=2,
        proposed=((5, 0, 0, "100.00", "Kontorpakke"),),
        told=BOTH,
        says=("Ny utgave",),
    ),
    "a part is replaced by an added line": Case(
        "CA",
        (line(1, "5"), line(2, "3", 3, own=2), line(2, "1", 2, own=3, item="SN-36")),
        becomes=((2, 0, 0), (0, 0, 5)),
        owned=2,
        proposed=((3, 0, 0, "100.00", "Kontorpakke"), (2, 0, 0, "100.00", "Varen")),
        told=BOTH,
        says=("Varen",),
    ),
    "changed to another item, without an element for the substitute": Case(
        "CA",
        (line(1, "5"), line(2, "3", 5, item="SN-36")),
        becomes=((2, 0, 0), (0, 0, 5)),
        owned=2,
        proposed=((5, 0, 0, "100.00", "Varen"),),
        told=BOTH,
    ),
    "accepted, with a number of the seller's own": Case(
        "CA",
        (line(1, "42", item="F-1"), line(2, "5", 5, item="F-2")),
        becomes=((2, 0, 0), (5, 0, 0)),
        state="confirmed",
        owned=7,
        told=BOTH,
    ),
    "refused, and added again as another item": Case(
        "CA",
        (line(1, "5"), line(2, "7", 5, own=2), line(2, "1", 5, own=3, item="SN-36", price="90")),
        becomes=((2, 0, 0), (0, 0, 5)),
        owned=2,
        proposed=((5, 0, 0, "90.00", "Varen"),),
        told=BOTH,
    ),
    "refused without saying how many, and added again": Case(
        "CA",
        (line(1, "5"), line(2, "7", own=2), line(2, "1", 5, own=3, item="SN-36")),
        becomes=((2, 0, 0), (0, 0, 5)),
        owned=2,
        proposed=((5, 0, 0, "100.00", "Varen"),),
        told=BOTH,
    ),
    "a part refused, the rest at another price": Case(
        "CA",
        (line(1, "5"), line(2, "7", 2, own=2), line(2, "3", 3, own=3, price="90")),
        becomes=((2, 0, 0), (0, 0, 5)),
        owned=2,
        proposed=((3, 0, 2, "90.00", "Kontorpakke"),),
        told=BOTH,
    ),
    "changed to nothing at all": Case(
        "CA",
        (line(1, "5"), line(2, "3", 0)),
        becomes=((2, 0, 0), (0, 5, 0)),
        state="confirmed",
        owned=2,
        counted="0.00",
        told=BOTH,
    ),
    "fewer": Case(
        "CA",
        (line(1, "5"), line(2, "3", 3)),
        becomes=((2, 0, 0), (0, 0, 5)),
        owned=2,
        proposes=True,
        told=BOTH,
    ),
    "accepted, but fewer": Case(
        "CA",
        (line(1, "5"), line(2, "5", 3)),
        becomes=((2, 0, 0), (0, 0, 5)),
        owned=2,
        proposes=True,
        told=BOTH,
    ),
    "accepted, but dearer": Case(
        "CA",
        (line(1, "5"), line(2, "5", 5, price="101.00")),
        becomes=((2, 0, 0), (0, 0, 5)),
        owned=2,
        proposes=True,
        told=BOTH,
    ),
    "accepted, but more": Case(
        "CA",
        (line(1, "5"), line(2, "5", 6)),
        becomes=((2, 0, 0), (0, 0, 5)),
        owned=2,
        proposes=True,
        told=BOTH,
    ),
    "one line alone: the other stays open": Case(
        "CA", (line(2, "5"),), becomes=((0, 0, 2), (5, 0, 0)), owned=5, told=BOTH
    ),
    "our line's number filled up with zeros": Case(
        "CA", (line("002", "5"),), becomes=((0, 0, 2), (5, 0, 0)), owned=5, told=BOTH
    ),
    "in EHF": Case(
        "AP",
        becomes=((2, 0, 0), (5, 0, 0)),
        state="confirmed",
        owned=7,
        told=BOTH,
        more={"profile": EHF},
    ),
    "endpoints are GLN, organisation numbers beside them": Case(
        "AP",
        becomes=((2, 0, 0), (5, 0, 0)),
        state="confirmed",
        owned=7,
        told=BOTH,
        more={"scheme": "0088"},
    ),
    "comments and processing instructions inside values": Case(
        "A<!-- ja -->P",
        becomes=((2, 0, 0), (5, 0, 0)),
        state="confirmed",
        owned=7,
        told=BOTH,
        more={"number": "S<?a b?>-9"},
    ),
}


def as_it_stands(order):
    """Per line (confirmed, refused, open), as the page shows them."""
    order = orders_in_full().get(pk=order.pk)
    return tuple((one.confirmed, one.refused, one.open) for one in order.lines.all())


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_an_answer_does(case, ordered, cast, signed_in, run_tasks):
    content = order_response(ordered, code=case.code, lines=case.lines, **case.more or {})
    content = content.replace(b"{ordered}", ordered.lines.get(position=2).part_number.encode())
    import_response(content, by=None, now=timezone.now())
    run_tasks()
    ordered.refresh_from_db()
    assert as_it_stands(ordered) == case.becomes
    assert ordered.state == case.state
    owned = LedgerEntry.objects.filter(organisation=ordered.organisation)
    assert sum(owned.values_list("quantity", flat=True)) == case.owned
    framework = ordered.volume_licence_agreement.accession.framework
    assert Ceiling.objects.get().used_value == Decimal(case.counted)
    # What is kept as we go is what counting anew gives
    assert (recount(framework), rebuild_volume(framework)) == ([], 0)
    proposes = Proposal.objects.filter(order=ordered, state="waiting").exists()
    assert proposes == (case.proposes or bool(case.proposed))
    proposed = ProposedLine.objects.values_list("quantity", "later", "dropped", "unit_net", "name")
    assert not case.proposed or [(*one[:3], str(one[3]), one[4]) for one in proposed] == list(
        case.proposed
    )
    told = {address.split("@")[0] for message in mail.outbox for address in message.to}
    assert told == {name.lower() for name in case.told}
    page = signed_in(cast.nordvik.orderer).get(ordered.get_absolute_url()).text
    assert "Takk for bestillingen" in page
    assert ("Avslå forslaget" in page) == proposes
    mails = "".join(message.body for message in mail.outbox)
    assert all(words in page and words in mails for words in case.says)


BOTH_AT_ONCE = "response_line_contradicts_itself"
REFUSED = {
    "accepted, but nothing of it": (
        {"code": "CA", "lines": (line(2, "5", 0),)},
        "response_line_accepts_nothing",
    ),
    "delivered already, but nothing of it": (
        {"code": "CA", "lines": (line(2, "42", 0),)},
        "response_line_accepts_nothing",
    ),
    "accepted and not accepted": (
        {"code": "CA", "lines": (line(2, "5", own=2), line(2, "7", own=3))},
        "response_line_quantity_missing",
    ),
    "accepted, and all of it refused": (
        {"code": "CA", "lines": (line(2, "5", own=2), line(2, "7", 5, own=3))},
        BOTH_AT_ONCE,
    ),
    "changed, and all of it refused": (
        {"code": "CA", "lines": (line(2, "3", own=2), line(2, "7", 5, own=3))},
        BOTH_AT_ONCE,
    ),
    "not accepted, and all of it delivered": (
        {"code": "CA", "lines": (line(2, "5", 5, own=2), line(2, "7", own=3))},
        BOTH_AT_ONCE,
    ),
    "more accepted and refused than was ordered": (
        {"code": "CA", "lines": (line(2, "5", 4, own=2), line(2, "7", 2, own=3))},
        BOTH_AT_ONCE,
    ),
    "not accepted, and delivered later": (
        {"code": "CA", "lines": (line(2, "7", later=2),)},
        BOTH_AT_ONCE,
    ),
    "not accepted, and something else instead": (
        {"code": "CA", "lines": (line(2, "7", instead="SN-36"),)},
        BOTH_AT_ONCE,
    ),
    "a quantity that no column holds": (
        {"code": "CA", "lines": (line(2, "3", 99_999_999_999),)},
        "response_line_quantity",
    ),
    "a back order that no column holds": (
        {"code": "CA", "lines": (line(2, "3", 1, later=99_999_999_999),)},
        "response_line_quantity",
    ),
    "parts that no column holds together": (
        {"code": "CA", "lines": (line(2, "3", 900_000, own=2), line(2, "1", 900_000, own=3))},
        "response_line_too_much",
    ),
    "a sum that no column holds": (
        {"code": "CA", "lines": (line(2, "3", 900_000, price="9999999999.99"),)},
        "response_line_too_much",
    ),
    "a line that the order does not have": (
        {"code": "CA", "lines": (line(9, "5"),)},
        "response_line_unknown",
    ),
    "a quantity that is no number": (
        {"code": "CA", "lines": (line(2, "5", "fem"),)},
        "response_line_quantity",
    ),
    "half a licence": ({"code": "CA", "lines": (line(2, "3", "2.5"),)}, "response_line_quantity"),
    "a quantity below nothing": (
        {"code": "CA", "lines": (line(2, "3", "-1"),)},
        "response_line_quantity",
    ),
    "two parts that do not say how many": (
        {"code": "CA", "lines": (line(2, "5", own=1), line(2, "5", own=2))},
        "response_line_quantity_missing",
    ),
    "more refused than ordered": (
        {"code": "CA", "lines": (line(2, "7", 9),)},
        "response_line_refuses_too_many",
    ),
    "no line status": ({"code": "CA", "lines": (line(2, "", 5),)}, "response_line_unknown_status"),
    "the header's status on a line": (
        {"code": "CA", "lines": (line(2, "AP", 5),)},
        "response_line_unknown_status",
    ),
    "no reference to the order's line": (
        {"code": "CA", "lines": (line("", "5", 5, own=2),)},
        "response_line_without_reference",
    ),
    "a price in euro": (
        {"code": "CA", "lines": (line(2, "3", 5, price="9.00", currency="EUR"),)},
        "response_other_currency",
    ),
    "a price per nothing": (
        {"code": "CA", "lines": (line(2, "3", 5, price="9.00", base="0"),)},
        "response_line_price",
    ),
    "a delivery that ends before it begins": (
        {"code": "CA", "lines": (line(2, "5", 5, promised=("2027-02-01", "2027-01-01")),)},
        "response_date",
    ),
    "a day that does not exist": (
        {"code": "AP", "promised": ("2027-02-30", "")},
        "response_date",
    ),
    "another seller": ({"seller": "974760673"}, "response_of_another"),
    "an answer to a change (T116)": (
        {
            "customization": "urn:fdc:peppol.eu:poacc:trns:order_response_advanced:3",
            "profile": "urn:fdc:peppol.eu:poacc:bis:advanced_ordering:3",
            "more": "<cac:OrderChangeDocumentReference><cbc:ID>1</cbc:ID>"
            "</cac:OrderChangeDocumentReference>",
        },
        "response_to_change",
    ),
    "acceptance of a cancellation (T116)": (
        {
            "customization": "urn:fdc:peppol.eu:poacc:trns:order_response_advanced:3",
            "profile": "urn:fdc:peppol.eu:poacc:bis:advanced_ordering:3",
        },
        "response_to_change",
    ),
    "advanced ordering in EHF, where the process alone tells": (
        {
            "customization": "urn:fdc:peppol.eu:poacc:trns:order_response:3:extended:"
            "urn:fdc:anskaffelser.no:2019:ehf:spec:3.0",
            "profile": "urn:fdc:anskaffelser.no:2019:ehf:postaward:g3:09:1.0",
        },
        "response_to_change",
    ),
    "an order agreement (T110)": (
        {
            "code": "",
            "customization": "urn:fdc:peppol.eu:poacc:trns:order_agreement:3",
            "profile": "urn:fdc:peppol.eu:poacc:bis:order_agreement:3",
        },
        "response_order_agreement",
    ),
    "an answer of the generation before": (
        {
            "customization": "urn:www.cenbii.eu:transaction:biitrns076:ver2.0",
            "profile": "urn:www.cenbii.eu:profile:bii28:ver2.0",
        },
        "response_other_transaction",
    ),
    "a GLN alone": ({"scheme": "0088", "seller": "", "buyer": ""}, "response_without_number"),
}


@pytest.mark.parametrize(("facts", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_with_nothing_stored(facts, code, ordered, run_tasks):
    with pytest.raises(ValidationError) as refusal:
        import_response(order_response(ordered, **facts), by=None, now=timezone.now())
    assert (refusal.value.code, len(refusal.value.messages)) == (code, 1)
    run_tasks()
    ordered.refresh_from_db()
    assert not OrderResponse.objects.exists()
    assert (ordered.state, as_it_stands(ordered)) == ("sent", ((0, 0, 2), (0, 0, 5)))
    assert (LedgerEntry.objects.count(), mail.outbox) == (0, [])


def test_an_envelope_is_opened(ordered):
    content = order_response(ordered)
    buyer = f"0192:{ordered.organisation.organisation_number}"
    seller = f"0192:{ordered.volume_licence_agreement.reseller.organisation_number}"
    with pytest.raises(ValidationError) as refusal:
        import_response(
            enveloped(content, sender=buyer, receiver=seller), by=None, now=timezone.now()
        )
    assert refusal.value.code == "envelope_of_others"
    import_response(enveloped(content, sender=seller, receiver=buyer), by=None, now=timezone.now())
    ordered.refresh_from_db()
    assert ordered.state == "confirmed"


def test_a_number_of_the_seller_is_one_answer(ordered):
    import_response(order_response(ordered, code="AB"), by=None, now=timezone.now())
    for code, refusal in (("AB", "response_already_here"), ("AP", "response_number_taken")):
        with pytest.raises(ValidationError) as refused:
            import_response(order_response(ordered, code=code), by=None, now=timezone.now())
        assert refused.value.code == refusal
    ordered.refresh_from_db()
    assert (ordered.state, OrderResponse.objects.count()) == ("sent", 1)


def reference_after(order, **facts):
    """The reseller's reference on the order after an answer."""
    import_response(order_response(order, **facts), by=None, now=timezone.now())
    order.refresh_from_db()
    return order.reseller_reference


def test_the_sellers_own_order_number_is_kept(ordered):
    received = {"code": "AB", "number": "SVAR-1"}
    assert reference_after(ordered, **received | {"sales_order": "SO-7"}) == "SO-7"
    part = {"code": "CA", "lines": (line(1, "5"),), "number": "SVAR-2"}
    assert reference_after(ordered, **part) == "SO-7"
    assert reference_after(ordered, number="SVAR-3", sales_order="SO-8") == "SO-8"


def test_the_number_of_an_answer_stands_where_the_seller_names_no_order(ordered):
    assert reference_after(ordered, code="AB", number="SVAR-1") == ""
    part = {"code": "CA", "lines": (line(1, "5"),), "number": "SVAR-2"}
    assert reference_after(ordered, **part) == "SVAR-2"
    assert reference_after(ordered, number="SVAR-3") == "SVAR-2"


def test_an_accepted_proposal_keeps_the_sellers_own_order_number(cast, ordered):
    received = {"code": "AB", "number": "SVAR-1", "sales_order": "SO-7"}
    import_response(order_response(ordered, **received), by=None, now=timezone.now())
    proposed = {"code": "CA", "lines": (line(2, "3", 4),), "number": "SVAR-2"}
    answer = import_response(order_response(ordered, **proposed), by=None, now=timezone.now())
    accept_proposal(answer.proposal, Decision(by=cast.nordvik.orderer, now=timezone.now()))
    ordered.refresh_from_db()
    assert ordered.reseller_reference == "SO-7"


def test_what_comes_later_is_confirmed_later(ordered):
    first = order_response(ordered, code="CA", lines=(line(1, "5"), line(2, "5", 3, later=2)))
    import_response(first, by=None, now=timezone.now())
    rest = order_response(ordered, code="CA", lines=(line(2, "5", 2),), number="SVAR-2")
    import_response(rest, by=None, now=timezone.now())
    ordered.refresh_from_db()
    assert (ordered.state, as_it_stands(ordered)) == ("confirmed", ((2, 0, 0), (5, 0, 0)))
    office = LedgerEntry.objects.filter(order_line__position=2).order_by("pk")
    assert list(office.values_list("quantity", flat=True)) == [3, 2]
    late = order_response(ordered, number="SVAR-3")
    with pytest.raises(ValidationError) as refusal:
        import_response(late, by=None, now=timezone.now())
    assert refusal.value.code == "order_answered"


def test_pooled_volume_follows_what_is_refused(ordered):
    before = PooledVolume.objects.get(pool="").quantity
    refused = order_response(ordered, code="CA", lines=(line(1, "5"), line(2, "7")))
    import_response(refused, by=None, now=timezone.now())
    assert PooledVolume.objects.get(pool="").quantity == before - 5
