from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements.accessions import actions
from agreements.accessions.documents import accession_offer
from agreements.accessions.joining_conditions import refusals_to_join
from agreements.accessions.states import AccessionState, accession_state
from agreements.models import Accession, FrameworkAgreement, VolumeLicenceAgreement
from municipalities.models import Organisation
from tests import agreement_factories as make

pytestmark = pytest.mark.django_db


def refused(code):
    """Expect a refusal whose codes are exactly this one."""
    return pytest.raises(ValidationError, check=lambda refusal: codes(refusal) == [code])


def codes(refusal):
    return [error.code for error in refusal.error_list]


def now():
    return timezone.now()


def test_an_organisation_joins_once(cast, accession, framework):
    with refused("already_joined"):
        make.signed_accession(cast.nordvik.organisation, framework, by=cast.nordvik.signatory)


def test_a_signature_keeps_name_grounds_and_terms_as_they_were(cast, framework):
    signatory = cast.nordvik.signatory
    made = make.signed_accession(cast.nordvik.organisation, framework, by=signatory)
    assert made.signed_name == signatory.name
    assert made.terms_version.version == "1.0"
    assert made.grounds_reference == "Sak 26/123"
    assert accession_state(made, timezone.localdate()) == AccessionState.SUBMITTED


def test_terms_that_changed_after_reading_are_refused(cast, framework):
    organisation = cast.nordvik.organisation
    read = accession_offer(organisation, framework.terms_versions.get(), language="nb").sha256
    make.terms_version(framework, version="1.1", valid_from=timezone.localdate())
    with refused("terms_changed"):
        make.signed_accession(organisation, framework, by=cast.nordvik.signatory, shown_sha256=read)
    assert not Accession.objects.exists()


def test_an_accession_is_decided_once(cast, framework):
    made = make.approved_accession(
        cast.nordvik.organisation, framework, by=cast.nordvik.signatory, officer=cast.kari
    )
    actions.countersign_accession(made, by=cast.kari, proof=make.proof(cast.kari), now=now())
    assert made.countersigned_name == cast.kari.name
    with refused("already_decided"):
        actions.countersign_accession(made, by=cast.knut, proof=make.proof(cast.knut), now=now())
    with refused("already_decided"):
        actions.reject_accession(
            made, by=cast.knut, joining_condition="authority", reason="For sent", now=now()
        )


def test_a_rejected_organisation_can_sign_again(cast, framework):
    nordvik = cast.nordvik
    made = make.signed_accession(nordvik.organisation, framework, by=nordvik.signatory)
    actions.reject_accession(
        made, by=cast.kari, joining_condition="authority", reason="Vedtaket mangler", now=now()
    )
    assert accession_state(made, timezone.localdate()) == AccessionState.REJECTED
    make.signed_accession(nordvik.organisation, framework, by=nordvik.signatory)
    assert Accession.objects.count() == 2


def test_an_accession_expires_with_its_framework(accession, framework):
    assert accession_state(accession, framework.ends_on) == AccessionState.IN_FORCE
    day_after = framework.ends_on + timedelta(days=1)
    assert accession_state(accession, day_after) == AccessionState.EXPIRED


@pytest.mark.parametrize(("counted", "level"), [(1, "A"), (999, "A"), (1000, "B"), (50_000, "B")])
def test_the_number_counted_gives_the_price_level(cast, accession, counted, level):
    made = make.volume_licence_agreement(
        accession, by=cast.nordvik.orderer, counted_quantity=counted
    )
    assert made.price_level.code == level


def test_below_the_lowest_threshold_the_programme_is_refused(cast, accession):
    large = make.programme(accession.framework, name="Enterprise", levels=[("A", 250)])
    with refused("below_minimum"):
        make.volume_licence_agreement(
            accession, by=cast.nordvik.orderer, programme=large, counted_quantity=249
        )
    made = make.volume_licence_agreement(
        accession, by=cast.nordvik.orderer, programme=large, counted_quantity=250
    )
    assert made.price_level.code == "A"


def test_a_programme_without_levels_gives_none(cast, accession):
    support = make.programme(accession.framework, name="Støtte", levels=[])
    made = make.volume_licence_agreement(accession, by=cast.nordvik.orderer, programme=support)
    assert made.price_level is None


def test_an_agreement_is_numbered_and_ends_with_its_term(cast, accession):
    first = make.volume_licence_agreement(
        accession, by=cast.nordvik.orderer, starts_on=date(2026, 3, 1)
    )
    second = make.volume_licence_agreement(accession, by=cast.nordvik.orderer)
    stem = f"{accession.framework.reference}-{cast.nordvik.organisation.organisation_number}"
    assert [first.number, second.number] == [f"{stem}-01".upper(), f"{stem}-02".upper()]
    assert first.ends_on == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        (lambda: {"programme": make.framework().programmes.get()}, "programme_of_another"),
        (lambda: {"reseller": make.reseller(name="Fremmed AS")}, "reseller_of_another"),
        (lambda: {"starts_on": date(2030, 1, 1)}, "starts_outside_framework"),
        (lambda: {"starts_on": date(2025, 12, 31)}, "starts_outside_framework"),
    ],
)
def test_an_agreement_keeps_inside_its_framework(cast, accession, terms, code):
    with refused(code):
        make.volume_licence_agreement(accession, by=cast.nordvik.orderer, **terms())
    assert not VolumeLicenceAgreement.objects.exists()


def deleted(accession, officer):
    Organisation.objects.filter(pk=accession.organisation_id).update(
        registry_status="deleted", deregistered_on=timezone.localdate()
    )


def dissolved(accession, officer):
    Organisation.objects.filter(pk=accession.organisation_id).update(
        dissolved_on=timezone.localdate()
    )


def suspended(accession, officer):
    make.suspension(accession.framework, by=officer)


def framework_over(accession, officer):
    yesterday = timezone.localdate() - timedelta(days=1)
    FrameworkAgreement.objects.update(accession_closes_on=yesterday, ends_on=yesterday)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (deleted, "organisation_deregistered"),
        (dissolved, "organisation_dissolved"),
        (suspended, "framework_suspended"),
        (framework_over, "framework_ended"),
    ],
)
def test_drawing_up_is_refused_as_joining_is(cast, accession, change, code):
    change(accession, cast.kari)
    accession = Accession.objects.get(pk=accession.pk)
    today = timezone.localdate()
    joining = refusals_to_join(accession.organisation, accession.framework, on=today)
    with refused(code) as refusal:
        make.volume_licence_agreement(accession, by=cast.nordvik.orderer)
    assert refusal.value.message in [each.message for each in joining.values()]
    assert not VolumeLicenceAgreement.objects.exists()


def test_nothing_is_drawn_up_before_ks_has_countersigned(cast, framework):
    waiting = make.signed_accession(cast.nordvik.organisation, framework, by=cast.nordvik.signatory)
    with refused("accession_not_in_force"):
        make.volume_licence_agreement(waiting, by=cast.nordvik.orderer)
