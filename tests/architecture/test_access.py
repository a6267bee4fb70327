"""Every address answers every person as the access matrix says, and no row leaks."""

import pytest

from tests.architecture import access_matrix as matrix
from tests.architecture import asking
from tests.architecture.addresses import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.load]

# Django's own redirects of old addresses, and the admin's page for what does not exist
UNNAMED = "admin:without a name"
ADDRESSES = {address.name: address for address in addresses() if address.name != UNNAMED}
IN_BOTH = sorted(set(matrix.PAGES) & set(ADDRESSES))

ROWS = {"agreement_number", "order_number", "pk", "reference"}
"""The parameters that name a row of the organisation's, beside its number."""

OF_AN_ORGANISATION = sorted(
    name
    for name in IN_BOTH
    if "organisation_number" in ADDRESSES[name].parameters and not name.startswith("ks_")
)
WITH_ROWS = [name for name in OF_AN_ORGANISATION if ADDRESSES[name].parameters & ROWS]
# The page on a framework agreement that the organisation has not joined is where it can join
WITH_ROWS.remove("accession")

IN_SHORT = (matrix.NOBODY, matrix.READER, matrix.STRANGERS[-1], *matrix.KS)
"""One of each kind of person, for what is the same to all of them or takes long to make."""


def who_asks(name, answers):
    """The line of the matrix, shortened where nothing is lost; strangers take turns."""
    if name.startswith("admin:") or name.endswith("_pdf") or len(set(answers.values())) == 1:
        return {person: answers[person] for person in IN_SHORT}
    if len({answers[stranger] for stranger in matrix.STRANGERS}) == 1:
        turn = len(name) % len(matrix.STRANGERS)
        unasked = {*matrix.STRANGERS} - {matrix.STRANGERS[turn]}
        return {person: answers[person] for person in answers if person not in unasked}
    return answers


def test_the_matrix_has_a_line_for_every_address_and_no_other():
    assert set(matrix.PAGES) == set(ADDRESSES)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", IN_BOTH)
def test_an_address_answers_as_the_matrix_says(scene, visitors, name, method):
    url, data = asking.url_of(scene, ADDRESSES[name]), asking.payload(scene, name)
    expected = who_asks(name, getattr(matrix.PAGES[name], method))
    answers = {}
    for person in expected:
        response, stored = asking.ask(method, url, visitors[person], data)
        answers[person] = asking.in_words(response, stored=stored)
    assert answers == expected


@pytest.mark.parametrize("name", WITH_ROWS)
def test_rows_of_another_organisation_do_not_exist_at_home(scene, visitors, name):
    url, data = asking.url_with_rows_of_sorvag(scene, ADDRESSES[name]), asking.payload(scene, name)
    answers = []
    for method, person in insiders(name):
        response, stored = asking.ask(method, url, visitors[person], data)
        answers.append(asking.in_words(response, stored=stored))
    assert set(answers) == {matrix.NOT_FOUND}


WITHOUT_THE_NAME = {
    "role_request",
    "kept_document",
    "mandate_paper",
    "catalogue_csv",
    "catalogue_xlsx",
    "holdings_csv",
    "holdings_xlsx",
    "counts_sample",
    "opening_balance_sample",
    "evidence_pack_zip",
}
"""Pages of another organisation, papers, and files of prices, which do not say whose they are."""


@pytest.mark.parametrize("name", ["my_page", *OF_AN_ORGANISATION])
def test_people_at_home_read_nothing_of_another_organisation(scene, visitors, name):
    url = asking.url_of(scene, ADDRESSES[name])
    for method, person in insiders(name):
        if method == "get":
            response, _stored = asking.ask(method, url, visitors[person])
            text = asking.text_of(response)
            assert "Nordvik" in text or name in WITHOUT_THE_NAME
            assert asking.words_of_sorvag(scene, text) == []
            assert scene.draft.name not in text


@pytest.mark.parametrize("name", ["front_page", "frameworks"])
def test_nobody_reads_of_a_draft_on_an_open_page(scene, visitors, name):
    url = asking.url_of(scene, ADDRESSES[name])
    response, _stored = asking.ask("get", url, visitors[matrix.NOBODY])
    assert scene.draft.name not in asking.text_of(response)
    assert scene.draft.reference not in response.text


def insiders(name):
    """Who of Nordvik's people gets in at an address, and how."""
    doors = {"get": matrix.PAGES[name].get, "post": matrix.PAGES[name].post}
    for method, answers in doors.items():
        for person in matrix.HOME:
            if answers[person] in {matrix.OPEN, matrix.DONE}:
                yield method, person
