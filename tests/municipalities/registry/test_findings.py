"""What differs waits for a case officer; what could not be asked is no change."""

from datetime import date, timedelta
from io import StringIO
from threading import Thread

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from municipalities import formatting
from municipalities.models import Organisation, RegistryFinding, RegistryRun
from municipalities.register.registry_status import deregistration
from municipalities.registry import actions
from municipalities.registry.actions import accept_findings, refresh, reject_findings
from municipalities.registry.port import Registered
from tests.factories import official_email
from tests.municipalities.registry.server import deleted, entity, serving
from tests.races import at_once, wait_until_somebody_waits

pytestmark = pytest.mark.django_db


@pytest.fixture
def nordvik(cast, registry):
    """A municipality of which the registry says the same as the portal; the other one, too."""
    for body in (cast.nordvik.organisation, cast.sorvag.organisation):
        Organisation.objects.filter(pk=body.pk).update(address="Rådhusgata 1, 0001 EKSEMPEL")
        tell(registry, body)
    return Organisation.objects.get(pk=cast.nordvik.organisation.pk)


def tell(registry, body, **facts):
    """Let the registry say of an organisation what the portal says, but for these facts."""
    same = {"navn": body.register_name}
    registry.answers[body.organisation_number] = (
        200,
        entity(body.organisation_number, **same | facts),
    )


def waiting():
    found = RegistryFinding.objects.filter(state="waiting").order_by("kind")
    return [(finding.kind, finding.before, finding.after) for finding in found]


def decide(act, cast, **more):
    keys = list(RegistryFinding.objects.filter(state="waiting").values_list("pk", flat=True))
    return act(keys, by=cast.kari, now=timezone.now(), **more)


def test_what_is_the_same_is_no_finding(nordvik, client):
    run = refresh(client)
    assert (run.asked, run.found, run.failures, waiting()) == (2, 0, [], [])


def test_a_new_name_waits_and_changes_nothing_before_it_is_accepted(
    cast, nordvik, registry, client
):
    tell(registry, nordvik, navn="NYE NORDVIK KOMMUNE")
    refresh(client)
    assert waiting() == [("name", nordvik.register_name, "NYE NORDVIK KOMMUNE")]
    assert Organisation.objects.get(pk=nordvik.pk).register_name == nordvik.register_name
    decide(accept_findings, cast)
    assert Organisation.objects.get(pk=nordvik.pk).register_name == "NYE NORDVIK KOMMUNE"
    assert refresh(client).found == 0


@pytest.mark.parametrize(
    ("before", "told", "after"),
    [
        ("", {"adresse": ["Torget 2"], "poststed": "NORDVIK"}, "Torget 2, NORDVIK"),
        (
            "Torget 1, NORDVIK",
            {"adresse": ["Torget 2"], "poststed": "NORDVIK"},
            "Torget 2, NORDVIK",
        ),
        ("Torget 1, NORDVIK", None, ""),
    ],
)
def test_an_address_waits_like_the_rest(cast, nordvik, registry, client, before, told, after):
    Organisation.objects.filter(pk=nordvik.pk).update(address=before)
    tell(registry, nordvik, forretningsadresse=told)
    refresh(client)
    assert waiting() == [("address", before, after)]
    assert Organisation.objects.get(pk=nordvik.pk).address == before
    decide(accept_findings, cast)
    assert Organisation.objects.get(pk=nordvik.pk).address == after


def test_the_official_email_address_waits_and_what_ks_found_out_stands(
    cast, nordvik, registry, client
):
    official_email(nordvik, "ks@nordvik.example")
    refresh(client)
    assert waiting() == []
    tell(registry, nordvik, epostadresse="post@nordvik.example")
    refresh(client)
    assert waiting() == [("email", "ks@nordvik.example", "post@nordvik.example")]
    decide(accept_findings, cast)
    assert Organisation.objects.get(pk=nordvik.pk).official_email == "post@nordvik.example"


