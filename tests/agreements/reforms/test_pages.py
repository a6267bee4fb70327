"""The case officers' pages of reforms, and what an organisation's own pages say afterwards."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from agreements.accessions.issuing import issue_declaration
from agreements.holdings.actions import reverse_entries
from agreements.holdings.queries import positions
from agreements.models import LedgerEntry, OverlapDecision, ReformAllocation, ReformPlan
from agreements.reforms import actions
from agreements.reforms.forms import name_of
from agreements.reforms.plan_checks import check_can_be_carried_out
from agreements.reforms.preview import fingerprint
from agreements.reforms.queries import holdings_from
from agreements.reforms.reversing import LATER_CHANGES
from tests import agreement_factories as make
from tests.factories import municipality_number, organisation
from tests.page import squeezed
from tests.pdf import plain
from tests.reforms import party, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari(cast, signed_in):
    return signed_in(cast.kari)


@pytest.fixture
def knut(cast, signed_in):
    return signed_in(cast.knut)


def address(name, plan):
    return reverse(name, args=[plan.pk])


def shares_of(plan, quantities):
    """What the form of the shares sends: {organisation: how many of each holding}."""
    predecessor = plan.parties.get(role="predecessor").organisation
    return {
        name_of(holding, plan.parties.get(organisation=successor)): str(quantity)
        for holding in holdings_from(predecessor, plan.takes_effect_on)
        for successor, quantity in quantities.items()
    }


def text(page):
    return plain(page.content.decode())


def sent(*, kind="split", **lists):
    """What the form of a new reform sends; a number may stand alone for a row."""
    rows = {
        name: [row if isinstance(row, dict) else {"organisation_number": row} for row in told]
        for name, told in lists.items()
    }
    today = timezone.localdate().isoformat()
    return {
        "title": "Delevik deles",
        "kind": kind,
        "takes_effect_on": today,
        "decision": "Kgl.res.",
    } | written(**rows)


def test_a_split_goes_all_its_way_on_the_pages(kari, knut, member):
    goes = member("Delevik", licences=10)
    one, other = organisation(name="Nordvika"), organisation(name="Sørvika")
    number = goes.organisation.organisation_number
    successors = [
        party(one, municipality_number=" 9951", share="1"),
        party(other, share="2"),
    ]
    grouped = f"{number[:3]} {number[3:6]} {number[6:]}"
    kari.post(reverse("ks_reform_new"), sent(predecessors=[grouped], successors=successors))
    plan = ReformPlan.objects.get()
    assert sorted(ReformAllocation.objects.values_list("quantity", flat=True)) == [3, 7]
    assert plan.parties.get(organisation=one).municipality_number == "9951"
    page = text(kari.get(plan.get_absolute_url()))
    assert "A colleague approves it" in page or "kollega" in page
    allocate = address("ks_reform_allocate", plan)
    assert kari.post(allocate, shares_of(plan, {one: 11, other: 0})).status_code == 422
    kari.post(allocate, shares_of(plan, {one: 4, other: 6}))
    assert sorted(ReformAllocation.objects.values_list("quantity", flat=True)) == [4, 6]
    kari.post(address("ks_reform_approve", plan), {"seen": fingerprint(plan)})
    assert ReformPlan.objects.get().state == "drafted"
    seen = knut.get(plan.get_absolute_url()).context["preview"].sha256
    knut.post(address("ks_reform_approve", plan), {"seen": seen})
    assert kari.post(address("ks_reform_carry_out", plan)).status_code == 422
    assert ReformPlan.objects.get().state == "approved"
    kari.post(address("ks_reform_carry_out", plan), {"carry_out-sure": "on"})
    plan.refresh_from_db()
    assert (plan.state, plan.drafted_by_id != plan.approved_by_id) == ("carried_out", True)
    owned = [[p.quantity for p in positions(body, timezone.localdate())] for body in (one, other)]
    assert owned == [[4], [6]]
    page = kari.get(plan.get_absolute_url())
    assert "Nordvika" in text(page)
    why = {"reverse-reason": "Feil dag"}
    page = kari.post(address("ks_reform_reverse", plan), why)
    assert page.context["reverse_form"].has_error("sure")
    kari.post(address("ks_reform_reverse", plan), why | {"reverse-sure": "on"})
    plan.refresh_from_db()
    assert plan.state == "reversed"
    assert kari.get(plan.get_absolute_url()).status_code == 200


def test_an_approval_is_of_what_was_shown(kari, knut, reform, member):
    goes, one, other = member("Delevik", licences=4), organisation(), organisation()
    key = {one.organisation_number: 1, other.organisation_number: 1}
    plan = reform.draft("split", [goes.organisation], [one, other], key=key)
    page = knut.get(plan.get_absolute_url())
    assert "shares_form" not in page.context
    seen = page.context["preview"].sha256
    assert f'name="seen" value="{seen}"' in squeezed(page.content.decode())
    kari.post(address("ks_reform_allocate", plan), shares_of(plan, {one: 1, other: 3}))
    for answer in ({"seen": seen}, {}):
        knut.post(address("ks_reform_approve", plan), answer)
        assert ReformPlan.objects.get().state == "drafted"
    seen = knut.get(plan.get_absolute_url()).context["preview"].sha256
    knut.post(address("ks_reform_approve", plan), {"seen": seen})
    assert ReformPlan.objects.get().state == "approved"


def test_a_colleague_does_not_write_the_shares_of_a_draft(knut, reform, member):
    goes, one, other = member("Delevik", licences=4), organisation(), organisation()
    plan = reform.draft("split", [goes.organisation], [one, other])
    knut.post(address("ks_reform_allocate", plan), shares_of(plan, {one: 4, other: 0}))
    assert not ReformAllocation.objects.exists()


def test_shares_of_other_holdings_than_there_are_now_are_not_stored(kari, reform, member, office):
    goes, one, other = member("Delevik", licences=10), organisation(), organisation()
    plan = reform.draft("split", [goes.organisation], [one, other])
    allocate, seen = address("ks_reform_allocate", plan), shares_of(plan, {one: 4, other: 6})
    sooner = {"quantity": 3, "valid_to": timezone.localdate() + timedelta(days=90)}
    entry = make.ledger_entry(goes.agreement, office, by=goes.signatory, **sooner)
    page = kari.post(allocate, seen)
    assert page.status_code == 422
    assert page.context["shares_form"].has_error("__all__", "holdings_changed")
    with_both = shares_of(plan, {one: 1, other: 2})
    reverse_entries([entry], by=goes.signatory, now=timezone.now())
    page = kari.post(allocate, with_both)
    assert page.context["shares_form"].has_error("__all__", "holdings_changed")
    assert not ReformAllocation.objects.exists()
    assert kari.post(allocate, seen).status_code == 302
    assert ReformAllocation.objects.count() == 2


def test_each_field_of_the_shares_says_which_holding_and_who(kari, reform, member):
    goes = member("Delevik", licences=10)
    successors = [organisation(name="Nordvika"), organisation(name="Sørvika")]
    plan = reform.draft("split", [goes.organisation], successors)
    page = kari.get(plan.get_absolute_url())
    [(share, fields)] = page.context["shares_form"].table()
    assert (share.kept, share.adds_up) == (10, False)
    for successor, field in fields:
        label = field.field.widget.attrs["aria-label"]
        for words in ("Kontorpakke", goes.agreement.number, successor.organisation.name):
            assert words in label
        assert f'aria-label="{label}"' in page.content.decode()
    assert "valgfritt" not in text(page)


def test_several_holdings_with_a_rest_are_counted_and_each_is_marked(kari, knut, reform, member):
    goes, one, other = member("Delevik", licences=10), organisation(), organisation()
    for licences in (0, 5):
        product = make.product(goes.accession.framework)
        make.ledger_entry(goes.agreement, product, by=goes.signatory, quantity=licences + 1)
    plan = reform.draft("split", [goes.organisation], [one, other])
    with pytest.raises(ValidationError) as refused:
        check_can_be_carried_out(plan)
    assert (refused.value.code, refused.value.params) == ("not_all_divided", {"number": 3})
    divided = shares_of(plan, {one: 1, other: 0})
    kari.post(address("ks_reform_allocate", plan), divided)
    seen = knut.get(plan.get_absolute_url()).context["preview"]
    assert sorted((share.kept, share.adds_up) for share in seen.shares) == [
        (0, True),
        (5, False),
        (9, False),
    ]


def test_two_thousand_holdings_are_divided_among_three(kari, reform, member, office):
    goes, successors = member("Storvik"), [organisation() for _ in range(3)]
    today = timezone.localdate()
    common = {
        "organisation": goes.organisation,
        "volume_licence_agreement": goes.agreement,
        "product": office,
        "kind": "opening_balance",
        "quantity": 3,
        "unit": "each",
        "counting_basis": "users",
        "valid_from": today,
        "posted_at": timezone.now(),
    }
    LedgerEntry.objects.bulk_create(
        LedgerEntry(valid_to=today + timedelta(days=n), **common) for n in range(2_000)
    )
    plan = reform.draft("split", [goes.organisation], successors)
    taking = [plan.parties.get(organisation=successor) for successor in successors]
    owned = holdings_from(goes.organisation, today)
    sent = {name_of(holding, party): "1" for holding in owned for party in taking}
    assert kari.post(address("ks_reform_allocate", plan), sent).status_code == 302
    assert ReformAllocation.objects.filter(quantity=1).count() == 6_000


def test_what_is_wrong_is_said_at_its_field(kari):
    wrong = [
        {"organisation_number": "12345", "municipality_number": "99"},
        {"share": "3"},
        {"organisation_number": "974760673", "share": "-1"},
    ]
    page = kari.post(reverse("ks_reform_new"), sent(predecessors=["974760673"], successors=wrong))
    assert page.status_code == 422
    form = page.context["form"]
    number, only_share, negative, empty = form.lists["successors"]
    assert number.has_error("organisation_number", "organisation_number_invalid")
    assert number.has_error("municipality_number", "invalid")
    assert only_share.has_error("organisation_number", "required")
    assert list(negative.errors) == ["share"]
    assert not empty.errors
    assert not form.errors
    assert text(page).count("12345") == 3  # in the summary, in the field, and under it
    assert not ReformPlan.objects.exists()


def test_who_is_not_in_the_register_is_said_at_the_row(kari):
    known, unknown = organisation().organisation_number, "974760673"
    told = sent(predecessors=[known], successors=[known, unknown])
    page = kari.post(reverse("ks_reform_new"), told)
    assert page.status_code == 422
    [row] = page.context["form"].rows_in_error
    assert row.prefix == "successors-1"
    assert row.has_error("organisation_number", "not_in_register")
    page = kari.post(reverse("ks_reform_new"), sent(predecessors=[known]))
    assert page.context["form"].has_error("__all__", "parties_do_not_fit")


def test_more_rows_keep_what_was_written(kari):
    told = sent(predecessors=[{"organisation_number": "tolv", "continues": "on", "share": "7"}])
    page = kari.post(reverse("ks_reform_new"), told | {"title": "Et navn", "more": "1"})
    assert page.status_code == 200
    form = page.context["form"]
    assert form["title"].value() == "Et navn"
    rows = form.lists["predecessors"].forms
    assert [row["organisation_number"].value() for row in rows] == ["tolv", *[None] * 4]
    assert [rows[0][name].value() for name in ("share", "continues")] == ["7", True]
    assert not form.rows_in_error
    again = {name: value for name, value in told.items() if not name.endswith("_FORMS")}
    counts = {f"{name}-TOTAL_FORMS": 5 for name in form.lists}
    counts |= {f"{name}-INITIAL_FORMS": 2 for name in form.lists}
    page = kari.post(reverse("ks_reform_new"), again | counts)
    [row] = page.context["form"].rows_in_error
    assert row.prefix == "predecessors-0"


def test_who_continues_and_who_is_renumbered_are_drafted_as_ticked(kari):
    predecessor, successor = organisation(), organisation()
    stays = [party(predecessor, continues="on", share="7")]
    kari.post(reverse("ks_reform_new"), sent(predecessors=stays, successors=[party(successor)]))
    plan = ReformPlan.objects.get()
    assert not plan.parties.get(organisation=predecessor).is_dissolved
    municipality_number(organisation=successor, number="9902")
    new = [party(successor, municipality_number="9903")]
    kari.post(reverse("ks_reform_new"), sent(kind="renumbering", renumbered=new))
    assert ReformPlan.objects.get(kind="renumbering").parties.get().municipality_number == "9903"


def test_a_form_whose_count_of_rows_is_nonsense_is_refused(kari):
    told = sent() | {"successors-TOTAL_FORMS": "mange"}
    page = kari.post(reverse("ks_reform_new"), told)
    assert page.context["form"].has_error("__all__", "missing_management_form")


def test_the_preview_tells_what_goes_where_and_what_stands_in_the_way(
    cast, kari, reform, agreement, office
):
    nordvik = cast.nordvik
    waiting = make.order(agreement, by=nordvik.orderer, lines={office: 5})
    make.ledger_entry(agreement, office, by=nordvik.orderer, quantity=12)
    plan = reform.draft("merger", [nordvik.organisation], [organisation(name="Nyvik kommune")])
    page = kari.get(plan.get_absolute_url())
    for words in ("Nyvik kommune", agreement.number, "12", waiting.number, nordvik.reader.name):
        assert words in text(page)
    assert page.context["preview"].refusals == []
    split = reform.draft("split", [nordvik.organisation], [organisation(), organisation()])
    refusals = kari.get(split.get_absolute_url()).context["preview"].refusals
    assert len(refusals) == 1
    assert "12" in refusals[0]


def test_who_is_to_begin_is_not_said_to_be_dissolved(kari, reform):
    new = {"organisation_number": "829912252", "name": "Haram kommune"}
    plan = reform.draft("merger", [organisation()], [new])
    page = text(kari.get(plan.parties.get(role="successor").organisation.get_absolute_url()))
    assert "Haram kommune" in page
    assert "oppløst" not in page
    successor = organisation(name="Storvik kommune")
    gone = organisation()
    reform.carried_out("merger", [gone], [successor])
    page = text(kari.get(gone.get_absolute_url()))
    assert "oppløst" in page
    assert "Storvik kommune" in page


def test_a_preview_does_nothing(kari, reform, member):
    goes = member("Delevik", licences=3)
    plan = reform.draft("new_number", [goes.organisation], [organisation()])
    before = LedgerEntry.objects.count()
    kari.get(plan.get_absolute_url())
    goes.accession.refresh_from_db()
    assert (LedgerEntry.objects.count(), goes.accession.state) == (before, "countersigned")


def test_a_decision_about_agreements_side_by_side_is_recorded_once(kari, reform, member):
    stays, goes = member("Storvik"), member("Lillevik")
    plan = reform.carried_out("merger", [goes.organisation], [stays.organisation])
    fields = {
        "overlap-accession": stays.accession.pk,
        "overlap-decision": "let_run",
        "overlap-reason": "Like vilkår",
    }
    page = kari.get(plan.get_absolute_url())
    assert [one.decided for one in page.context["overlaps"]] == [[]]
    assert "overlap_form" in page.context
    kari.post(address("ks_reform_overlap", plan), fields)
    decided = OverlapDecision.objects.get()
    assert decided.reason == "Like vilkår"
    page = kari.get(plan.get_absolute_url())
    assert [one.decided for one in page.context["overlaps"]] == [[decided]]
    assert list(page.context["decisions"]) == []
    assert "overlap_form" not in page.context
    assert "Like vilkår" in text(page)
    page = kari.post(address("ks_reform_overlap", plan), fields)
    assert page.context["overlap_form"].has_error("accession", "invalid_choice")


def test_a_decision_about_what_overlaps_no_more_is_still_shown(cast, kari, reform, member):
    stays, goes = member("Storvik"), member("Lillevik")
    plan = reform.carried_out("merger", [goes.organisation], [stays.organisation])
    told = {"decision": "keep_one", "reason": "Den ene holder", "by": cast.kari}
    decided = actions.decide_overlap(plan, stays.accession, now=timezone.now(), **told)
    plan.created_agreements.update(withdrawn_at=timezone.now())
    page = kari.get(plan.get_absolute_url())
    assert (list(page.context["overlaps"]), list(page.context["decisions"])) == ([], [decided])
    assert "Den ene holder" in text(page)


def test_a_reversal_that_is_refused_is_no_error_to_correct(cast, kari, reform, member):
    stays, goes = member("Storvik"), member("Lillevik")
    plan = reform.carried_out("merger", [goes.organisation], [stays.organisation])
    told = {"decision": "let_run", "reason": "Like vilkår", "by": cast.kari}
    actions.decide_overlap(plan, stays.accession, now=timezone.now(), **told)
    sure = {"reverse-reason": "Feil dag", "reverse-sure": "on"}
    page = kari.post(address("ks_reform_reverse", plan), sure)
    assert page.status_code == 422
    assert not page.context["reverse_form"].errors
    [said] = page.context["messages"]
    assert str(LATER_CHANGES["decided_since"]) in str(said)


def test_the_successors_people_find_the_history(cast, signed_in, reform, accession, agreement):
    issue_declaration(accession, now=timezone.now())
    nordvik, sorvag = cast.nordvik.organisation, cast.sorvag.organisation
    reform.carried_out("merger", [nordvik], [sorvag])
    reader = signed_in(cast.sorvag.reader)
    overview = text(reader.get(sorvag.get_absolute_url()))
    assert "Nordvik kommune" in overview
    taken_over = sorvag.accessions.get()
    code = accession.issued_declaration.document.printed_code
    assert code in text(reader.get(taken_over.get_absolute_url()))
    document = accession.issued_declaration.document
    assert reader.get(document.get_absolute_url()).status_code == 200
    assert reader.get(agreement.get_absolute_url()).status_code == 200
    own = taken_over.volume_licence_agreements.get()
    assert agreement.number in text(reader.get(own.get_absolute_url()))
    assert "Nordvik kommune" in text(
        reader.get(reverse("volume_licence_agreements", args=[sorvag.organisation_number]))
    )
    history = text(reader.get(nordvik.get_absolute_url()))
    assert "Sørvåg kommune" in history


def test_no_declaration_is_made_for_what_was_taken_over(cast, signed_in, reform, accession):
    successor = organisation()
    reform.carried_out("merger", [cast.nordvik.organisation], [successor])
    address = reverse(
        "accession_declaration_pdf",
        args=[successor.organisation_number, accession.framework.reference],
    )
    assert signed_in(cast.kari).get(address).status_code == 404
    call_command("issue_declarations", stdout=StringIO())
    assert not hasattr(successor.accessions.get(), "issued_declaration")
