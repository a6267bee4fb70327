"""The preview tells what carrying out does, on the page and from the command line."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from agreements.cost_sharing.queries import keys_in_force
from agreements.reforms.preview import preview
from tests import agreement_factories as make
from tests.factories import municipality_number, organisation
from tests.reforms import file_of

pytestmark = pytest.mark.django_db


def test_what_passes_from_who_continues_is_notified_and_done(member, reform, cast):
    gives, takes = member("Østvik", licences=10), organisation()
    make.volume_licence_agreement(gives.accession, by=gives.signatory)
    own = make.invitation(takes, gives.accession.framework, by=cast.kari)
    key = {takes.organisation_number: 1}
    plan = reform.draft("boundary", [gives.organisation], [takes], key=key)
    seen = preview(plan)
    assert (seen.accessions, seen.agreements) == ([gives.accession], [gives.agreement])
    assert seen.cases_to_close == [own]
    plan = reform.carried_out("boundary", [gives.organisation], [takes], key=key)
    assert plan.created_agreements.get().predecessor == gives.agreement
    own.refresh_from_db()
    assert own.state == "declined"


def test_nothing_passes_where_nothing_is_shared(member, reform):
    gives, takes = member("Østvik", licences=10), organisation()
    seen = preview(reform.draft("boundary", [gives.organisation], [takes]))
    assert (seen.accessions, seen.agreements, seen.cases_to_close) == ([], [], [])


def test_an_ended_accession_that_holds_licences_is_notified(cast, member, reform):
    goes = member("Gamlevik", licences=10)
    make.accessions.terminate_accession(
        goes.accession, by=cast.kari, reason="Etter ønske", now=timezone.now()
    )
    seen = preview(reform.draft("new_number", [goes.organisation], [organisation()]))
    assert (seen.accessions, seen.agreements) == ([goes.accession], [goes.agreement])


@pytest.fixture
def sharing(cast, member):
    """Gamlevik, which is to be merged, with counts, and a key of Nordvik's that it pays half of."""
    goes, nordvik = member("Gamlevik", number="9901"), cast.nordvik
    shares = {nordvik.organisation: Decimal(50), goes.organisation: Decimal(50)}
    return goes, make.cost_sharing_key(
        nordvik.organisation, by=nordvik.administrator, shares=shares
    )


def test_a_dry_run_tells_all_that_happens(cast, sharing, reform, tmp_path, office):
    goes, _key = sharing
    begun = make.invitation(goes.organisation, make.framework(name="Nettbrett"), by=cast.kari)
    make.role(goes.signatory, goes.organisation, "orderer")
    make.mandate(goes.organisation, cast.sorvag.organisation, by=goes.signatory)
    make.licence_count(goes.organisation, office, by=goes.signatory)
    successor_organisation = organisation(name="Nyvik kommune")
    municipality_number(organisation=successor_organisation, number="9902")
    successor = {
        "organisation_number": successor_organisation.organisation_number,
        "municipality_number": "9903",
    }
    said = StringIO()
    path = file_of(tmp_path, reform.facts("merger", [goes.organisation], [successor]))
    call_command("reform", path, "--dry-run", stdout=said)
    told = said.getvalue()
    for line in (
        f"accession   {goes.accession}",
        f"agreement   {goes.agreement.number}",
        "closed      Gamlevik Nettbrett",
        "key ends    Nordvik kommune",
        "counts      stay",
        "number      Gamlevik 9901 -> -",
        "number      Nyvik kommune 9902 -> 9903",
        "role        ",
        "mandate     Sørvåg kommune on behalf of Gamlevik ends",
    ):
        assert line in told, told
    assert begun.framework.name in told


def test_a_key_that_someone_dissolved_pays_of_no_longer_holds(cast, sharing, reform):
    goes, key = sharing
    house, today = cast.nordvik.organisation, timezone.localdate()
    other = make.cost_sharing_key(
        house, by=cast.nordvik.administrator, name="Egen", shares={house: Decimal(100)}
    )
    plan = reform.draft("merger", [goes.organisation], [organisation()])
    assert preview(plan).keys == [key]
    assert set(keys_in_force([house], today)) == {key, other}
    plan = reform.carried_out("merger", [goes.organisation], [organisation()])
    assert list(keys_in_force([house], today)) == [other]
    goes.organisation.refresh_from_db()
    with pytest.raises(ValidationError) as refused:
        make.cost_sharing_key(
            house,
            by=cast.nordvik.administrator,
            name="Ny",
            shares={goes.organisation: Decimal(100)},
        )
    assert refused.value.code == "sharer_dissolved"
    reform.reverse(plan)
    assert set(keys_in_force([house], today)) == {key, other}
