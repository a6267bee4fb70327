"""Æ, ø and å are letters: in searches, in what is named alike, and to the database's check."""

from contextlib import closing, contextmanager

import pytest
from django.core.checks import Tags, run_checks
from django.db import connection, connections
from django.urls import reverse

from agreements.opening_balances.queries import products_with_similar_names
from municipalities.register.models import Organisation
from municipalities.register.queries import search
from tests import agreement_factories as make
from tests.factories import organisation

LIBC_C = "LOCALE_PROVIDER libc LC_CTYPE 'C' LC_COLLATE 'C'"
"""Neither upper case nor trigrams know the letters."""
ICU_WITH_C = "LOCALE_PROVIDER icu ICU_LOCALE 'nb-NO' LC_CTYPE 'C' LC_COLLATE 'C'"
"""Upper case knows the letters, and trigrams do not: private databases of PostgreSQL 17 were so."""


pytestmark = pytest.mark.django_db


@pytest.fixture
def find(signed_in, cast, framework, agreement):
    """Searches the catalogue of Nordvik: the names found for words, in order."""
    for name in ["Ølsalg", "Lønn og personal", "Læringsplattform", "Årshjul", "Lagerstyring"]:
        make.product(framework, name=name)
    client = signed_in(cast.nordvik.orderer)
    number = cast.nordvik.organisation.organisation_number
    address = reverse("catalogue", args=[number, agreement.number])

    def found(words):
        page = client.get(address, {"q": words})
        return [product.name for product in page.context["page_obj"]]

    return found


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("øl", ["Ølsalg"]),
        ("årshjul", ["Årshjul"]),
        ("LÆRING", ["Læringsplattform"]),
        # Spelt wrongly: what looks like it, and nothing else
        ("øllsalg", ["Ølsalg"]),
        ("åshjul", ["Årshjul"]),
        # No letter but l is known otherwise, and every word that begins with it is found
        ("ål", []),
    ],
)
def test_the_catalogue_is_searched_by_letter(find, words, names):
    assert find(words) == names


def test_an_opening_balance_knows_what_is_named_alike(framework):
    products = {name: make.product(framework, name=name) for name in ["Ølet", "Lønn", "Lager"]}
    assert products_with_similar_names(framework, ["Øl"]) == {"Øl": [products["Ølet"].pk]}


def test_organisations_are_searched_by_letter():
    for name in ["Ølen kommune", "Åmot kommune", "Lørenskog kommune", "Alver kommune"]:
        organisation(name=name)
    for words, names in [("øl", ["Ølen kommune"]), ("åm", ["Åmot kommune"])]:
        found = search(Organisation.objects.all(), words)
        assert [str(body) for body in found] == names


@contextmanager
def other_database(locale):
    """A database on the tests' server with another locale, as the connection `other`."""
    name = f"{connection.settings_dict['NAME']}_letters"
    with closing(connection.copy()) as elsewhere, elsewhere._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0 {locale}')
        made = connection.copy(alias="other")
        made.settings_dict = connection.settings_dict | {"NAME": name}
        connections["other"] = made
        try:
            yield made
        finally:
            made.close()
            del connections["other"]
            cursor.execute(f'DROP DATABASE "{name}"')


def complaints(alias):
    found = run_checks(tags=[Tags.database], databases=[alias])
    return [message.id for message in found if message.id == "agreements.W001"]


def test_the_tests_own_database_knows_the_letters():
    assert complaints("default") == []


@pytest.mark.django_db(transaction=True)
def test_a_database_that_knows_no_norwegian_letter_is_complained_of():
    with other_database(LIBC_C) as other:
        assert complaints("other") == ["agreements.W001"]
        with other.cursor() as cursor:
            cursor.execute("CREATE EXTENSION pg_trgm")
        assert complaints("other") == ["agreements.W001"]


@pytest.mark.django_db(transaction=True)
def test_trigrams_alone_that_know_no_norwegian_letter_are_complained_of():
    if connection.pg_version >= 180000:
        pytest.skip("From PostgreSQL 18 on, trigrams know what upper case knows.")
    with other_database(ICU_WITH_C) as other:
        assert complaints("other") == []
        with other.cursor() as cursor:
            cursor.execute("CREATE EXTENSION pg_trgm")
        assert complaints("other") == ["agreements.W001"]
