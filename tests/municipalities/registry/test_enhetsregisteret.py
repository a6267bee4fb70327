"""What comes over the wire: three ways to be gone, and nothing else taken for an answer."""

from datetime import date

import pytest

from municipalities.registry import enhetsregisteret
from municipalities.registry.port import Deleted, Registered, RegistryError, Removed, Unknown
from tests.municipalities.registry.server import (
    cut_off,
    deleted,
    dripping,
    entity,
    send,
    slowly,
)

NUMBER = "958935420"


def test_an_entity_that_exists(registry, client):
    registry.answers[NUMBER] = (200, entity(NUMBER))
    assert client.look_up(NUMBER) == Registered(
        name="EKSEMPEL KOMMUNE",
        organisation_form="KOMM",
        address="Rådhusgata 1, 0001 EKSEMPEL",
    )


@pytest.mark.parametrize("address", [None, {}, {"adresse": [None, " "], "poststed": None}])
def test_an_entity_without_an_address(registry, client, address):
    registry.answers[NUMBER] = (200, entity(NUMBER, forretningsadresse=address))
    assert client.look_up(NUMBER).address == ""


@pytest.mark.parametrize(
    ("facts", "notice"),
    [
        ({}, ("", None)),
        ({"konkurs": True, "konkursdato": "2026-03-01"}, ("bankruptcy", date(2026, 3, 1))),
        ({"konkurs": True}, ("bankruptcy", None)),
        ({"konkurs": True, "underAvvikling": True}, ("bankruptcy", None)),
        (
            {"underAvvikling": True, "underAvviklingDato": "2026-04-02"},
            ("winding_up", date(2026, 4, 2)),
        ),
        (
            {"underTvangsavviklingEllerTvangsopplosning": True, "underAvvikling": True},
            ("dissolution", None),
        ),
        ({"underAvvikling": False, "underAvviklingDato": "2026-04-02"}, ("", None)),
    ],
)
def test_the_gravest_notice_is_notified_with_its_day(registry, client, facts, notice):
    registry.answers[NUMBER] = (200, entity(NUMBER, **facts))
    found = client.look_up(NUMBER)
    assert (found.notice, found.notice_on) == notice


@pytest.mark.parametrize(
    ("told", "name", "being_deleted", "day"),
    [
        ("TROMS FYLKE UNDER SLETTING FRA 01.01.2024", "TROMS FYLKE", True, date(2024, 1, 1)),
        ("TROMS FYLKE (UNDER SLETTING FRA 01.01.2024)", "TROMS FYLKE", True, date(2024, 1, 1)),
        ("TROMS FYLKE - UNDER SLETTING", "TROMS FYLKE", True, None),
        ("Troms fylke under sletting fra 31.12.2024", "Troms fylke", True, date(2024, 12, 31)),
        ("UNDER SLETTINGEN IKS", "UNDER SLETTINGEN IKS", False, None),
        ("SUNDER SLETTING IKS", "SUNDER SLETTING IKS", False, None),
    ],
)
def test_a_deletion_under_way_is_no_part_of_a_name(
    registry, client, told, name, being_deleted, day
):
    registry.answers[NUMBER] = (200, entity(NUMBER, navn=told))
    found = client.look_up(NUMBER)
    assert (found.name, found.being_deleted, found.being_deleted_from) == (name, being_deleted, day)


@pytest.mark.parametrize(
    ("told", "email"),
    [
        ("Postmottak@Nordvik.example", "postmottak@nordvik.example"),
        (None, ""),
        ("se nettsiden", ""),
        ("en@nordvik.example, to@nordvik.example", ""),
    ],
)
def test_an_email_address_is_notified_where_it_is_one(registry, client, told, email):
    registry.answers[NUMBER] = (200, entity(NUMBER, epostadresse=told))
    assert client.look_up(NUMBER).email == email


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ((404, b""), Unknown()),
        ((404, b"<html>"), Unknown()),
        ((200, deleted(NUMBER, "2026-01-01")), Deleted(on=date(2026, 1, 1))),
        ((410, {"slettedato": "2025-05-05"}), Removed(on=date(2025, 5, 5))),
        ((410, {}), Removed(on=None)),
    ],
)
def test_three_ways_to_be_gone(registry, client, answer, outcome):
    registry.answers[NUMBER] = answer
    assert client.look_up(NUMBER) == outcome


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param((200, b"not json"), id="not json"),
        pytest.param((200, b"[]"), id="a list"),
        pytest.param((200, {}), id="an empty answer"),
        pytest.param((200, entity("991825827")), id="another organisation"),
        pytest.param((200, entity(NUMBER, navn=None)), id="no name"),
        pytest.param((200, entity(NUMBER, organisasjonsform="KOMM")), id="form of another shape"),
        pytest.param((200, entity(NUMBER, slettedato="i fjor")), id="no date"),
        pytest.param((200, b"[" * 100_000), id="endlessly deep"),
        pytest.param((200, entity(NUMBER, navn="NORD\0VIK")), id="a name with a null"),
        pytest.param((200, entity(NUMBER, navn="NORD\ud800VIK")), id="a name with half a letter"),
        pytest.param((200, entity(NUMBER, navn="\u202ekivdroN")), id="a name turned round"),
        pytest.param(
            (200, entity(NUMBER, forretningsadresse={"poststed": "NORD\0VIK"})),
            id="an address with a null",
        ),
        pytest.param(
            (200, entity(NUMBER, forretningsadresse={"adresse": "Torget 2"})),
            id="an address of another shape",
        ),
        pytest.param((200, entity(NUMBER, konkurs="nei")), id="a truth value that is a word"),
        pytest.param((200, entity(NUMBER, konkurs=True, konkursdato="i fjor")), id="no day"),
        pytest.param(
            (200, entity(NUMBER, navn="X UNDER SLETTING FRA 31.02.2024")), id="a day there is not"
        ),
        pytest.param((410, b"gone"), id="410 without its shape"),
        pytest.param((400, {"feilmelding": "Feil"}), id="400"),
        pytest.param(cut_off, id="cut off"),
        pytest.param(slowly, id="slow"),
    ],
)
def test_anything_else_is_an_error(registry, client, answer):
    registry.answers[NUMBER] = answer
    with pytest.raises(RegistryError):
        client.look_up(NUMBER)


