"""A framework agreement as a draft: what only KS sees, and what it lacks."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from agreements.framework_administration import drafts
from agreements.framework_administration.missing import Step, missing_in
from agreements.models import Amendment, FrameworkAgreement, LevelThreshold, Negotiation
from tests import agreement_factories as make
from tests.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari(cast, signed_in):
    return signed_in(cast.kari)


def new(supplier, **fields):
    facts = {
        "name": "Rammeavtale om lagring",
        "contract_number": "",
        "supplier": supplier,
        "starts_on": date(2027, 1, 1),
        "ends_on": date(2028, 12, 31),
        "long_term_reason": "",
    }
    return drafts.create_draft(facts | fields)


def test_a_draft_begins_open_to_everybody_for_its_whole_term():
    framework = new(make.supplier())
    assert framework.announced_on is None
    assert (framework.accession_opens_on, framework.accession_closes_on) == (
        date(2027, 1, 1),
        date(2028, 12, 31),
    )
    assert set(framework.eligible_kinds) == {
        "municipality",
        "county_municipality",
        "municipal_enterprise",
    }


def test_the_address_is_made_of_the_name_and_nobody_elses():
    supplier = make.supplier()
    names = [
        "Rammeavtale på skjørt",
        "Rammeavtale på skjørt",
        "Rammeavtale på skjørt!",
        "???",
        "Rammeavtale om kontorstøtte 2027",
        "Menneskerettighetsorganisasjonene",
    ]
    assert [new(supplier, name=name).reference for name in names] == [
        "rammeavtale-pa-skjort",
        "rammeavtale-pa-skjort-2",
        "rammeavtale-pa-skjort-3",
        "rammeavtale",
        "rammeavtale-om-kontorstotte",
        "menneskerettighetsorganisas",
    ]


@pytest.mark.parametrize("name", ["ks_framework_new", "ks_draft_dates"])
def test_more_than_four_years_asks_for_the_reason_at_its_own_field(kari, name):
    framework = make.draft()
    url = reverse(name, args=[] if name == "ks_framework_new" else [framework.reference])
    data = {
        "name": "Lang",
        "supplier": framework.supplier_id,
        "starts_on": "2027-01-01",
        "ends_on": "2031-01-01",
        "accession_opens_on": "2027-01-01",
        "accession_closes_on": "2028-01-01",
        "rows-TOTAL_FORMS": "0",
        "rows-INITIAL_FORMS": "0",
    }
    refused = kari.post(url, data)
    assert refused.status_code == 422
    link = '#id_long_term_reason">Grunn til mer enn fire år: Avtalen varer i mer enn fire år. Skriv'
    assert link in refused.text
    assert kari.post(url, data | {"long_term_reason": "Lang avskrivning"}).status_code == 302
    assert FrameworkAgreement.objects.filter(long_term_reason="Lang avskrivning").count() == 1


def test_an_agreement_is_amended_past_four_years_with_the_reason(cast, kari):
    framework = make.framework()
    url = reverse("ks_framework_amend", args=[framework.reference])
    data = {
        "amend-starts_on": "2026-01-01",
        "amend-ends_on": "2031-12-31",
        "amend-accession_opens_on": "2026-01-01",
        "amend-accession_closes_on": make.LAST_DAY.isoformat(),
        "amend-reason": "Avtalt",
    }
    refused = kari.post(url, data)
    assert (refused.status_code, Amendment.objects.count()) == (422, 0)
    assert "#id_amend-long_term_reason" in refused.text
    kari.post(url, data | {"amend-long_term_reason": "Lang avskrivning"})
    framework.refresh_from_db()
    assert (framework.ends_on, framework.long_term_reason) == (
        date(2031, 12, 31),
        "Lang avskrivning",
    )


def test_only_ks_sees_a_draft(kari, client):
    framework = make.draft()
    public = reverse("framework", args=[framework.reference])
    assert client.get(public).status_code == kari.get(public).status_code == 404
    page = kari.get(reverse("ks_framework", args=[framework.reference]), follow=True)
    assert framework.name in page.text
    assert f'href="{public}"' not in page.text


def test_terms_and_levels_of_a_draft_hold_from_its_first_day():
    framework = make.draft()
    LevelThreshold.objects.update(valid_from=framework.first_day)
    first = date(2027, 6, 1)
    facts = dict.fromkeys(("starts_on", "accession_opens_on", "accession_closes_on"), first)
    facts |= {"starts_on": first + timedelta(days=9)}
    drafts.update_dates(framework, facts, options=[])
    assert framework.terms_versions.get().valid_from == first
    days = framework.programmes.values_list("price_levels__thresholds__valid_from", flat=True)
    assert set(days) == {first}


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_store_one_name_at_once_are_notified(db):
    facts = {"name": "Skylagring", "supplier": make.supplier(), "long_term_reason": ""}
    facts |= {"starts_on": date(2026, 1, 1), "ends_on": date(2027, 1, 1)}
    acts = [
        lambda number=number: drafts.create_draft(facts | {"contract_number": number}).reference
        for number in ("26/1", "26/2", "26/3", "26/4")
    ]
    references = {f"skylagring-{number}" for number in range(2, 5)} | {"skylagring"}
    assert set(at_once(*acts)) <= references | {"reference_taken", "unique"}


def test_what_is_announced_is_no_draft_any_more(kari):
    framework = make.framework()
    with pytest.raises(ValidationError) as refused:
        drafts.update_dates(framework, {"ends_on": date(2027, 1, 1)}, options=[])
    assert refused.value.code == "not_a_draft"
    for name in ("ks_draft_dates", "ks_draft"):
        page = kari.get(reverse(name, args=[framework.reference]))
        assert page["Location"] == reverse("ks_framework", args=[framework.reference])


def lacks(framework, **fields):
    """The steps that lack something once a complete draft has other values."""
    FrameworkAgreement.objects.filter(pk=framework.pk).update(**fields)
    framework.refresh_from_db()
    return [one.step for one in missing_in(framework, timezone.localdate())]


def test_a_complete_draft_lacks_nothing():
    assert lacks(make.draft()) == []


@pytest.mark.parametrize(
    ("fields", "step"),
    [
        ({"contract_number": ""}, Step.PARTIES),
        ({"accession_opens_on": date(2026, 1, 1)}, Step.DATES),
    ],
)
def test_an_empty_field_is_missing_in_its_step(fields, step):
    assert lacks(make.draft(), **fields) == [step]


def test_without_anybody_to_deliver_the_parties_are_missing():
    inactive = make.draft(resellers=[make.reseller(is_active=False)])
    assert lacks(inactive) == [Step.PARTIES]
    left = make.draft(supplier=make.supplier(is_active=False))
    assert lacks(left) == [Step.PARTIES]


def test_each_step_says_what_it_lacks():
    framework = new(make.supplier())
    assert {one.step for one in missing_in(framework, date(2026, 12, 1))} == {
        step for step in Step if step != Step.DATES
    }


def test_the_way_shows_the_kinds_when_somebody_has_chosen_them(kari):
    """The form asks for them with nothing ticked; the way must not show a choice before."""
    framework = new(make.supplier())
    way = reverse("ks_draft", args=[framework.reference])
    assert "Typer som kan tiltre" not in kari.get(way).text
    basis = {"notice_reference": "2026-1", "notice_date": "2026-11-01"}
    kinds = {"covered_kinds": ["municipality"], "eligible_kinds": ["municipality"]}
    kari.post(reverse("ks_draft_basis", args=[framework.reference]), basis | kinds)
    assert "Typer som kan tiltre" in kari.get(way).text


def dates(framework, *options, **fields):
    """The form of a draft's dates with options as (extends to, decide by)."""
    written = {
        "starts_on": "2027-01-01",
        "ends_on": "2028-12-31",
        "accession_opens_on": "2027-01-01",
        "accession_closes_on": "2028-12-31",
        "rows-TOTAL_FORMS": len(options),
        "rows-INITIAL_FORMS": 0,
    }
    for place, (extends_to, decide_by) in enumerate(options):
        row = {"extends_to": extends_to, "decide_by": decide_by}
        written |= {f"rows-{place}-{name}": day for name, day in row.items()}
    return written | fields


