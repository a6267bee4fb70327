"""Reforms from the command line: drafted from a file, and carried out at night."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from agreements.models import ReformPlan
from agreements.reforms import actions
from tests import agreement_factories as make
from tests.factories import municipality_number, organisation
from tests.reforms import file_of

pytestmark = pytest.mark.django_db


def run(*arguments):
    said = StringIO()
    call_command(*arguments, stdout=said)
    return said.getvalue()


def test_the_command_drafts_from_a_file_and_a_dry_run_stores_nothing(tmp_path, reform, member):
    goes = member("Delevik", licences=10)
    one, other = organisation(name="Nord"), organisation(name="Sør")
    key = {one.organisation_number: 1, other.organisation_number: 1}
    path = file_of(tmp_path, reform.facts("split", [goes.organisation], [one, other], key=key))
    said = run("reform", path, "--dry-run")
    assert "licences    10 x Kontorpakke (Users, pieces) -> Nord: 5, Sør: 5" in said
    assert not ReformPlan.objects.exists()
    run("reform", path)
    assert ReformPlan.objects.get().state == "drafted"


@pytest.mark.parametrize("content", ["ikke json", "[]", "{}"])
def test_the_command_refuses_what_is_no_plan(tmp_path, content):
    path = tmp_path / "plan.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError):
        run("reform", str(path))
    with pytest.raises(CommandError):
        run("reform", str(tmp_path / "missing.json"))


WRONG = [
    ("merger", {"key": {"one": 1}}),
    ("split", {"key": ["one"]}),
    ("split", {"key": "one"}),
    ("split", {"key": {"one": -1}}),
    ("split", {"key": {"one": True}}),
    ("split", {"key": {"goes": 1, "one": 1}}),
    ("split", {"predecessors": [{"organisation_number": "goes", "dissolved": "yes"}]}),
    ("split", {"successors": [{"organisation_number": "829912252", "name": ["a"] * 300}]}),
    *[
        ("split", {"allocations": [{"shares": shares}]})
        for shares in ([4], "4", None, {"one": -4}, {"one": "4"}, {"one": 5}, {"goes": 4}, {"x": 4})
    ],
]


@pytest.mark.parametrize(("kind", "wrong"), WRONG)
def test_a_plan_that_divides_by_something_else_is_notified_so(
    tmp_path, reform, member, office, kind, wrong
):
    goes, also, one, other = member("A", licences=4), member("B"), organisation(), organisation()
    parties = {
        "merger": ([goes.organisation, also.organisation], [one]),
        "split": ([goes.organisation], [one, other]),
    }
    holding = {
        "agreement": goes.agreement.number,
        "part_number": office.part_number,
        "valid_to": None,
    }
    numbers = {
        "one": one.organisation_number,
        "goes": goes.organisation.organisation_number,
    }
    text = json.dumps(wrong)
    for name, number in numbers.items():
        text = text.replace(f'"{name}"', f'"{number}"')
    facts = reform.facts(kind, *parties[kind]) | json.loads(text)
    facts["allocations"] = [holding | row for row in facts.get("allocations", [])]
    with pytest.raises(CommandError):
        run("reform", file_of(tmp_path, facts))
    assert not ReformPlan.objects.exists()


def test_the_nightly_run_carries_out_what_is_due_and_tells_what_is_refused(cast, reform, member):
    goes, stuck = member("Delevik", licences=1), member("Fastvik", licences=1)
    due = reform.approved("new_number", [goes.organisation], [organisation()])
    one, other = organisation(), organisation()
    key = {one.organisation_number: 1, other.organisation_number: 1}
    late = reform.approved("split", [stuck.organisation], [one, other], key=key)
    product = make.product(stuck.accession.framework)
    make.ledger_entry(stuck.agreement, product, by=cast.kari)
    with pytest.raises(CommandError, match="1 could not"):
        run("carry_out_reforms")
    due.refresh_from_db()
    late.refresh_from_db()
    assert [due.state, late.state] == ["carried_out", "approved"]
    assert due.carried_out_by is None
    actions.withdraw_plan(late, by=cast.kari, now=timezone.now())
    assert run("carry_out_reforms") == ""


def test_a_reform_that_the_database_refuses_stops_no_other_and_is_notified(reform, member):
    """A municipality number that somebody outside the plan has until next year."""
    stuck, goes = member("Fastvik"), member("Delevik", licences=1)
    until = timezone.localdate() + timedelta(days=30)
    municipality_number(organisation=organisation(), number="9902", valid_to=until)
    one = {
        "organisation_number": organisation().organisation_number,
        "municipality_number": "9902",
    }
    refused = reform.approved("merger", [stuck.organisation], [one])
    other = reform.approved("new_number", [goes.organisation], [organisation()])
    said = StringIO()
    with pytest.raises(CommandError, match="1 could not"):
        call_command("carry_out_reforms", stdout=StringIO(), stderr=said)
    assert "municipality_number_one_organisation_at_a_time" in said.getvalue()
    assert [type(plan).objects.get(pk=plan.pk).state for plan in (refused, other)] == [
        "approved",
        "carried_out",
    ]