def test_a_bankruptcy_is_a_finding_and_so_is_its_end(cast, nordvik, registry, client, signed_in):
    tell(registry, nordvik, konkurs=True, konkursdato="2026-03-01")
    refresh(client)
    assert waiting() == [("notice", "", "bankruptcy 2026-03-01")]
    page = signed_in(cast.kari).get(reverse("ks_registry")).content.decode()
    assert f"Konkurs {formatting.day(date(2026, 3, 1))}" in page
    decide(accept_findings, cast)
    nordvik.refresh_from_db()
    assert (nordvik.registry_notice, nordvik.registry_notice_on) == (
        "bankruptcy",
        date(2026, 3, 1),
    )
    assert nordvik.is_registered_today
    overview = signed_in(cast.kari).get(nordvik.get_absolute_url()).content.decode()
    assert "virksomheten er konkurs" in overview
    assert refresh(client).found == 0
    tell(registry, nordvik)
    refresh(client)
    assert waiting() == [("notice", "bankruptcy 2026-03-01", "")]
    decide(accept_findings, cast)
    nordvik.refresh_from_db()
    assert (nordvik.registry_warning, nordvik.registry_notice_on) == ("", None)


def test_a_deletion_under_way_is_a_state_with_its_day_until_it_is_done(
    cast, nordvik, registry, client, signed_in
):
    tomorrow = timezone.localdate() + timedelta(days=1)
    said = f"{nordvik.register_name} UNDER SLETTING FRA {tomorrow:%d.%m.%Y}"
    tell(registry, nordvik, navn=said)
    refresh(client)
    assert waiting() == [("being_deleted", "", tomorrow.isoformat())]
    decide(accept_findings, cast)
    nordvik.refresh_from_db()
    assert (nordvik.registry_status, nordvik.deregistered_on) == ("being_deleted", tomorrow)
    assert [
        nordvik.is_registered(tomorrow - timedelta(days=1)),
        nordvik.is_registered(tomorrow),
    ] == [
        True,
        False,
    ]
    page = signed_in(cast.kari).get(nordvik.get_absolute_url()).content.decode()
    assert "Til da tiltrer og bestiller den som før." in page
    assert refresh(client).found == 0
    tell(registry, nordvik)
    refresh(client)
    assert waiting() == [("being_deleted", tomorrow.isoformat(), "")]
    registry.answers[nordvik.organisation_number] = (
        200,
        deleted(nordvik.organisation_number, "2026-01-01"),
    )
    refresh(client)
    assert waiting() == [("deleted", "", "2026-01-01")]
    decide(accept_findings, cast)
    nordvik.refresh_from_db()
    assert (nordvik.registry_status, nordvik.deregistered_on) == ("deleted", date(2026, 1, 1))


def test_a_deletion_under_way_that_is_called_off_leaves_it_registered(
    cast, nordvik, registry, client
):
    Organisation.objects.filter(pk=nordvik.pk).update(registry_status="being_deleted")
    refresh(client)
    assert waiting() == [("being_deleted", "undated", "")]
    decide(accept_findings, cast)
    nordvik.refresh_from_db()
    assert (nordvik.registry_status, nordvik.deregistered_on) == ("registered", None)


def test_where_more_are_gone_at_once_than_is_likely_the_run_stops_and_lists_none(
    cast, nordvik, registry, client, signed_in, monkeypatch
):
    monkeypatch.setattr(actions, "MIN_GONE_TO_STOP", 1)
    for number in list(registry.answers):
        registry.answers[number] = (404, b"")
    run = refresh(client)
    assert (run.stopped, run.found, waiting()) == ("many_gone", 0, [])
    page = signed_in(cast.kari).get(reverse("ks_registry")).content.decode()
    assert "Flere var borte på én gang enn det som er sannsynlig." in page
    assert "ikke fått svar om alle virksomhetene ennå" in page
    assert refresh(client, allow_many_gone=True).found == 2
    run = refresh(client)
    assert (run.stopped, run.found) == ("", 0)


def test_an_empty_list_says_that_all_is_the_same_only_of_what_was_asked(
    cast, nordvik, registry, client, signed_in, monkeypatch
):
    officer = signed_in(cast.kari)

    def says():
        return officer.get(reverse("ks_registry")).content.decode()

    never = "ikke fått svar om alle virksomhetene ennå"
    assert never in says()
    monkeypatch.setattr(actions, "MAX_FAILURES", 1)
    registry.answers[nordvik.organisation_number] = (200, b"")
    run = refresh(client)
    assert never in says()
    assert (len(run.failures), run.asked + run.never_asked) == (1, 1)
    tell(registry, nordvik)
    refresh(client)
    assert "ble alle 2 spurt om" in says()


