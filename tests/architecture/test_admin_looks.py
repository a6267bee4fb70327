"""The admin in Norwegian: grouped by the work, with labels, and without lists of everybody."""

import pytest
from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.core.exceptions import FieldDoesNotExist
from django.forms.utils import pretty_name
from django.test import Client
from django.urls import reverse
from django.utils import translation

from agreements.frameworks.models import FrameworkAgreement
from kslisens.admin_site import SECTIONS
from municipalities.models import Organisation, User
from tests import agreement_factories as make
from tests.page import squeezed

pytestmark = pytest.mark.django_db

SCREENS = admin.site._registry
OURS = {model: screen for model, screen in SCREENS.items() if "django_tasks" not in str(model)}
LONG_LISTS = {User, Organisation}
LANGUAGES = ["nb", "nn"]


@pytest.fixture
def officer(cast):
    """Kari's browser; she may use the admin."""
    cast.kari.is_staff = True
    cast.kari.save()
    browser = Client()
    browser.force_login(cast.kari)
    return browser


def test_every_table_stands_in_one_section():
    shown = [label for _name, labels in SECTIONS for label in labels]
    assert sorted(shown) == sorted(model._meta.label for model in SCREENS)


def test_the_front_page_has_the_sections_in_their_order(officer):
    page = officer.get(reverse("admin:index"))
    names = [section["name"] for section in page.context["app_list"]]
    assert names == [name for name, _labels in SECTIONS if name != SECTIONS[-1][0]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_of_a_list_has_a_label(language):
    english = []
    with translation.override(language):
        for model, screen in OURS.items():
            for name in (*screen.list_display, *screen.readonly_fields):
                try:
                    model._meta.get_field(name)
                except FieldDoesNotExist:
                    if str(label_for_field(name, model, screen)) == pretty_name(name):
                        english.append((model.__name__, name))
    assert not english


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_added_with_a_gender_it_lacks(language, officer):
    officer.cookies["django_language"] = language
    for table, thing in (("ceiling", "tak"), ("product", "produkt"), ("lot", "delkontrakt")):
        page = officer.get(reverse(f"admin:agreements_{table}_add"))
        assert page.context["title"] == f"Legg til {thing}"


def test_people_and_organisations_are_searched_for_and_never_listed():
    listed = []
    for screen in SCREENS.values():
        for ruled in (screen, *screen.inlines):
            for name in ruled.rule.open_fields(by_administrator=True):
                field = ruled.model._meta.get_field(name)
                if field.related_model in LONG_LISTS and name not in ruled.autocomplete_fields:
                    listed.append((ruled.model.__name__, name))
    assert not listed


def test_kinds_are_ticked_and_then_read_by_their_labels(officer):
    draft, announced = make.framework(announced_on=None), make.framework()
    page = squeezed(officer.get(address_of(draft)).text)
    assert page.count('type="checkbox" name="eligible_kinds"') == len(Organisation.Kind)
    shown = officer.get(address_of(announced)).text
    assert 'name="eligible_kinds"' not in shown
    assert "Kommune, Fylkeskommune, Kommunal virksomhet" in shown


def test_ticks_are_saved(officer):
    draft = make.framework(announced_on=None)
    form = officer.get(address_of(draft)).context["adminform"].form
    sent = {name: form[name].value() or "" for name in form.fields}
    sent |= {"eligible_kinds": ["municipality", "municipal_enterprise"], "resellers": []}
    for prefix in ("options", "discounts", "markups"):
        sent |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    assert officer.post(address_of(draft), sent).status_code == 302
    draft.refresh_from_db()
    assert draft.eligible_kinds == ["municipality", "municipal_enterprise"]


def address_of(framework: FrameworkAgreement):
    return reverse("admin:agreements_frameworkagreement_change", args=[framework.pk])
