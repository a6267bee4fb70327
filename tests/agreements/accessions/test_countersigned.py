"""What is said when KS has signed: to whom, from which day, and which step comes next."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from agreements.accessions import actions
from agreements.accessions.next_steps import steps_after_countersigning
from agreements.accessions.queries import people_to_notify
from municipalities.models import Membership
from tests import agreement_factories as make

pytestmark = pytest.mark.django_db

DRAW_UP = "Neste steg er å opprette volumlisensavtalen."
NOT_BEFORE = "Ingen kan bestille før"


@pytest.fixture
def countersigned(cast, framework, run_tasks):
    """Nordvik's accession, signed by KS, with the days until the framework's first day."""

    def begin(days):
        framework.starts_on = timezone.localdate() + timedelta(days=days)
        framework.save()
        made = make.accession(
            cast.nordvik.organisation, framework, by=cast.nordvik.signatory, officer=cast.kari
        )
        run_tasks()
        return made

    return begin


@pytest.mark.parametrize(("days", "is_before"), [(1, True), (0, False), (-30, False)])
def test_pages_and_mail_agree_before_the_first_day_on_it_and_after(
    cast, countersigned, signed_in, days, is_before
):
    accession = countersigned(days)
    message = mail.outbox[-1]
    own = signed_in(cast.nordvik.orderer).get(accession.get_absolute_url()).text
    case = signed_in(cast.kari).get(reverse("ks_accession", args=[accession.pk])).text
    for text in (" ".join(message.body.split()), own, case):
        assert DRAW_UP in text
        assert (NOT_BEFORE in text) == is_before
        assert "kan bestille fra nå" not in text


@pytest.mark.parametrize("days", [1, 0])
def test_who_is_notified_to_draw_up_the_agreement_can(cast, countersigned, signed_in, days):
    accession = countersigned(days)
    client = signed_in(cast.nordvik.orderer)
    number, reference = accession.organisation.organisation_number, accession.framework.reference
    address = reverse("volume_licence_agreement_new", args=[number, reference])
    for page in (accession.get_absolute_url(), reverse("volume_licence_agreements", args=[number])):
        assert address in client.get(page).text
    assert client.get(address).status_code == 200


def test_nothing_is_said_to_remain_once_the_agreement_is_drawn_up(cast, countersigned):
    accession = countersigned(0)
    make.volume_licence_agreement(accession, by=cast.nordvik.orderer)
    assert steps_after_countersigning(accession, on=timezone.localdate()) == []


def test_nothing_is_said_to_remain_after_the_last_day(countersigned):
    accession = countersigned(0)
    day = accession.framework.ends_on + timedelta(days=1)
    assert steps_after_countersigning(accession, on=day) == []


def test_the_signatory_and_both_contacts_are_notified(cast, countersigned):
    accession = countersigned(0)
    told = {accession.signed_by, accession.first_contact, accession.second_contact}
    assert {message.to[0] for message in mail.outbox} == {person.email for person in told}


def test_who_has_left_is_not_told(cast, countersigned):
    accession = countersigned(0)
    Membership.objects.filter(user=accession.second_contact).update(
        ended_at=timezone.now(), ended_by=cast.kari
    )
    assert accession.second_contact not in people_to_notify(accession)


def test_the_page_names_who_is_notified(cast, framework, signed_in):
    accession = make.approved_accession(
        cast.nordvik.organisation, framework, by=cast.nordvik.signatory, officer=cast.kari
    )
    actions.countersign_accession(
        accession, by=cast.kari, proof=make.proof(cast.kari), now=timezone.now()
    )
    names = [person.name for person in people_to_notify(accession)]
    assert names == sorted({accession.signed_by.name, accession.second_contact.name})
    with translation.override("nn"):
        [sentence] = steps_after_countersigning(accession, on=timezone.localdate())
    assert "volumlisensavtal" in sentence
