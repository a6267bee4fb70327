"""Finding organisations, in Norwegian order."""

from datetime import timedelta

import pytest
from django.utils import timezone

from municipalities.models import Organisation
from municipalities.register.queries import search, with_municipality_number
from tests.factories import municipality_number, organisation

pytestmark = pytest.mark.django_db


def found(text):
    """The names of what a search finds, in its order."""
    return [organisation.name for organisation in search(Organisation.objects.all(), text)]


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("karasjohka", ["Karasjok kommune"]),
        ("Kárášjohka", ["Karasjok kommune"]),
        ("KÁRÁŠJOHKA", ["Karasjok kommune"]),
        ("porsangu", ["Porsanger kommune"]),
        ("Porsáŋgu", ["Porsanger kommune"]),
        ("porsanki", ["Porsanger kommune"]),
        ("finnmarku", ["Finnmark fylkeskommune"]),
        ("vågå", ["Vågå kommune"]),
        ("VÅGÅ", ["Vågå kommune"]),
        ("vaga komm", ["Vågan kommune", "Vågå kommune"]),
        ("va\N{COMBINING RING ABOVE}ga\N{COMBINING RING ABOVE}", ["Vågå kommune"]),
        ("tråante", ["Trondheim kommune"]),
        ("oslo kommune", ["Oslo kommune"]),
        ("958935420", ["Oslo kommune"]),
        ("958 935 420", ["Oslo kommune"]),
        ("958\N{NO-BREAK SPACE}935\N{NO-BREAK SPACE}420", ["Oslo kommune"]),
        ("0301", ["Oslo kommune"]),
        ("1508", ["Ålesund kommune"]),
        ("  herøy   nordland ", ["Herøy kommune (Nordland)"]),
        ("nordland heroy", ["Herøy kommune (Nordland)"]),
        ("vigo", ["Novari IKS"]),
        ("brann bærum asker", ["Asker og Bærum Brann og Redning IKS"]),
        ("møre 110-sentral", ["Møre og Romsdal 110-sentral KF"]),
        ("karasjohka oslo", []),
        ("958935421", []),
        ("%", []),
        ("_", []),
        ("\\", []),
        ("' OR 1=1 --", []),
    ],
)
def test_search_in_the_real_register(text, names):
    assert found(text) == names


def test_accents_and_norwegian_letters_may_be_left_out():
    organisation(name="Sørvåg kommune")
    assert found("sorvag") == found("SØRVÅG") == found("sørvåg") == ["Sørvåg kommune"]


def test_a_norwegian_letter_that_is_written_is_meant():
    for name in ["Ås kommune", "Asker kommune"]:
        organisation(name=name)
    assert found("ås") == ["Ås kommune"]
    assert found("as") == ["Asker kommune", "Ås kommune"]


def test_an_empty_search_finds_everyone():
    names = [organisation(name=name).name for name in ["Nordvik kommune", "Sørvåg kommune"]]
    assert found("") == found("   ") == names


def test_an_organisation_is_also_found_by_a_number_it_had():
    today = timezone.localdate()
    renumbered = organisation(name="Nordvik kommune")
    municipality_number(organisation=renumbered, number="9901", valid_to=today)
    municipality_number(organisation=renumbered, number="9902", valid_from=today)
    assert found("9901") == found("9902") == ["Nordvik kommune"]


def test_norwegian_order_puts_ae_oe_aa_last_and_double_a_as_aa():
    for name in ["Zulu", "Ås", "Aasen", "Øst", "Ærlig", "Bømlo kommune", "Bø kommune", "Aure"]:
        organisation(name=name)
    assert found("") == [
        "Aure", "Bø kommune", "Bømlo kommune", "Zulu", "Ærlig", "Øst", "Ås", "Aasen",
    ]  # fmt: skip


@pytest.mark.usefixtures("register")
def test_the_real_register_ends_with_aa():
    municipalities = Organisation.objects.filter(kind="municipality")
    assert [municipality.name for municipality in municipalities][-9:] == [
        "Åfjord kommune", "Ål kommune", "Ålesund kommune", "Åmli kommune", "Åmot kommune",
        "Årdal kommune", "Ås kommune", "Åseral kommune", "Åsnes kommune",
    ]  # fmt: skip


@pytest.mark.parametrize("rows", [1, 50])
def test_a_search_is_one_query(rows, django_assert_num_queries):
    for place in range(rows):
        municipality_number(organisation=organisation(), number=f"{9000 + place}")
    with django_assert_num_queries(1):
        listed = list(search(with_municipality_number(Organisation.objects.all()), "fjordvik komm"))
    assert len(listed) == rows


def test_the_municipality_number_shown_is_todays():
    today = timezone.localdate()
    renumbered = organisation()
    municipality_number(organisation=renumbered, number="9901", valid_to=today - timedelta(days=1))
    municipality_number(
        organisation=renumbered,
        number="9902",
        valid_from=today - timedelta(days=1),
        valid_to=today + timedelta(days=1),
    )
    municipality_number(
        organisation=renumbered, number="9903", valid_from=today + timedelta(days=1)
    )
    assert with_municipality_number(Organisation.objects.all()).get().municipality_number == "9902"


def test_an_organisation_without_a_number_shows_none():
    organisation(kind="municipal_enterprise")
    assert with_municipality_number(Organisation.objects.all()).get().municipality_number is None