def test_options_are_written_with_the_dates_and_written_anew(kari):
    framework = make.draft()
    url = reverse("ks_draft_dates", args=[framework.reference])
    kari.post(url, dates(framework, ("2029-12-31", "2028-09-30"), ("2030-12-31", "2029-09-30")))
    assert [option.extends_to.year for option in framework.options.all()] == [2029, 2030]
    removed = {"rows-1-remove": "on"}
    kari.post(
        url, dates(framework, ("2029-06-30", "2028-09-30"), ("2030-12-31", "2030-01-01"), **removed)
    )
    assert [option.extends_to for option in framework.options.all()] == [date(2029, 6, 30)]


@pytest.mark.parametrize(
    ("option", "place", "sentence"),
    [
        (("2031-01-01", "2028-09-30"), "id_long_term_reason", "Avtalen varer i mer enn fire år."),
        (("2029-12-31", "2029-12-31"), "id_rows-0-decide_by", "Opsjonen må avgjøres før dagen"),
        (("2028-12-31", "2028-09-30"), "", "En opsjon må forlenge avtalen til etter 31.12.2028."),
    ],
)
def test_an_option_that_does_not_fit_is_refused(kari, option, place, sentence):
    framework = make.draft()
    url = reverse("ks_draft_dates", args=[framework.reference])
    refused = kari.post(url, dates(framework, option))
    assert (refused.status_code, framework.options.count()) == (422, 0)
    assert sentence in refused.text
    assert f"#{place}" in refused.text
    framework.refresh_from_db()
    assert framework.starts_on != date(2027, 1, 1)


def test_talks_about_a_draft_lead_to_no_page_yet(client):
    draft, announced = make.draft(), make.framework()
    for framework in (draft, announced):
        Negotiation.objects.create(supplier_name="Nordsky AS", framework=framework)
    page = client.get(reverse("frameworks")).text
    assert announced.get_absolute_url() in page
    assert draft.get_absolute_url() not in page
