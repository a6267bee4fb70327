"""A draft filled in by its own pages, previewed and announced; what is missing stops it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from agreements.framework_administration.actions import publish_terms
from agreements.framework_administration.confirmations import announcement_confirmation
from agreements.framework_administration.draft_goods import update_ceilings
from agreements.framework_administration.drafts import (
    announce_framework,
    create_draft,
    update_texts,
)
from agreements.framework_administration.missing import Step, missing_in
from agreements.models import (
    Announcement,
    Ceiling,
    EligibilityBasis,
    FrameworkAgreement,
    LevelThreshold,
    Lot,
    Programme,
    TermsVersion,
)
from municipalities.confirmation import SEEN
from tests import agreement_factories as make
from tests.confirming import confirm, seen_in
from tests.factories import organisation
from tests.page import squeezed
from tests.query_counts import queries_of

pytestmark = pytest.mark.django_db

NO_CEILING = {"maximum_value": None, "estimated_value": None, "maximum_quantity": None}


@pytest.fixture
def kari(cast, signed_in):
    return signed_in(cast.kari)


@pytest.fixture
def draft():
    return make.draft()


def steps_lacking(framework):
    framework.refresh_from_db()
    return [one.step for one in missing_in(framework, timezone.localdate())]


def send(client, name, draft, data):
    return client.post(reverse(name, args=[draft.reference]), data)


def test_a_draft_is_announced_when_that_is_confirmed(cast, kari, draft, client):
    url = reverse("ks_draft_announce", args=[draft.reference])
    assert confirm(kari, url).status_code == 302
    draft.refresh_from_db()
    assert draft.announced_on == timezone.localdate()
    assert Announcement.objects.get().announced_by == cast.kari
    assert client.get(reverse("framework", args=[draft.reference])).status_code == 200
    page = kari.get(reverse("ks_framework", args=[draft.reference])).text
    assert f"{cast.kari.name}: kunngjort" in page
    with pytest.raises(ValidationError) as refused:
        announce_framework(draft, by=cast.kari, now=timezone.now())
    assert refused.value.code == "not_a_draft"


def test_that_nothing_can_be_ordered_yet_is_said_before_the_announcement(draft):
    today = timezone.localdate()
    days = {"starts_on": today, "ends_on": today + timedelta(days=9), "long_term_reason": ""}
    facts = {"name": "Uten priser", "contract_number": "26/1-1", "supplier": draft.supplier}
    without = create_draft(facts | days)
    with translation.override("en"):
        said = [announcement_confirmation(one, on=today).consequences for one in (draft, without)]
    sentence = "There is no price list yet. Nothing can be ordered before there is one."
    assert said[1] == (*said[0], sentence)


def test_an_announcement_of_something_else_than_was_seen_is_refused(kari, draft):
    url = reverse("ks_draft_announce", args=[draft.reference])
    seen = seen_in(kari.get(url))
    Ceiling.objects.update(maximum_value=5)
    assert kari.post(url, {SEEN: seen}).status_code == 409
    draft.refresh_from_db()
    assert draft.announced_on is None


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (TermsVersion, {"text_nn": "Avtala gir rett til å selje, ikkje plikt."}),
        (Programme, {"pools_volume": True}),
        (Programme, {"renewal_months": 24}),
    ],
)
def test_all_that_is_frozen_has_been_seen(kari, draft, model, change):
    url = reverse("ks_draft_announce", args=[draft.reference])
    seen = seen_in(kari.get(url))
    model.objects.update(**change)
    assert kari.post(url, {SEEN: seen}).status_code == 409


def test_the_draft_is_locked_before_it_is_compared_with_what_was_seen(kari, draft):
    url = reverse("ks_draft_announce", args=[draft.reference])
    queries, _page = queries_of(lambda: kari.post(url, {SEEN: "x"}))
    locking = next(place for place, sql in enumerate(queries) if "FOR UPDATE" in sql)
    reading = [place for place, sql in enumerate(queries) if "agreements_termsversion" in sql]
    assert locking < min(reading)


def test_a_stale_page_of_a_draft_leads_to_the_announced_agreement(cast, kari, draft):
    announce_framework(draft, by=cast.kari, now=timezone.now())
    for name in ("ks_draft_parties", "ks_draft_announce", "ks_draft_programmes"):
        url = reverse(name, args=[draft.reference])
        answers = [kari.get(url, follow=True)]
        if name != "ks_draft_programmes":
            answers.append(kari.post(url, {}, follow=True))
        for answer in answers:
            assert answer.redirect_chain[-1][0] == reverse("ks_framework", args=[draft.reference])
            assert "Avtalen er kunngjort. Her ser du hva som kan endres." in answer.text


def test_kinds_that_the_notice_does_not_cover_are_missing(kari, draft):
    EligibilityBasis.objects.update(covered_kinds=["municipality"])
    assert steps_lacking(draft) == [Step.BASIS]
    page = kari.get(reverse("ks_draft", args=[draft.reference])).text
    assert "Fylkeskommune" in page
    draft.basis.covered_organisations.add(organisation(kind="county_municipality"))
    draft.basis.covered_organisations.add(organisation(kind="municipal_enterprise"))
    assert steps_lacking(draft) == []


def test_no_kind_is_ticked_before_the_notice_is_recorded(kari, draft):
    url = reverse("ks_draft_basis", args=[draft.reference])
    assert "checked" in kari.get(url).text
    EligibilityBasis.objects.all().delete()
    assert "checked" not in kari.get(url).text


def test_what_is_missing_is_refused_by_the_page_and_by_the_act(cast, kari, draft):
    EligibilityBasis.objects.all().delete()
    Ceiling.objects.all().delete()
    page = kari.get(reverse("ks_draft_announce", args=[draft.reference]))
    assert seen_in(page) is None
    sentences = [one.sentence for one in missing_in(draft, timezone.localdate())]
    assert len(sentences) == 2
    assert all(sentence in page.text for sentence in sentences)
    way = kari.get(reverse("ks_draft", args=[draft.reference])).text
    assert all(sentence in way for sentence in sentences)
    with pytest.raises(ValidationError) as refused:
        announce_framework(draft, by=cast.kari, now=timezone.now())
    assert refused.value.messages == sentences
    assert not Announcement.objects.exists()


def test_the_preview_says_that_it_is_one(kari, draft):
    url = reverse("ks_framework_preview", args=[draft.reference])
    page = kari.get(url).text
    assert "forhåndsvisning som bare KS ser" in page
    assert draft.terms_versions.get().text_nb in page
    public = kari.get(reverse("framework", args=[make.framework().reference])).text
    assert "forhåndsvisning" not in public


def test_kinds_are_ticked_and_organisations_are_found_by_name(kari, draft):
    EligibilityBasis.objects.all().delete()
    nes = organisation(name="Nes kommune")
    by_name = {"organisation": nes.pk}
    send(kari, "ks_draft_organisations", draft, by_name)
    assert not EligibilityBasis.objects.exists()
    basis = {"notice_reference": "2026-1", "notice_date": "2026-11-01"}
    who = {"eligible_kinds": ["municipality"]}
    assert send(kari, "ks_draft_basis", draft, basis | who).status_code == 302
    assert steps_lacking(draft) == [Step.BASIS]
    found = kari.get(reverse("ks_draft_organisations", args=[draft.reference]), {"q": "nes k"})
    assert f'name="organisation" value="{nes.pk}"' in squeezed(found.text)
    send(kari, "ks_draft_organisations", draft, by_name)
    assert steps_lacking(draft) == []
    send(kari, "ks_draft_organisations", draft, by_name | {"remove": "1"})
    assert steps_lacking(draft) == [Step.BASIS]
    send(kari, "ks_draft_basis", draft, basis | who | {"covered_kinds": ["municipality"]})
    assert steps_lacking(draft) == []


def rows(*written, **data):
    """A form with rows, each a dict."""
    data |= {"rows-TOTAL_FORMS": len(written), "rows-INITIAL_FORMS": 0}
    for place, row in enumerate(written):
        data |= {f"rows-{place}-{name}": value for name, value in row.items()}
    return data


SOFTWARE = {"number": "1", "name": "Programvare", "maximum_value": "8 000 000"}
HOURS = {"number": "2", "name": "Timer", "maximum_value": "4 000 000,50"}


def test_lots_and_ceilings_are_written_together_and_written_anew(kari, draft):
    data = rows(SOFTWARE, HOURS, {"number": "3"}, maximum_value="12 000 000")
    assert send(kari, "ks_draft_ceilings", draft, data).status_code == 302
    assert ceilings() == {None: 12_000_000, "Programvare": 8_000_000, "Timer": Decimal("4000000.5")}
    programs, hours = Lot.objects.order_by("number")
    renamed = rows(
        SOFTWARE | {"name": "Lisenser", "pk": programs.pk},
        HOURS | {"remove": "on", "pk": hours.pk},
        maximum_value="9",
    )
    refused = send(kari, "ks_draft_ceilings", draft, renamed)
    assert (refused.status_code, len(ceilings())) == (422, 3)
    assert "Delkontrakten Lisenser har et høyere tak enn hele avtalen." in refused.text
    send(kari, "ks_draft_ceilings", draft, renamed | {"maximum_value": "9 000 000"})
    assert ceilings() == {None: 9_000_000, "Lisenser": 8_000_000}
    assert Lot.objects.get() == programs


def ceilings():
    return {
        ceiling.lot and ceiling.lot.name: ceiling.maximum_value
        for ceiling in Ceiling.objects.select_related("lot")
    }


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (SOFTWARE | {"name": "Kurs"}, "To rader heter det samme."),
        ({"number": "2", "maximum_value": "5"}, 'id="id_rows-1-name_error"'),
        (HOURS | {"estimated_value": "4 000 001"}, "Anslaget kan ikke være høyere enn"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_where_it_stands(kari, draft, row, sentence):
    data = rows(SOFTWARE, row, maximum_value="12 000 000")
    refused = send(kari, "ks_draft_ceilings", draft, data)
    assert (refused.status_code, Lot.objects.count()) == (422, 0)
    assert sentence in refused.text
    assert 'value="Programvare"' in refused.text


def test_a_lot_without_a_maximum_is_missing(draft):
    lot = {"pk": None, "number": 1, "name": "Programvare", "ceiling": NO_CEILING}
    update_ceilings(draft, NO_CEILING, [lot])
    assert steps_lacking(draft) == [Step.CEILINGS] * 2


PROGRAMME = {
    "name": "Enterprise",
    "term_months": "36",
    "counting_basis": "users",
    "level_measure": "quantity",
    "notice_months": "0",
}


def test_a_programme_is_made_with_its_levels_changed_and_removed(kari, draft):
    levels = ({"code": "A", "minimum": "250"}, {"code": "B", "minimum": "2 400"}, {"code": "C"})
    send(kari, "ks_draft_programme_new", draft, rows(*levels, **PROGRAMME))
    programme = draft.programmes.get(name="Enterprise")
    assert thresholds(programme) == {"A": 250, "B": 2_400}
    first_days = set(
        LevelThreshold.objects.filter(price_level__programme=programme).values_list(
            "valid_from", flat=True
        )
    )
    assert first_days == {draft.first_day}
    url = reverse("ks_draft_programme", args=[draft.reference, programme.pk])
    fewer = rows({"code": "A", "minimum": "300"}, {"code": "B", "minimum": ""}, **PROGRAMME)
    kari.post(url, fewer)
    assert thresholds(programme) == {"A": 300}
    kari.post(reverse("ks_draft_programme_remove", args=[draft.reference, programme.pk]))
    assert not draft.programmes.filter(name="Enterprise").exists()


def thresholds(programme):
    return dict(programme.price_levels.values_list("code", "thresholds__minimum"))


def test_a_level_that_prices_stand_at_is_not_removed(kari, draft):
    programme = draft.programmes.get()
    make.price(make.product(draft, net=None), net=1, price_level=programme.price_levels.first())
    url = reverse("ks_draft_programme", args=[draft.reference, programme.pk])
    refused = kari.post(url, rows(**PROGRAMME))
    assert (refused.status_code, programme.price_levels.count()) == (422, 2)
    assert "Et prisnivå som du fjerner, er i bruk" in refused.text


def test_a_programme_without_levels_is_missing_unless_it_has_none(draft):
    programme = draft.programmes.get()
    LevelThreshold.objects.all().delete()
    assert steps_lacking(draft) == [Step.PROGRAMMES]
    programme.level_measure = "none"
    programme.save()
    assert steps_lacking(draft) == []


TERMS = {"version": "1.0", "text_nb": "1. Partene", "text_nn": ""}


def test_texts_may_be_written_one_at_a_time(draft):
    summaries = {"summary_nb": "Lagring", "summary_nn": ""}
    update_texts(draft, summaries, terms=TERMS)
    assert steps_lacking(draft) == [Step.TEXTS] * 2
    update_texts(draft, summaries | {"summary_nn": "Lagring"}, terms=TERMS | {"text_nn": "1. Ja"})
    assert steps_lacking(draft) == []
    assert draft.terms_versions.get().valid_from == draft.first_day


def test_the_database_rewrites_no_terms_of_an_announced_agreement(cast, draft):
    TermsVersion.objects.update(text_nb="Utkast")
    announce_framework(draft, by=cast.kari, now=timezone.now())
    for write in (
        lambda: TermsVersion.objects.update(text_nb="Ny"),
        TermsVersion.objects.all().delete,
    ):
        with (
            pytest.raises(IntegrityError, match="terms_version_is_frozen_once_announced"),
            transaction.atomic(),
        ):
            write()


def test_the_database_announces_a_draft_by_the_act_alone_and_once(cast, draft):
    today = timezone.localdate()
    refuse_to_announce(draft, today)
    announce_framework(draft, by=cast.kari, now=timezone.now())
    refuse_to_announce(draft, None)
    with pytest.raises(Exception, match="Cannot update or delete rows"):
        Announcement.objects.all().delete()


def refuse_to_announce(draft, day):
    with (
        pytest.raises(IntegrityError, match="framework_is_announced_by_act"),
        transaction.atomic(),
    ):
        FrameworkAgreement.objects.filter(pk=draft.pk).update(announced_on=day)


def new_terms(**fields):
    tomorrow = timezone.localdate() + timedelta(days=1)
    written = {"version": "2.0", "text_nb": "1. Partene\n\nKS.", "text_nn": "1. Partane\n\nKS."}
    return written | {"valid_from": tomorrow.isoformat()} | fields


def test_new_terms_of_an_announced_agreement_are_shown_before_they_are_published(kari):
    framework = make.framework()
    url = reverse("ks_framework_terms", args=[framework.reference])
    shown = kari.post(url, new_terms())
    assert "<li>1. Partene</li>" in squeezed(shown.text)
    assert framework.terms_versions.count() == 1
    confirm(kari, url, new_terms())
    assert [terms.version for terms in framework.terms_versions.all()] == ["2.0", "1.0"]
    assert confirm_refused(kari, url, new_terms())


@pytest.mark.parametrize("days", [0, -1])
def test_terms_do_not_change_on_a_day_that_has_come(kari, days):
    url = reverse("ks_framework_terms", args=[make.framework().reference])
    day = timezone.localdate() + timedelta(days=days)
    assert confirm_refused(kari, url, new_terms(valid_from=day.isoformat()))


def confirm_refused(client, url, data):
    """Whether the page that would show what happens is not even reached."""
    answer = client.post(url, data)
    return answer.status_code == 422 and seen_in(answer) is None


def test_a_draft_gets_its_terms_as_a_draft(kari, draft):
    url = reverse("ks_framework_terms", args=[draft.reference])
    assert kari.post(url, new_terms()).status_code == 404
    facts = new_terms(valid_from=timezone.localdate() + timedelta(days=1))
    with pytest.raises(ValidationError) as refused:
        publish_terms(draft, facts, on=timezone.localdate())
    assert refused.value.code == "not_announced"