def test_nobody_leads_us_elsewhere(registry, client):
    registry.answers[NUMBER] = lambda handler: send(handler, 302, b"", Location="elsewhere")
    registry.answers["elsewhere"] = (200, entity(NUMBER))
    with pytest.raises(RegistryError, match="302"):
        client.look_up(NUMBER)


def test_an_enormous_answer_is_not_read(registry, client, monkeypatch):
    monkeypatch.setattr(enhetsregisteret, "MAX_RESPONSE_BYTES", 1_000)
    registry.answers[NUMBER] = (200, entity(NUMBER, aktivitet=["x" * 100_000]))
    with pytest.raises(RegistryError, match="too large"):
        client.look_up(NUMBER)


def test_an_answer_that_drips_is_given_up(registry, client, monkeypatch):
    monkeypatch.setattr(enhetsregisteret, "TOTAL_TIMEOUT", -1)
    registry.answers[NUMBER] = (200, entity(NUMBER))
    with pytest.raises(RegistryError, match="too slowly"):
        client.look_up(NUMBER)


def test_who_drips_is_not_listened_to_until_the_end(registry, client, monkeypatch):
    monkeypatch.setattr(enhetsregisteret, "TOTAL_TIMEOUT", 0.1)
    registry.answers[NUMBER] = dripping(dripped := [])
    with pytest.raises(RegistryError, match="too slowly"):
        client.look_up(NUMBER)
    assert len(dripped) < 50


def test_a_name_over_several_lines_is_one_line(registry, client):
    address = {"adresse": ["Torget\r\n2"], "poststed": "NORD\tVIK"}
    facts = {"navn": "NORDVIK\nKOMMUNE", "forretningsadresse": address}
    registry.answers[NUMBER] = (200, entity(NUMBER, **facts))
    found = client.look_up(NUMBER)
    assert (found.name, found.address) == ("NORDVIK KOMMUNE", "Torget 2, NORD VIK")


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_what_passes_is_tried_again(registry, client, status):
    failing = lambda handler: send(handler, status, b"", Retry_After="0")  # noqa: E731
    registry.answers[NUMBER] = [failing, failing, (200, entity(NUMBER))]
    assert client.look_up(NUMBER).name == "EKSEMPEL KOMMUNE"
    assert len(registry.asked) == 3


def test_what_does_not_pass_is_an_error(registry, client):
    registry.answers[NUMBER] = (503, b"")
    with pytest.raises(RegistryError):
        client.look_up(NUMBER)
    assert len(registry.asked) == 5


def test_nobody_at_the_address():
    nobody = enhetsregisteret.Enhetsregisteret("http://127.0.0.1:9/api", retries=0)
    with pytest.raises(RegistryError, match="cannot be reached"):
        nobody.look_up(NUMBER)


def test_changes_are_read_to_their_end(registry, client, monkeypatch):
    monkeypatch.setattr(enhetsregisteret, "CHANGES_A_PAGE", 3)
    registry.changes = ["1", "2", "3", "2", "5", "6", "7"]
    assert list(client.changed_since(date(2026, 11, 1))) == registry.changes
    registry.changes = []
    assert list(client.changed_since(date(2026, 11, 1))) == []


def test_changes_that_go_round_in_circles_are_an_error(registry, client, monkeypatch):
    monkeypatch.setattr(enhetsregisteret, "CHANGES_A_PAGE", 2)
    page = [{"oppdateringsid": n, "organisasjonsnummer": NUMBER} for n in (1, 2)]
    same = {"_embedded": {"oppdaterteEnheter": page}}
    monkeypatch.setattr(registry, "feed", lambda handler, _query: send(handler, 200, same))
    with pytest.raises(RegistryError, match="does not go on"):
        list(client.changed_since(date(2026, 11, 1)))
    assert len(registry.asked) == 2
