"""Facts of the real register that people would notice if they were wrong."""

from collections import Counter
from datetime import date

import pytest

from municipalities.models import County, MunicipalityNumber, Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]


def named(name):
    return Organisation.objects.get(name=name)


def number_of(name):
    return MunicipalityNumber.objects.get(organisation__name=name)


def test_every_organisation_would_pass_the_admin_form():
    for organisation in Organisation.objects.select_related("county"):
        organisation.clean_fields()


def test_no_two_organisations_are_called_the_same():
    names = Counter(Organisation.objects.values_list("name", flat=True))
    assert [name for name, times in names.items() if times > 1] == []


def test_karasjok_has_its_sami_name_first():
    karasjok = named("Karasjok kommune")
    assert karasjok.organisation_number == "963376030"
    assert karasjok.name_sami == "Kárášjohka"
    assert karasjok.name_official == "Kárášjohka - Karasjok"
    assert karasjok.county.name == "Finnmark"


def test_porsanger_has_three_names_with_eng():
    porsanger = named("Porsanger kommune")
    assert porsanger.name_sami == "Porsáŋgu"
    assert porsanger.name_kven == "Porsanki"
    assert porsanger.name_official == "Porsanger - Porsáŋgu - Porsanki"


def test_two_municipalities_are_called_herad():
    herads = Organisation.objects.filter(kind="municipality").exclude(name__contains=" kommune")
    assert [str(herad) for herad in herads] == ["Ulvik herad", "Voss herad"]


def test_the_registers_names_have_lost_no_letter():
    names = Organisation.objects.values_list("register_name", flat=True)
    assert [name for name in names if "?" in name or "  " in name] == []


def test_a_municipality_with_one_name_has_no_list_of_names():
    assert named("Bodø kommune").name_official == ""


def test_oslo_stands_once_and_is_both():
    oslo = Organisation.objects.get(register_name__startswith="OSLO KOMMUNE")
    assert (oslo.organisation_number, oslo.kind) == ("958935420", "municipality")
    assert oslo.population == 717710
    assert list(Organisation.objects.filter(has_county_functions=True)) == [oslo]


def test_alesund_and_haram_have_had_their_numbers_since_they_parted():
    new_year = date(2024, 1, 1)
    alesund, haram = number_of("Ålesund kommune"), number_of("Haram kommune")
    assert (alesund.number, alesund.valid_from) == ("1508", new_year)
    assert (haram.number, haram.valid_from) == ("1580", new_year)
    assert alesund.organisation.organisation_number == "929911709"
    assert haram.organisation.organisation_number == "829912252"


def test_oslos_number_has_been_in_use_always_and_begins_with_zero():
    number = number_of("Oslo kommune")
    assert (number.number, number.valid_from, number.valid_to) == ("0301", None, None)


def test_municipalities_that_share_a_name_are_notified_apart():
    names = Organisation.objects.filter(name__regex=r"^(Herøy|Våler) ")
    assert [str(organisation) for organisation in names] == [
        "Herøy kommune (Møre og Romsdal)",
        "Herøy kommune (Nordland)",
        "Våler kommune (Innlandet)",
        "Våler kommune (Østfold)",
    ]


def test_the_counties_of_finnmark_and_troms_have_their_names_in_three_languages():
    counties = Organisation.objects.filter(county__in=["55", "56"], kind="county_municipality")
    assert list(counties.values_list("name", "name_official")) == [
        ("Finnmark fylkeskommune", "Finnmark - Finnmárku - Finmarkku"),
        ("Troms fylkeskommune", "Troms - Romsa - Tromssa"),
    ]


def test_each_county_has_as_many_municipalities_as_in_2024():
    municipalities = Organisation.objects.filter(kind="municipality")
    assert Counter(municipalities.values_list("county_id", flat=True)) == {
        "03": 1, "11": 23, "15": 27, "18": 41, "31": 12, "32": 21, "33": 18, "34": 46,
        "39": 6, "40": 17, "42": 25, "46": 43, "50": 38, "55": 21, "56": 18,
    }  # fmt: skip


def test_a_municipality_number_begins_with_its_countys_number():
    in_use = MunicipalityNumber.objects.filter(valid_to=None)
    pairs = in_use.values_list("number", "organisation__county")
    assert [pair for pair in pairs if pair[0][:2] != pair[1]] == []


def test_the_population_sums_to_norways():
    municipalities = Organisation.objects.filter(kind="municipality")
    assert sum(municipalities.values_list("population", flat=True)) == 5_550_203


def test_the_written_standards():
    standards = Organisation.objects.values_list("kind", "written_standard")
    assert Counter(standards) == {
        ("municipality", "neutral"): 150,
        ("municipality", "nb"): 119,
        ("municipality", "nn"): 88,
        ("county_municipality", "neutral"): 14,
        ("municipal_enterprise", "neutral"): 316,
    }


def test_enterprises_are_called_as_people_write_and_keep_the_registers_name():
    enterprise = named("Asker og Bærum Brann og Redning IKS")
    assert enterprise.register_name == "ASKER OG BÆRUM BRANN OG REDNING IKS"
    assert enterprise.organisation_form == "IKS"
    assert enterprise.county.name == "Akershus"


def test_the_forms_of_the_enterprises():
    enterprises = Organisation.objects.filter(kind="municipal_enterprise")
    forms = Counter(enterprises.values_list("organisation_form", flat=True))
    assert forms == {"IKS": 182, "KF": 127, "FKF": 6, "KO": 1}
    assert enterprises.filter(county=None).count() == 4


def test_counties_sort_as_norwegians_sort():
    assert [county.name for county in County.objects.all()] == [
        "Agder", "Akershus", "Buskerud", "Finnmark", "Innlandet", "Møre og Romsdal", "Nordland",
        "Oslo", "Rogaland", "Telemark", "Troms", "Trøndelag", "Vestfold", "Vestland", "Østfold",
    ]  # fmt: skip
