"""Who may open which organisation, and in which roles."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.utils import timezone, translation

from municipalities.access import (
    case_officer_page,
    memberships_in_force,
    organisation_page,
    organisations_of,
    roles_in,
)
from municipalities.models import Membership, User
from municipalities.people.models import Role
from tests import cast as people
from tests import factories as make

pytestmark = pytest.mark.django_db


@organisation_page()
def anyone_at_home(request, organisation):
    return HttpResponse(f"{organisation}: {','.join(sorted(request.roles))}")


@organisation_page(Role.ORDERER, Role.APPROVER)
def orderers_and_approvers(request, organisation):
    return HttpResponse("done")


@case_officer_page
def case_work(request):
    return HttpResponse("case work")


@pytest.fixture(autouse=True)
def norwegian():
    """Pages choose a language; it does not last longer than the test."""
    with translation.override("nb"):
        yield


def open_as(person, view, *args, **cookies):
    """What the view answers the person."""
    request = RequestFactory().get("/")
    request.user = person
    request.COOKIES = cookies
    return view(request, *args)


def number(team):
    return team.organisation.organisation_number


# Pages of an organisation


def test_a_person_with_a_role_is_at_home_and_the_page_knows_the_roles(cast):
    orderer = cast.nordvik.orderer
    people.membership(orderer, cast.nordvik.organisation, Role.READER, confirmed_by=cast.kari)
    answer = open_as(orderer, anyone_at_home, number(cast.nordvik))
    assert answer.text == "Nordvik kommune: orderer,reader"


@pytest.mark.parametrize("role", Role)
def test_a_stranger_finds_nothing_whatever_the_role_at_home(cast, role):
    stranger = getattr(cast.sorvag, role)
    for view in (anyone_at_home, orderers_and_approvers):
        with pytest.raises(Http404):
            open_as(stranger, view, number(cast.nordvik))


def test_a_person_without_a_role_finds_nothing(cast):
    with pytest.raises(Http404):
        open_as(cast.ulrik, anyone_at_home, number(cast.nordvik))


@pytest.mark.parametrize("role", [Role.READER, Role.SIGNATORY, Role.ADMINISTRATOR])
def test_a_person_with_another_role_is_refused(cast, role):
    with pytest.raises(PermissionDenied):
        open_as(getattr(cast.nordvik, role), orderers_and_approvers, number(cast.nordvik))


@pytest.mark.parametrize("role", [Role.ORDERER, Role.APPROVER])
def test_one_of_the_roles_is_enough(cast, role):
    person = getattr(cast.nordvik, role)
    assert open_as(person, orderers_and_approvers, number(cast.nordvik)).text == "done"


def test_a_case_officer_reads_every_organisation_and_acts_in_none(cast):
    assert open_as(cast.kari, anyone_at_home, number(cast.nordvik)).text == "Nordvik kommune: "
    with pytest.raises(PermissionDenied):
        open_as(cast.kari, orderers_and_approvers, number(cast.nordvik))


def test_a_case_officer_with_a_role_acts_in_that_organisation_alone(cast):
    people.membership(
        cast.kari, cast.nordvik.organisation, Role.ORDERER, confirmed_by=cast.nordvik.administrator
    )
    assert open_as(cast.kari, orderers_and_approvers, number(cast.nordvik)).text == "done"
    with pytest.raises(PermissionDenied):
        open_as(cast.kari, orderers_and_approvers, number(cast.sorvag))


@pytest.mark.parametrize("view", [anyone_at_home, orderers_and_approvers])
def test_who_has_not_signed_in_is_sent_to_sign_in_and_back(cast, view):
    answer = open_as(AnonymousUser(), view, number(cast.nordvik))
    assert answer.headers["Location"] == "/konto/login/?next=/"


@pytest.mark.parametrize(
    "address", ["", "1", "9710321460", "97103214x", "971032146\x00", "\x00", "971 032 146", "¹²³"]
)
def test_what_is_no_organisation_number_finds_nothing(cast, address):
    for person in (cast.nordvik.reader, cast.kari):
        with pytest.raises(Http404):
            open_as(person, anyone_at_home, address)


def test_a_number_of_no_organisation_finds_nothing(cast):
    with pytest.raises(Http404):
        open_as(cast.kari, anyone_at_home, make.organisation_number(999))


@pytest.mark.parametrize(("standard", "language"), [("nb", "nb"), ("nn", "nn"), ("neutral", "nb")])
def test_the_page_is_in_the_organisations_written_standard(cast, standard, language):
    cast.nordvik.organisation.written_standard = standard
    cast.nordvik.organisation.save(update_fields=["written_standard"])
    with translation.override("nn" if language == "nb" else "nb"):
        open_as(cast.nordvik.reader, anyone_at_home, number(cast.nordvik))
        assert translation.get_language() == language


def test_the_page_is_in_the_language_the_person_has_chosen(cast):
    with translation.override("nb"):
        open_as(cast.sorvag.reader, anyone_at_home, number(cast.sorvag), django_language="nb")
        assert translation.get_language() == "nb"


# The case-work area


def test_case_work_is_open_to_case_officers(cast):
    assert open_as(cast.knut, case_work).text == "case work"


def test_case_work_does_not_exist_for_others(cast):
    staff = User.objects.create_user("drift@ks.example", name="Drift", is_staff=True)
    for person in (cast.nordvik.administrator, cast.ulrik, staff):
        with pytest.raises(Http404):
            open_as(person, case_work)


def test_case_work_sends_who_has_not_signed_in_to_sign_in():
    assert open_as(AnonymousUser(), case_work).headers["Location"] == "/konto/login/?next=/"


# Roles in force


@pytest.mark.parametrize(
    ("confirmed", "declined", "ended", "counts"),
    [
        (False, False, False, False),
        (False, True, False, False),
        (True, False, False, True),
        (True, False, True, False),
    ],
)
def test_a_role_counts_from_its_confirmation_to_its_end(cast, confirmed, declined, ended, counts):
    now, by = timezone.now(), cast.nordvik.administrator
    Membership.objects.create(
        user=cast.ulrik,
        organisation=cast.nordvik.organisation,
        role=Role.READER,
        **({"confirmed_at": now, "confirmed_by": by} if confirmed else {}),
        **({"declined_at": now, "declined_by": by} if declined else {}),
        **({"ended_at": now, "ended_by": by} if ended else {}),
    )
    expected = {Role.READER} if counts else set()
    assert roles_in(cast.ulrik, cast.nordvik.organisation) == expected
    assert organisations_of(cast.ulrik).exists() is counts


def test_a_person_who_is_shut_out_has_no_roles(cast):
    for person in (cast.nordvik.administrator, cast.kari):
        person.is_active = False
        assert list(memberships_in_force(person)) == []
        assert list(organisations_of(person)) == []


def test_nobody_in_particular_has_no_roles(cast):
    assert list(organisations_of(AnonymousUser())) == []
    assert roles_in(AnonymousUser(), cast.nordvik.organisation) == set()


def test_a_person_opens_their_own_organisations_and_a_case_officer_all(cast):
    people.membership(
        cast.nordvik.reader, cast.sorvag.organisation, Role.READER, confirmed_by=cast.kari
    )
    both = {cast.nordvik.organisation, cast.sorvag.organisation}
    assert set(organisations_of(cast.nordvik.reader)) == both
    assert list(organisations_of(cast.nordvik.orderer)) == [cast.nordvik.organisation]
    assert set(organisations_of(cast.kari)) == both