def test_a_case_officer_has_the_registry_asked_now(
    nordvik, registry, cast, signed_in, settings, run_tasks
):
    tell(registry, nordvik, navn="NYE NORDVIK")
    with serving(registry) as address:
        settings.ENHETSREGISTERET_URL = address
        signed_in(cast.kari).post(reverse("ks_registry_ask"))
        run_tasks()
    assert [row[2] for row in waiting()] == ["NYE NORDVIK"]


@pytest.mark.parametrize(
    ("notice", "day", "constraint"),
    [("", "2026-01-01", "notice_on_has_a_notice"), ("gone", None, "notice_is_known")],
)
def test_the_database_takes_no_notice_that_the_registry_does_not_give(
    nordvik, notice, day, constraint
):
    with pytest.raises(IntegrityError, match=constraint):
        Organisation.objects.update(registry_notice=notice, registry_notice_on=day)


@pytest.mark.parametrize(
    ("answer", "kind", "marked"),
    [
        ((404, b""), "unknown", None),
        ((410, {}), "removed", None),
        ((410, {"slettedato": "2025-05-05"}), "removed", date(2025, 5, 5)),
        ("deleted", "deleted", date(2026, 1, 1)),
    ],
)
def test_who_is_gone_is_marked_when_accepted_and_not_asked_about_again(
    cast, nordvik, registry, client, answer, kind, marked
):
    number = nordvik.organisation_number
    registry.answers[number] = (
        (200, deleted(number, "2026-01-01")) if answer == "deleted" else answer
    )
    refresh(client)
    assert [row[0] for row in waiting()] == [kind]
    decide(accept_findings, cast)
    nordvik.refresh_from_db()
    assert (nordvik.registry_status, nordvik.deregistered_on) == (kind, marked)
    assert not nordvik.is_registered(timezone.localdate())
    assert nordvik.dissolved_on is None
    assert refresh(client).asked == 1


def test_each_way_to_be_gone_has_its_sentence_with_a_day_where_the_registry_gave_one():
    day = date(2025, 5, 5)
    ends = [("deleted", day), ("removed", day), ("removed", None), ("unknown", None)]
    told = [deregistration(status, marked) for status, marked in ends]
    assert ["2025" in sentence for sentence in told] == [True, True, False, False]
    assert len(set(told)) == len(ends)
    assert deregistration("registered", None) == ""


@pytest.mark.parametrize(
    ("status", "day"),
    [("registered", "2026-01-01"), ("unknown", "2026-01-01"), ("deleted", None), ("lost", None)],
)
def test_the_database_takes_no_day_that_the_registry_did_not_give(nordvik, status, day):
    with pytest.raises(IntegrityError, match="deregistered_on_fits_its_status"):
        Organisation.objects.update(registry_status=status, deregistered_on=day)


def test_the_same_is_not_told_twice_and_a_newer_takes_its_place(nordvik, registry, client):
    tell(registry, nordvik, navn="NYE NORDVIK")
    assert [refresh(client).found, refresh(client).found] == [1, 0]
    tell(registry, nordvik, navn="NYESTE NORDVIK")
    assert refresh(client).found == 1
    assert [row[2] for row in waiting()] == ["NYESTE NORDVIK"]
    tell(registry, nordvik)
    refresh(client)
    assert waiting() == []
    states = RegistryFinding.objects.values_list("state", flat=True)
    assert set(states) == {"superseded"}


def test_what_is_rejected_stays_so_until_it_changes(cast, nordvik, registry, client):
    tell(registry, nordvik, navn="FEIL NORDVIK")
    refresh(client)
    with pytest.raises(ValidationError, match="Skriv hvorfor"):
        decide(reject_findings, cast, reason=" ")
    decide(reject_findings, cast, reason="Skrivefeil i registeret")
    assert refresh(client).found == 0
    tell(registry, nordvik, navn="RIKTIG NORDVIK")
    assert refresh(client).found == 1


