"""How KS' invitations reach organisations: by e-mail, by letter or not at all, and what is said."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from agreements.accessions import case_actions, case_messages
from agreements.accessions.message_queries import invited_cases, reach_counts
from agreements.accessions.states import Reach
from agreements.models import Accession, AccessionMessage
from municipalities.mail_hold.switch import hold_mail
from municipalities.models import WorkerHeartbeat
from municipalities.outbox.actions import delete_sent_messages
from municipalities.outbox.models import OutgoingMessage
from municipalities.people.models import Role
from tests import cast as people
from tests import factories
from tests.confirming import seen_in
from tests.page import squeezed
from tests.pdf import pages
from tests.pdf import text as text_of
from tests.query_counts import assert_same_queries

pytestmark = pytest.mark.django_db

OFFICIAL = "post@vestvik.example"


@pytest.fixture
def vestvik(db):
    """A municipality where nobody is at home yet, with an official address."""
    return factories.organisation(name="Vestvik kommune", official_email=OFFICIAL)


@pytest.fixture
def austvik(db):
    """One where nobody is at home, and that has no address either."""
    return factories.organisation(name="Austvik kommune", address="Havnegata 1, 9999 AUSTVIK")


@pytest.fixture
def invite(cast, framework):
    """Invite organisations, as Kari does; returns their cases."""

    def invited(*organisations):
        cases, _left_out = case_actions.invite_organisations(
            framework,
            organisations,
            answer_by=timezone.localdate() + timedelta(days=14),
            by=cast.kari,
            now=timezone.now(),
        )
        return cases

    return invited


def reach_of(framework):
    return {case.organisation.name: case.reach for case in invited_cases(framework)}


def page_of(framework, name="ks_invited"):
    return reverse(name, args=[framework.reference])


def refuse(case, **moments):
    """The case's e-mails as they stand when the mail server has refused them, or another fate."""
    moments = moments or {"claimed_at": timezone.now(), "failed_at": timezone.now()}
    emails = OutgoingMessage.objects.filter(
        pk__in=AccessionMessage.objects.filter(act__accession=case).values("outgoing")
    )
    emails.update(error="550 No such mailbox", **moments)


def test_an_invitation_goes_to_those_who_can_answer(cast, invite, framework, run_tasks):
    invite(cast.nordvik.organisation)
    assert reach_of(framework) == {"Nordvik kommune": Reach.QUEUED}
    run_tasks()
    recipients = sorted(message.to[0] for message in mail.outbox)
    assert recipients == sorted([cast.nordvik.signatory.email, cast.nordvik.administrator.email])
    assert reach_of(framework) == {"Nordvik kommune": Reach.EMAILED}


def test_where_nobody_can_answer_it_goes_to_the_official_address(
    cast, vestvik, invite, framework, run_tasks
):
    people.membership(cast.ulrik, vestvik, Role.READER, confirmed_by=cast.kari)
    invite(vestvik)
    run_tasks()
    [message] = mail.outbox
    assert message.to == [OFFICIAL]
    assert f"/virksomheter/{vestvik.organisation_number}/be-om-rolle/" in message.body
    assert reach_of(framework) == {"Vestvik kommune": Reach.EMAILED}


def test_who_has_no_address_is_not_written_to(austvik, invite, framework, run_tasks):
    invite(austvik)
    run_tasks()
    assert mail.outbox == []
    assert reach_of(framework) == {"Austvik kommune": Reach.NOT_WRITTEN_TO}


def test_an_email_that_fails_is_seen_with_its_reason(cast, vestvik, invite, framework, signed_in):
    [case] = invite(vestvik)
    refuse(case)
    assert reach_of(framework) == {"Vestvik kommune": Reach.FAILED}
    page = signed_in(cast.kari).get(page_of(framework)).text
    assert "550 No such mailbox" in page
    assert "E-posten ble ikke sendt" in page


def test_an_email_that_was_begun_and_never_ended_may_have_arrived(
    cast, vestvik, invite, framework, signed_in
):
    [case] = invite(vestvik)
    refuse(case, claimed_at=timezone.now() - timedelta(minutes=11))
    assert reach_of(framework) == {"Vestvik kommune": Reach.DOUBTFUL}
    page = signed_in(cast.kari).get(page_of(framework)).text
    assert "<strong>Uvisst om e-posten gikk</strong>" in squeezed(page)
    assert "Spør mottakeren før du sender den på nytt" in page
    case_messages.send_again(framework, [case.pk], by=cast.kari, now=timezone.now())
    assert reach_of(framework) == {"Vestvik kommune": Reach.QUEUED}


