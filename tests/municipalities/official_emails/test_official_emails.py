"""The official e-mail address of an organisation: who changes it, on what source, and when."""

import pgtrigger
import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from municipalities.models import OfficialEmailChange, Organisation
from municipalities.official_emails.actions import change_official_email
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def vestvik(db):
    """A municipality where nobody is at home yet."""
    return make.organisation(name="Vestvik kommune")


def page_of(organisation):
    return f"/ks/virksomheter/{organisation.organisation_number}/e-postadresse/"


def change(organisation, email, *, by=None, source="Enhetsregisteret"):
    return change_official_email(organisation, email, source=source, by=by, now=timezone.now())


def test_a_case_officer_changes_it_and_the_change_stays(cast, signed_in, vestvik):
    url = page_of(vestvik)
    sent = {"email": "post@vestvik.example", "source": "vestvik.example"}
    page = signed_in(cast.kari).post(url, sent, follow=True)
    vestvik.refresh_from_db()
    assert vestvik.official_email == "post@vestvik.example"
    [kept] = vestvik.official_email_changes.all()
    assert (kept.changed_by, kept.source, kept.email_before) == (cast.kari, "vestvik.example", "")
    assert "vestvik.example" in page.content.decode()


def test_the_portal_itself_changes_it_without_a_person(vestvik):
    assert change(vestvik, "post@vestvik.example").changed_by is None


def test_an_address_can_be_taken_away(cast, signed_in, vestvik):
    change(vestvik, "post@vestvik.example")
    sent = {"email": "", "source": "Postkassen er lagt ned"}
    signed_in(cast.kari).post(page_of(vestvik), sent)
    vestvik.refresh_from_db()
    assert vestvik.official_email == ""


def test_a_change_says_where_the_address_is_from(cast, signed_in, vestvik):
    page = signed_in(cast.kari).post(page_of(vestvik), {"email": "post@vestvik.example"})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["source"]
    vestvik.refresh_from_db()
    assert vestvik.official_email == ""


def test_the_same_address_is_no_change(vestvik):
    change(vestvik, "post@vestvik.example")
    with pytest.raises(ValidationError) as refused:
        change(vestvik, "post@vestvik.example")
    assert refused.value.code == "same_address"


@pytest.mark.parametrize("text", ["vestvik", "post@", "to@a.example, tre@b.example"])
def test_what_is_no_address_is_refused(vestvik, text):
    with pytest.raises(ValidationError) as refused:
        change(vestvik, text)
    assert refused.value.code == "invalid"


def test_its_pages_are_for_ks_alone(cast, signed_in, vestvik):
    assert signed_in(cast.nordvik.administrator).get(page_of(vestvik)).status_code == 404


def test_the_overview_says_the_address(cast, signed_in):
    nordvik = cast.nordvik.organisation
    change(nordvik, "post@nordvik.example")
    for person in (cast.nordvik.reader, cast.kari):
        page = signed_in(person).get(nordvik.get_absolute_url()).content.decode()
        assert "post@nordvik.example" in page
        assert (page_of(nordvik) in page) == person.is_case_officer


@pytest.mark.parametrize("text", ["vestvik", "a@b\nBcc: c@d", "a b@c"])
def test_the_database_keeps_no_text_that_is_no_address(vestvik, text):
    with (
        pgtrigger.ignore(
            "municipalities.Organisation:organisation_official_email_changes_with_source"
        ),
        pytest.raises(IntegrityError, match="organisation_official_email_is_an_address"),
        transaction.atomic(),
    ):
        Organisation.objects.filter(pk=vestvik.pk).update(official_email=text)


def test_the_database_moves_no_address_without_its_change(vestvik):
    change(vestvik, "post@vestvik.example")
    with pytest.raises(IntegrityError, match="organisation_official_email_changes_with_source"):
        Organisation.objects.filter(pk=vestvik.pk).update(official_email="andre@vestvik.example")


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"email_after": ""}, "official_email_change_changes_the_address"),
        ({"source": ""}, "official_email_change_names_its_source"),
    ],
)
def test_the_database_keeps_changes_that_say_something(vestvik, fields, constraint):
    row = {"email_after": "post@vestvik.example", "source": "Nettsiden"} | fields
    with pytest.raises(IntegrityError, match=constraint):
        OfficialEmailChange.objects.create(organisation=vestvik, changed_at=timezone.now(), **row)


@pytest.mark.parametrize("write", ["update", "delete"])
def test_a_change_is_append_only(vestvik, write):
    change(vestvik, "post@vestvik.example")
    rows = OfficialEmailChange.objects.all()
    with pytest.raises(DatabaseError, match="Cannot update or delete"):
        rows.update(source="Noe annet") if write == "update" else rows._raw_delete(rows.db)