def test_what_could_not_be_asked_is_notified_and_changes_nothing(cast, nordvik, registry, client):
    registry.answers[nordvik.organisation_number] = (200, b"<html>Vedlikehold</html>")
    run = refresh(client)
    assert (run.asked, waiting()) == (1, [])
    assert run.failures == [[nordvik.organisation_number, "The answer is not JSON."]]


def test_a_registry_that_is_down_is_given_up(cast, nordvik, registry, client, monkeypatch):
    monkeypatch.setattr(actions, "MAX_FAILURES", 1)
    for number in registry.answers:
        registry.answers[number] = (200, b"")
    run = refresh(client)
    assert (len(run.failures), run.never_asked, run.stopped) == (1, 1, "no_answer")


def test_only_changed_organisations_are_asked_about(nordvik, registry, client):
    tell(registry, nordvik, navn="NYE NORDVIK")
    registry.changes = ["991825827", nordvik.organisation_number]
    run = refresh(client, since=date(2026, 11, 1))
    assert (run.asked, run.found, run.since) == (1, 1, date(2026, 11, 1))


def test_a_run_that_is_killed_keeps_what_it_found(nordvik, registry, client, monkeypatch):
    for body in Organisation.objects.all():
        tell(registry, body, navn=f"NYE {body.register_name}")

    class Killed(BaseException):
        pass

    def dies(*_args):
        raise Killed

    answer, asked = client.look_up, []

    def second_dies(number):
        asked.append(number)
        return answer(number) if len(asked) == 1 else dies()

    monkeypatch.setattr(client, "look_up", second_dies)
    with pytest.raises(Killed):
        refresh(client)
    assert len(waiting()) == 1
    assert RegistryRun.objects.get().ended_at is None
    monkeypatch.undo()
    assert refresh(client).found == 1


def test_one_run_at_a_time(nordvik, client):
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [actions.RUN_LOCK_ID])
        with pytest.raises(actions.AlreadyRunning):
            refresh(client)
        cursor.execute("SELECT pg_advisory_unlock(%s)", [actions.RUN_LOCK_ID])
    other.close()
    assert refresh(client).asked == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_one_decides(cast, nordvik, registry, client):
    tell(registry, nordvik, navn="NYE NORDVIK")
    refresh(client)
    [key] = RegistryFinding.objects.values_list("pk", flat=True)
    act = {"now": timezone.now()}
    outcomes = at_once(
        lambda: accept_findings([key], by=cast.kari, **act),
        lambda: reject_findings([key], by=cast.knut, reason="Nei", **act),
    )
    assert sorted(map(str, outcomes)) == ["1", "finding_has_changed"]


@pytest.mark.django_db(transaction=True)
def test_a_run_and_an_officer_at_once_do_not_wait_for_each_other_for_ever(
    cast, nordvik, registry, client, monkeypatch
):
    tell(registry, nordvik, navn="NYE NORDVIK")
    refresh(client)
    [key] = RegistryFinding.objects.values_list("pk", flat=True)
    differences, deciding = actions._differences, []

    def accept():
        deciding.extend(at_once(lambda: accept_findings([key], by=cast.kari, now=timezone.now())))

    def decided_meanwhile(organisation, answer):
        if not officer.ident:
            officer.start()
            wait_until_somebody_waits()
        return differences(organisation, answer)

    officer = Thread(target=accept)
    monkeypatch.setattr(actions, "_differences", decided_meanwhile)
    answer = Registered(name="NYESTE NORDVIK", organisation_form="KOMM", address=nordvik.address)
    actions.observe(nordvik, answer, run=RegistryRun.objects.get(), now=timezone.now())
    officer.join()
    assert deciding == ["finding_has_changed"]
    assert [row[2] for row in waiting()] == ["NYESTE NORDVIK"]


def test_what_has_changed_in_the_portal_meanwhile_is_not_overwritten(
    cast, nordvik, registry, client
):
    tell(registry, nordvik, navn="NYE NORDVIK")
    refresh(client)
    Organisation.objects.filter(pk=nordvik.pk).update(register_name="RETTET NORDVIK")
    with pytest.raises(ValidationError) as refused:
        decide(accept_findings, cast)
    assert refused.value.code == "organisation_has_changed"
    assert len(waiting()) == 1