def test_an_email_that_is_tried_again_is_still_on_its_way(vestvik, invite, framework):
    [case] = invite(vestvik)
    refuse(case, next_try_at=timezone.now() + timedelta(minutes=5))
    assert reach_of(framework) == {"Vestvik kommune": Reach.QUEUED}


def test_who_was_written_to_is_known_permanently(vestvik, invite, framework, run_tasks):
    invite(vestvik)
    run_tasks()
    OutgoingMessage.objects.update(written_at=timezone.now() - timedelta(days=400))
    assert delete_sent_messages(timezone.now()) == 0
    assert reach_of(framework) == {"Vestvik kommune": Reach.EMAILED}


def test_what_failed_is_sent_again_to_the_address_of_today(
    cast, vestvik, invite, framework, run_tasks
):
    [case] = invite(vestvik)
    refuse(case)
    factories.official_email(vestvik, "ny@vestvik.example")
    assert case_messages.send_again(framework, [case.pk], by=cast.kari, now=timezone.now()) == 1
    run_tasks()
    assert [message.to for message in mail.outbox] == [["ny@vestvik.example"]]
    assert reach_of(framework) == {"Vestvik kommune": Reach.EMAILED}


def test_nobody_who_is_reached_is_written_to_again(cast, vestvik, invite, framework, run_tasks):
    [case] = invite(vestvik)
    run_tasks()
    with pytest.raises(ValidationError) as refused:
        case_messages.send_again(framework, [case.pk], by=cast.kari, now=timezone.now())
    assert refused.value.code == "reached"


def test_without_an_address_nothing_is_sent_again(cast, austvik, invite, framework):
    [case] = invite(austvik)
    with pytest.raises(ValidationError) as refused:
        case_messages.send_again(framework, [case.pk], by=cast.kari, now=timezone.now())
    assert refused.value.code == "no_address"


def test_the_letter_names_the_organisation_and_how_to_answer(
    cast, austvik, invite, framework, signed_in
):
    [case] = invite(austvik)
    client = signed_in(cast.kari)
    address = reverse("ks_invitation_letter", args=[framework.reference, case.pk])
    text = text_of(client.get(address).content)
    for shown in ("Austvik kommune", "Havnegata 1", "9999 AUSTVIK", framework.name):
        assert shown in text
    assert text_of(client.get(page_of(framework, "ks_invitation_letters")).content) == text


def test_many_letters_ask_as_often_as_one(cast, austvik, invite, framework, signed_in):
    def add_rows(rows):
        invite(*(factories.organisation() for _ in range(rows)))

    invite(austvik)
    client, address = signed_in(cast.kari), page_of(framework, "ks_invitation_letters")
    page = assert_same_queries(lambda: client.get(address), add_rows=add_rows, rows=4)
    assert len(pages(page.content)) == 5


def test_a_letter_counts_when_somebody_has_posted_it(cast, austvik, invite, framework, signed_in):
    [case] = invite(austvik)
    client = signed_in(cast.kari)
    client.post(page_of(framework), {"cases": [case.pk], "act": "posted"})
    assert reach_of(framework) == {"Austvik kommune": Reach.POSTED}
    assert "av Kari Saksbehandler" in client.get(page_of(framework)).text
    assert client.get(page_of(framework, "ks_invitation_letters")).status_code == 404


def test_the_page_counts_who_was_reached_how(
    cast, vestvik, austvik, invite, framework, run_tasks, signed_in
):
    invite(vestvik, austvik, cast.nordvik.organisation)
    assert dict(reach_counts(framework)) == {Reach.QUEUED: 2, Reach.NOT_WRITTEN_TO: 1}
    run_tasks()
    assert dict(reach_counts(framework)) == {Reach.EMAILED: 2, Reach.NOT_WRITTEN_TO: 1}
    page = signed_in(cast.kari).get(page_of(framework), {"reach": Reach.NOT_WRITTEN_TO})
    assert [row["case"].organisation for row in page.context["rows"]] == [austvik]


@pytest.mark.parametrize("state", ["started", "declined"])
def test_who_has_begun_does_not_count_as_not_written_to(vestvik, austvik, invite, framework, state):
    failed, _letter = invite(vestvik, austvik)
    refuse(failed)
    assert dict(reach_counts(framework)) == {Reach.FAILED: 1, Reach.NOT_WRITTEN_TO: 1}
    Accession.objects.update(state=state)
    assert dict(reach_counts(framework)) == {Reach.BY_ITSELF: 2}


