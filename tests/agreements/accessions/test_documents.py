"""What stands in the declaration of accession."""

from datetime import UTC, date, datetime

import pgtrigger
import pytest

from agreements.accessions import actions
from agreements.accessions.documents import accession_declaration, municipality_number_on
from municipalities import formatting
from tests import agreement_factories as make
from tests import factories, pdf
from tests.pdf import plain, said

pytestmark = pytest.mark.django_db

SIGNED = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
COUNTERSIGNED = datetime(2026, 3, 9, 12, 5, tzinfo=UTC)


@pytest.fixture
def signed(cast, framework):
    """Nordvik's accession, which waits for KS."""
    nordvik = cast.nordvik
    return make.signed_accession(nordvik.organisation, framework, by=nordvik.signatory, now=SIGNED)


def countersign(accession, *, by):
    """Approve, and sign for KS."""
    actions.approve_accession(accession, by=by, now=COUNTERSIGNED)
    actions.countersign_accession(accession, by=by, proof=make.proof(by), now=COUNTERSIGNED)


def test_it_names_parties_terms_and_signatory(cast, framework, signed):
    cast.nordvik.organisation.name_official = "Kárášjohka - Porsáŋgu"
    cast.nordvik.organisation.save()
    factories.municipality_number(organisation=cast.nordvik.organisation, number="9901")
    signed.refresh_from_db()
    text = pdf.text(accession_declaration(signed))
    facts = [
        "Kárášjohka - Porsáŋgu",
        formatting.organisation_number(cast.nordvik.organisation.organisation_number),
        "9901",
        "KS – Kommunesektorens organisasjon",
        "971 032 146",
        framework.name,
        framework.contract_number,
        framework.supplier.name,
        formatting.organisation_number(framework.supplier.organisation_number),
        "01.01.2026 – 31.12.2028",
        "Signe Signatur",
        "Sak 26/123",
        "02.03.2026 kl. 10.15",
        said("The organisation has no duty to buy."),
        said("%(version)s, valid from %(day)s", version="1.0", day="01.01.2026"),
    ]
    assert [fact for fact in map(plain, facts) if fact not in text] == []


def test_it_says_that_ks_has_not_answered_yet(signed):
    text = pdf.text(accession_declaration(signed))
    assert said("Not yet countersigned by KS") in text
    assert said("For KS") + " " + said("Not yet countersigned") in text


def test_a_countersigned_one_names_the_case_officer_and_the_moment(cast, signed):
    countersign(signed, by=cast.kari)
    text = pdf.text(accession_declaration(signed))
    assert said("In force from %(day)s", day="09.03.2026") in text
    assert "Kari Saksbehandler" in text
    assert said("Countersigned electronically %(moment)s", moment="09.03.2026 kl. 13.05") in text
    assert said("Not yet countersigned") not in text


def test_an_exception_from_the_gate_is_notified(cast, framework, signed):
    actions.override_condition(
        cast.nordvik.organisation,
        framework,
        joining_condition="named",
        reason="Utelatt ved en feil",
        by=cast.knut,
        now=SIGNED,
    )
    text = pdf.text(accession_declaration(signed))
    assert "Utelatt ved en feil" in text
    assert "Knut Saksbehandler" in text


def test_the_file_is_dated_by_the_last_act(cast, signed):
    assert pdf.reader(accession_declaration(signed)).metadata.creation_date == SIGNED
    countersign(signed, by=cast.kari)
    assert pdf.reader(accession_declaration(signed)).metadata.creation_date == COUNTERSIGNED


def test_it_is_in_the_written_standard_of_the_organisation(cast, framework):
    bokmal, nynorsk = framework.terms_versions.get().text_nb, framework.terms_versions.get().text_nn
    found = {}
    for team in (cast.nordvik, cast.sorvag):
        accession = make.signed_accession(
            team.organisation, framework, by=team.signatory, now=SIGNED
        )
        made = accession_declaration(accession)
        language = pdf.reader(made).trailer["/Root"]["/Lang"]
        found[language] = [terms in pdf.text(made) for terms in (bokmal, nynorsk)]
    assert found == {"nb": [True, False], "nn": [False, True]}


def test_the_reader_may_choose_the_other_language(signed):
    made = accession_declaration(signed, language="nn")
    assert pdf.reader(made).trailer["/Root"]["/Lang"] == "nn"
    assert signed.terms_version.text_nn in pdf.text(made)


def test_the_terms_are_printed_whole_and_as_text(signed):
    terms = signed.terms_version
    terms.text_nb = "1. Formål\n\nLinje en\nLinje to <b>&amp;\n\n" + "Lang tekst. " * 900 + "Slutt."
    with pgtrigger.ignore("agreements.TermsVersion:terms_version_is_frozen_once_announced"):
        terms.save()
    made = accession_declaration(signed)
    assert "1. Formål Linje en Linje to <b>&amp; Lang tekst." in pdf.text(made)
    assert pdf.text(made).count("Lang tekst.") == 900
    assert "Slutt." in pdf.text(made)


@pytest.mark.parametrize("is_demonstration", [True, False])
def test_demonstration_data_says_so(framework, signed, is_demonstration):
    framework.is_demonstration = is_demonstration
    framework.save()
    signed.refresh_from_db()
    told = said("Demonstration data") in pdf.text(accession_declaration(signed))
    assert told == is_demonstration


def test_the_municipality_number_is_the_one_of_the_day(cast):
    organisation = cast.nordvik.organisation
    split = date(2020, 1, 1)
    old = factories.municipality_number(organisation=organisation, number="9901", valid_to=split)
    new = factories.municipality_number(organisation=organisation, number="9902", valid_from=split)
    assert municipality_number_on(organisation, date(2019, 12, 31)) == old
    assert municipality_number_on(organisation, split) == new
    assert municipality_number_on(cast.sorvag.organisation, split) is None