def test_the_database_keeps_decisions(cast, nordvik, registry, client):
    tell(registry, nordvik, navn="NYE NORDVIK")
    refresh(client)
    finding = RegistryFinding.objects.get()
    again = {name: getattr(finding, name) for name in ("organisation", "kind", "run", "found_at")}
    with pytest.raises(IntegrityError, match="one_waits"), transaction.atomic():
        RegistryFinding.objects.create(**again)
    with pytest.raises(IntegrityError, match="decided_by_somebody"), transaction.atomic():
        RegistryFinding.objects.filter(pk=finding.pk).update(state="accepted")
    decide(accept_findings, cast)
    for act in (
        lambda: RegistryFinding.objects.filter(pk=finding.pk).update(state="rejected"),
        RegistryFinding.objects.filter(pk=finding.pk).delete,
    ):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            act()


def test_the_page_lists_and_decides(cast, nordvik, registry, client, signed_in):
    form = {"kode": "KIRK", "beskrivelse": "Den norske kirke"}
    tell(registry, nordvik, navn="NYE NORDVIK", organisasjonsform=form)
    refresh(client)
    officer = signed_in(cast.kari)
    page = officer.get(reverse("ks_registry")).content.decode()
    assert "NYE NORDVIK" in page
    assert "Den norske kirke har egne avtaler" in page
    key = RegistryFinding.objects.get(kind="name").pk
    decide_at = reverse("ks_registry")
    answer = officer.post(decide_at, {"findings": [key], "act": "accept"}, follow=True)
    assert "1 er avgjort" in answer.content.decode()
    answer = officer.post(decide_at, {"findings": ["99999"], "act": "accept"}, follow=True)
    assert answer.context["form"].has_error("findings", "invalid_choice")
    assert len(waiting()) == 1
    answer = officer.post(decide_at, {"act": "accept"})
    assert answer.status_code == 422
    assert "Velg minst ett funn" in answer.content.decode()
    assert (
        "NYE NORDVIK" in officer.get(reverse("ks_registry"), {"show": "decided"}).content.decode()
    )


def test_what_was_ticked_and_written_outlives_a_refusal(cast, nordvik, registry, client, signed_in):
    form = {"kode": "KIRK", "beskrivelse": "Den norske kirke"}
    tell(registry, nordvik, navn="NYE NORDVIK", organisasjonsform=form)
    refresh(client)
    officer, page = signed_in(cast.kari), reverse("ks_registry")
    key = RegistryFinding.objects.get(kind="name").pk

    def ticked(answer):
        assert answer.status_code == 422
        return [finding.pk for finding, _remark, chosen in answer.context["rows"] if chosen]

    answer = officer.post(page, {"findings": [key], "act": "reject", "reason": " "})
    assert answer.context["form"].has_error("reason", "reason_missing")
    assert ticked(answer) == [key]
    assert answer.content.decode().count(" checked") == 1
    answer = officer.post(page, {"findings": [key, 99999], "act": "reject", "reason": "Feil der"})
    assert ticked(answer) == [key]
    assert 'value="Feil der"' in answer.content.decode()
    assert len(waiting()) == 2


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ("KIRK", "Den norske kirke har egne avtaler"),
        ("BEDR", "nummeret til en underenhet"),
        ("STAT", "Statlige"),
        ("ENK", "Organisasjonsformen ENK"),
    ],
)
def test_who_cannot_join_is_notified_why(nordvik, form, sentence):
    nordvik.organisation_form = form
    with pytest.raises(ValidationError, match=sentence):
        nordvik.full_clean()


def test_the_command_reports_and_fails_where_something_could_not_be_asked(
    nordvik, registry, settings
):
    tell(registry, nordvik, navn="NYE NORDVIK")
    out, err = StringIO(), StringIO()
    with serving(registry) as address:
        settings.ENHETSREGISTERET_URL = address
        call_command("refresh_register", stdout=out)
        assert "2 asked about, 1 new findings, 0 failed, 0 never asked about." in out.getvalue()
        registry.answers[nordvik.organisation_number] = (200, b"")
        with pytest.raises(CommandError, match="1 could not be asked about"):
            call_command("refresh_register", stdout=out, stderr=err)
    assert nordvik.organisation_number in err.getvalue()