def test_whom_an_invitation_reaches_is_shown_before_it_is_made(
    cast, vestvik, austvik, framework, signed_in
):
    client, address = signed_in(cast.kari), page_of(framework, "ks_invitations")
    sent = {"answer_by": in_two_weeks(), "which": "all"}
    page = client.post(address, sent)
    facts = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", squeezed(page.text)))
    assert facts["E-post til den offisielle adressen"] == "1: Vestvik kommune"
    without_email = facts["Ingen e-postadresse: du skriver ut og sender brevet"]
    assert without_email == "1: Austvik kommune"
    assert facts["E-post til dem som kan svare"] == "2: Nordvik kommune, Sørvåg kommune"


def test_a_letter_without_a_postal_address_is_counted_and_said(
    cast, austvik, vestvik, invite, framework, signed_in
):
    nowhere = factories.organisation(name="Utvik kommune", address="")
    client = signed_in(cast.kari)
    sent = {"answer_by": in_two_weeks(), "which": "ticked"}
    asked = client.post(
        page_of(framework, "ks_invitations"), {**sent, "organisations": [austvik.pk, nowhere.pk]}
    )
    facts = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", squeezed(asked.text)))
    assert facts["Brev uten postadresse"] == "1: Utvik kommune"
    invite(austvik)
    assert "ngen postadresse" not in client.get(page_of(framework)).text
    invite(nowhere)
    page = client.get(page_of(framework)).text
    assert "1 av brevene har ingen postadresse" in page
    [missing] = re.findall(
        r"PDF<span[^>]*>, ([^<]*)</span></a><br>Ingen postadresse", squeezed(page)
    )
    assert missing == "Utvik kommune"


def test_mail_is_promised_only_where_an_invitation_goes_by_mail(
    cast, vestvik, austvik, framework, signed_in
):
    client, address = signed_in(cast.kari), page_of(framework, "ks_invitations")
    sent = {"answer_by": in_two_weeks(), "which": "ticked"}
    by_letter = client.post(address, {**sent, "organisations": [austvik.pk]}).text
    assert "Hver virksomhet får en sak." in by_letter
    assert "E-postene legges i kø" not in by_letter
    by_mail = client.post(address, {**sent, "organisations": [vestvik.pk]}).text
    assert "E-postene legges i kø" in by_mail
    assert "Brevene ligger som PDF" not in by_mail


def test_the_page_says_when_the_mail_leaves_as_things_stand(
    cast, vestvik, austvik, invite, framework, signed_in
):
    client, address = signed_in(cast.kari), page_of(framework, "ks_invitations")
    sent = {"answer_by": in_two_weeks(), "which": "ticked", "organisations": [vestvik.pk]}
    page = client.post(address, sent)
    assert when_it_leaves(page).startswith("Det portalen gjør av seg selv, står stille.")
    now = timezone.now()
    WorkerHeartbeat.objects.create(worker_id="one", started_at=now, seen_at=now)
    assert when_it_leaves(client.post(address, sent)) == "I løpet av noen minutter."
    hold_mail(timezone.now())
    page = client.post(address, sent)
    assert when_it_leaves(page).startswith("All e-post holdes tilbake.")
    # Who has read it may go on, whatever the worker does meanwhile
    assert client.post(address, {**sent, "seen_sha256": seen_in(page)}).status_code == 302
    assert when_it_leaves(client.get(page_of(framework, "ks_reminders")))


def when_it_leaves(page):
    return re.search(r"<dt>Når e-posten går</dt><dd>(.*?)</dd>", squeezed(page.text))[1]


def test_the_ticked_alone_are_invited_and_the_filter_is_kept(
    cast, vestvik, austvik, framework, signed_in
):
    client = signed_in(cast.kari)
    address = page_of(framework, "ks_invitations") + "?q=vik"
    sent = {"answer_by": in_two_weeks(), "which": "ticked", "organisations": [vestvik.pk]}
    page = client.post(address, sent)
    assert "Inviter 1 virksomhet" in page.text
    answer = client.post(address, {**sent, "seen_sha256": seen_in(page)})
    assert [case.organisation for case in Accession.objects.all()] == [vestvik]
    assert answer.headers["Location"] == address


