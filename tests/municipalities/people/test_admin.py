"""What KS staff see and change of people in the admin."""

import pytest

from municipalities.models import Invitation, Membership, User
from municipalities.people.models import Role
from tests import cast as people
from tests.query_counts import assert_same_queries

pytestmark = pytest.mark.django_db

PEOPLE = "/admin/municipalities/user/"
ROLES = "/admin/municipalities/membership/"
INVITATIONS = "/admin/municipalities/invitation/"


@pytest.fixture
def officer(cast, signed_in):
    """Kari's browser; she may use the admin."""
    cast.kari.is_staff = True
    cast.kari.save()
    return signed_in(cast.kari)


@pytest.fixture
def superuser(db, signed_in):
    """The KS administrator's browser."""
    return signed_in(User.objects.create_superuser("sjef@ks.example", name="Sjef"))


def rows_on(page):
    return list(page.context["cl"].result_list)


def change(browser, person, **fields):
    """Save the person's page; a tick is "on"."""
    sent = {"name": person.name, "is_active": "on"} | fields
    answer = browser.post(f"{PEOPLE}{person.pk}/change/", sent)
    person.refresh_from_db()
    return answer.status_code


def test_a_case_officer_finds_people_by_name_address_and_role(cast, officer):
    reader = cast.nordvik.reader
    assert rows_on(officer.get(PEOPLE, {"q": "Lars L"})) == [reader]
    assert rows_on(officer.get(PEOPLE, {"q": "lars@nordvik"})) == [reader]
    assert rows_on(officer.get(PEOPLE, {"role": "reader"})) == [reader, cast.sorvag.reader]


def test_an_unknown_role_in_the_address_filters_nothing(cast, officer):
    assert len(rows_on(officer.get(PEOPLE, {"role": "owner"}))) == User.objects.count()


def test_a_case_officer_corrects_a_name_and_shuts_a_person_out(cast, officer):
    person = cast.ulrik
    assert change(officer, person, name="Ulrik Innenfor", is_active="") == 302
    assert (person.name, person.is_active) == ("Ulrik Innenfor", False)


def test_a_case_officer_gives_nobody_rights_at_ks(cast, officer):
    for right in ("is_case_officer", "is_staff", "is_superuser"):
        change(officer, cast.ulrik, **{right: "on"})
        assert getattr(cast.ulrik, right) is False


def test_a_case_officer_changes_nobody_with_rights_at_ks(cast, officer):
    sjef = User.objects.create_superuser("sjef@ks.example", name="Sjef")
    for person in (sjef, cast.knut, cast.kari):
        assert change(officer, person, is_active="") == 403
        assert person.is_active is True


def test_a_superuser_makes_a_case_officer(cast, superuser):
    assert change(superuser, cast.ulrik, is_case_officer="on", is_staff="on") == 302
    assert (cast.ulrik.is_case_officer, cast.ulrik.is_staff) == (True, True)


def test_nobody_changes_a_persons_password_or_address(cast, superuser):
    before = (cast.ulrik.email, cast.ulrik.password)
    change(superuser, cast.ulrik, email="annen@utenfor.example", password="123")
    assert (cast.ulrik.email, cast.ulrik.password) == before
    page = superuser.get(f"{PEOPLE}{cast.ulrik.pk}/change/")
    assert cast.ulrik.password not in page.text


@pytest.mark.parametrize("address", [PEOPLE, ROLES, INVITATIONS])
def test_nothing_is_added_in_the_admin(superuser, address):
    assert superuser.get(f"{address}add/").status_code == 403


@pytest.mark.parametrize("model", [User, Membership, Invitation])
def test_nothing_is_deleted_in_the_admin(cast, superuser, invitation, model):
    row = model.objects.first()
    address = f"/admin/municipalities/{model._meta.model_name}/"
    assert superuser.post(f"{address}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    superuser.post(address, {"action": "delete_selected", "_selected_action": [row.pk]})
    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", [Membership, Invitation])
def test_roles_and_invitations_are_read_only(cast, superuser, invitation, model):
    address = f"/admin/municipalities/{model._meta.model_name}/{model.objects.first().pk}/change/"
    assert superuser.get(address).status_code == 200
    assert superuser.post(address, {"role": Role.ADMINISTRATOR}).status_code == 403


def test_the_secret_of_an_invitation_is_not_shown(officer, invitation):
    for address in (INVITATIONS, f"{INVITATIONS}{invitation.pk}/change/"):
        assert invitation.token not in officer.get(address).text


def test_roles_are_found_by_person_and_organisation(cast, officer):
    number = cast.nordvik.organisation.organisation_number
    reader = cast.nordvik.reader.memberships.get()
    for words in (f"{number} Lars", "Nordvik lars@"):
        assert rows_on(officer.get(ROLES, {"q": words})) == [reader]


def test_who_is_no_staff_does_not_come_in(cast, signed_in):
    for person in (cast.kari, cast.nordvik.administrator):
        client = signed_in(person)
        assert client.get(PEOPLE).status_code == 302
        assert client.get("/admin/login/").status_code == 403


def test_staff_without_case_work_see_nothing_of_people(cast, signed_in):
    cast.ulrik.is_staff = True
    cast.ulrik.save()
    assert signed_in(cast.ulrik).get(PEOPLE).status_code == 403


@pytest.mark.parametrize("address", [PEOPLE, ROLES, INVITATIONS])
def test_the_lists_take_the_same_queries_at_1_and_at_50_rows(cast, officer, invite, address):
    def add_rows(rows):
        for row in range(rows):
            email = f"person{User.objects.count()}@nordvik.example"
            person = people.user(email, name=f"Person {row}")
            people.membership(
                person, cast.nordvik.organisation, Role.READER, confirmed_by=cast.kari
            )
            invite(cast.nordvik, email, Role.ORDERER)

    add_rows(1)
    page = assert_same_queries(lambda: officer.get(address), add_rows=add_rows)
    assert len(rows_on(page)) >= 50
