"""Mail to KS: one a day about what waits, for what each has chosen, and some at once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.digests.actions import choose_mail, send_digests
from agreements.digests.queries import LABELS, PLACES, waiting_counts
from municipalities.models import OfficerMail, User
from municipalities.officer_mail.models import Subject
from municipalities.people.actions import request_roles
from municipalities.people.models import Role
from tests import agreement_factories as make
from tests.factories import organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast, framework, run_tasks):
    """A case that waits for KS; mail about it has gone."""
    made = make.signed_accession(cast.nordvik.organisation, framework, by=cast.nordvik.signatory)
    run_tasks()
    mail.outbox.clear()
    return made


def digests(now=None, **failed):
    return send_digests(now or timezone.now(), **failed)


def recipients():
    return sorted(address for message in mail.outbox for address in message.to)


def test_nothing_is_mailed_when_nothing_waits(cast, run_tasks):
    assert digests() == 0
    run_tasks()
    assert mail.outbox == []


def test_each_case_officer_gets_one_mail_a_day_about_what_waits(cast, case, run_tasks):
    now = timezone.now()
    assert [digests(now), digests(now)] == [2, 0]
    run_tasks()
    assert recipients() == sorted([cast.kari.email, cast.knut.email])
    body = mail.outbox[0].body
    assert "Tiltredelsessaker som venter på KS: 1" in body
    assert reverse("work_list") in body
    assert reverse("ks_officer_mail") in body
    assert digests(now + timedelta(days=1)) == 2


def test_only_what_is_chosen_is_mailed(cast, case, run_tasks):
    choose_mail(cast.kari, daily=[Subject.ORDERS], immediate=[])
    choose_mail(cast.knut, daily=[], immediate=[])
    assert digests(failed_steps=2) == 0
    choose_mail(cast.kari, daily=[Subject.NIGHTLY], immediate=[])
    assert digests(failed_steps=2) == 1
    run_tasks()
    assert recipients() == [cast.kari.email]
    assert "Trinn i nattarbeidet som sviktet: 2" in mail.outbox[0].body
    assert "Tiltredelsessaker" not in mail.outbox[0].body


def test_who_is_no_case_officer_any_more_gets_none(cast, case, run_tasks):
    User.objects.filter(pk=cast.knut.pk).update(is_active=False)
    assert digests() == 1
    User.objects.filter(pk=cast.kari.pk).update(is_case_officer=False)
    run_tasks()
    assert mail.outbox == []


def test_every_count_of_the_work_list_has_its_subject_and_its_sentence():
    counts = waiting_counts(timezone.now()).keys() | {"failed_steps"}
    assert counts == PLACES.keys() == LABELS.keys()
    assert {place[0] for place in PLACES.values()} == set(Subject)


def test_a_new_case_is_notified_at_once_to_who_wants_it(cast, framework, run_tasks):
    choose_mail(cast.kari, daily=[], immediate=[Subject.CASES])
    made = make.signed_accession(cast.nordvik.organisation, framework, by=cast.nordvik.signatory)
    run_tasks()
    [message] = [message for message in mail.outbox if message.to == [cast.kari.email]]
    assert reverse("ks_accession", args=[made.pk]) in message.body
    assert cast.knut.email not in recipients()


def test_a_first_administrator_is_notified_at_once_to_who_wants_it(cast, run_tasks):
    choose_mail(cast.kari, daily=[], immediate=[Subject.ROLE_REQUESTS])
    place = organisation(name="Nyvik kommune")
    request_roles(cast.ulrik, place, roles=[Role.ADMINISTRATOR], now=timezone.now())
    run_tasks()
    assert recipients() == [cast.kari.email]
    assert reverse("ks_memberships") in mail.outbox[0].body


def test_where_somebody_is_in_charge_ks_is_not_told(cast, run_tasks):
    choose_mail(cast.kari, daily=[], immediate=[Subject.ROLE_REQUESTS])
    request_roles(cast.ulrik, cast.nordvik.organisation, roles=[Role.READER], now=timezone.now())
    run_tasks()
    assert cast.kari.email not in recipients()


def test_the_page_shows_what_holds_and_stores_what_is_chosen(cast, client):
    client.force_login(cast.kari)
    page = client.get(reverse("ks_officer_mail"))
    assert page.context["form"].initial == {"daily": Subject.values, "immediate": []}
    assert not OfficerMail.objects.exists()
    sent = {"daily": ["cases", "orders"], "immediate": ["cases"]}
    assert client.post(reverse("ks_officer_mail"), sent).status_code == 302
    stored = OfficerMail.objects.get(user=cast.kari)
    assert (stored.daily, stored.immediate) == (["cases", "orders"], ["cases"])
    client.post(reverse("ks_officer_mail"), {})
    stored.refresh_from_db()
    assert (stored.daily, stored.immediate) == ([], [])


@pytest.mark.parametrize("sent", [{"daily": ["x"]}, {"immediate": ["orders"]}])
def test_what_is_no_subject_is_refused(cast, client, sent):
    client.force_login(cast.kari)
    assert client.post(reverse("ks_officer_mail"), sent).status_code == 422
    assert not OfficerMail.objects.exists()


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"daily": ["x"]}, "officer_mail_daily_is_known"),
        ({"immediate": ["orders"]}, "officer_mail_immediate_is_known"),
    ],
)
def test_the_database_refuses_what_is_no_subject(cast, fields, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        OfficerMail.objects.create(user=cast.kari, **fields)