def test_nobody_ticked_is_said(cast, vestvik, framework, signed_in):
    sent = {"answer_by": in_two_weeks(), "which": "ticked"}
    page = signed_in(cast.kari).post(page_of(framework, "ks_invitations"), sent)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["organisations"]


def test_who_has_no_address_is_not_said_to_be_reminded(
    cast, vestvik, austvik, invite, framework, signed_in
):
    invite(vestvik, austvik)
    page = signed_in(cast.kari).get(page_of(framework, "ks_reminders")).text
    facts = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", squeezed(page)))
    assert facts["Får påminnelse"] == "Vestvik kommune"
    assert facts["Ingen e-postadresse, og derfor ingen påminnelse"] == "Austvik kommune"
    assert case_actions.remind_unanswered_cases(framework, by=cast.kari, now=timezone.now()) == 1


def test_who_signs_up_later_sees_the_waiting_invitation(
    cast, vestvik, invite, framework, signed_in
):
    [case] = invite(vestvik)
    client = signed_in(cast.ulrik)
    assert f"Invitert til å tiltre {framework.name}" in client.get("/virksomheter/?q=Vestvik").text
    people.membership(cast.ulrik, vestvik, Role.READER, confirmed_by=cast.kari)
    page = client.get(vestvik.get_absolute_url()).text
    assert f"KS har invitert dere til å tiltre {framework.name}" in page
    assert case.get_absolute_url() in page


def test_an_invitation_is_no_accession_in_any_count(
    cast, client, invite, framework, signed_in, accession
):
    """Nordvik has joined: whatever counts or lists who has, says one, also when others come."""
    invite(cast.sorvag.organisation, factories.organisation(name="Vestvik kommune"))
    front = client.get("/")
    assert front.context["figures"]["members"] == 1
    assert [one.member_count for one in front.context["frameworks"]] == [1]
    found = client.get("/virksomheter/", {"acceded": "yes"}).context["page_obj"]
    assert [one.name for one in found] == ["Nordvik kommune"]
    kari = signed_in(cast.kari)
    rows = kari.get("/ks/avtaler/").context["rows"]
    assert [one.member_count for one, _state in rows] == [1]
    states = dict(kari.get("/ks/").context["states"])
    assert states == {"countersigned": 1, "invited": 2}
    overview = signed_in(cast.sorvag.reader).get(cast.sorvag.organisation.get_absolute_url())
    assert "<dt>Tiltredingar</dt><dd>0</dd>" in squeezed(overview.text)
    assert "Verksemda di har ikkje tiltrådt nokon avtale enno" in overview.text


def test_a_summary_and_a_batch_leave_the_invited_out(cast, invite, framework, accession, signed_in):
    invite(cast.sorvag.organisation)
    kari = signed_in(cast.kari)
    kari.post(reverse("ks_summary_batch_start", args=[framework.reference]))
    assert framework.summary_batches.get().summaries.count() == 1
    pdf = kari.get(reverse("agreement_summary_pdf", args=[organisation_number(cast.sorvag)]))
    assert framework.name not in text_of(pdf.content)


def organisation_number(team):
    return team.organisation.organisation_number


def in_two_weeks():
    return (timezone.localdate() + timedelta(days=14)).isoformat()


@pytest.mark.parametrize("fields", [{"channel": "official"}, {"channel": "letter"}])
def test_a_message_is_an_email_or_a_posted_letter(vestvik, invite, fields):
    [case] = invite(vestvik)
    with pytest.raises(DatabaseError, match="accession_message_is_an_email_or_a_posted_letter"):
        AccessionMessage.objects.create(act=case.acts.get(), written_at=timezone.now(), **fields)


def test_a_letter_is_posted_once(cast, austvik, invite, framework):
    [case] = invite(austvik)
    letter = {"channel": "letter", "written_at": timezone.now(), "posted_by": cast.kari}
    AccessionMessage.objects.create(act=case.acts.get(), **letter)
    with pytest.raises(DatabaseError, match="accession_message_one_letter"):
        AccessionMessage.objects.create(act=case.acts.get(), **letter)


@pytest.mark.parametrize("write", ["update", "delete"])
def test_what_was_written_is_append_only(vestvik, invite, write):
    invite(vestvik)
    rows = AccessionMessage.objects.all()
    with pytest.raises(DatabaseError, match="accession_message_is_append_only"):
        rows.update(channel="person") if write == "update" else rows._raw_delete(rows.db)
