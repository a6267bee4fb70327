"""What one case officer changes alone in the admin: every table that is registered, as it runs.

The rules stand beside the admin classes and are printed in docs/admin.md. Here each screen is
opened and sent by a case officer, and by a KS administrator: what the rule closes can neither be
written nor forged, and a table without a rule fails.
"""

from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.contrib import admin
from django.core.management import call_command
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from agreements.price_levels.models import FixedLevel, LevelsEnd
from municipalities.admin_rules import NeverDeleted, editable_fields
from tests import agreement_factories as make
from tests.architecture import access_matrix as matrix
from tests.architecture.asking import people

pytestmark = [pytest.mark.django_db, pytest.mark.load]

SCREENS = admin.site._registry
LABELS = sorted(model._meta.label for model in SCREENS)
ROWS_OF_A_TABLE = 4
WRITERS = [matrix.KNUT, matrix.CHIEF]


@pytest.fixture
def draft(scene):
    """A framework agreement that is not announced, with a row of everything that belongs to it."""
    made = make.framework(announced_on=None, reference="utkast")
    make.ceiling(made, lot=make.lot(made), maximum_value=1000)
    make.option(made)
    make.edition(made)
    make.product(made)
    made.supplier.documents.create(
        kind="hse_declaration", issued_on="2026-01-01", expires_on="2027-01-01"
    )
    programme = made.programmes.get()
    FixedLevel.objects.create(programme=programme, valid_from=timezone.localdate())
    LevelsEnd.objects.create(
        programme=programme, product_kind="licence", ended_from=timezone.localdate()
    )
    made.discounts.create(valid_from=timezone.localdate(), percent=5)
    made.markups.create(valid_from=timezone.localdate(), percent=5, reseller=made.resellers.get())
    make.vat_rate(valid_from=timezone.localdate() + timedelta(days=30), percent=20)
    return made


@pytest.fixture
def browsers(scene):
    """A case officer and a KS administrator, signed in."""
    everybody, signed_in = people(scene), {}
    for who in WRITERS:
        signed_in[who] = Client()
        signed_in[who].force_login(everybody[who])
    return signed_in


@pytest.mark.parametrize("label", LABELS)
def test_every_table_has_a_rule_with_a_reason(label):
    screen = screen_of(label)
    for ruled in (screen, *screen.inlines):
        assert issubclass(ruled if isinstance(ruled, type) else type(ruled), NeverDeleted), ruled
        assert ruled.rule.reason
        assert ruled.rule.effective_when or not ruled.rule.until_effective


def test_every_name_in_a_rule_is_a_field():
    for screen in SCREENS.values():
        for ruled in (screen, *screen.inlines):
            known = {field.name for field in editable_fields(ruled.model)}
            by_administrator = ruled.rule.open_fields(by_administrator=True)
            assert by_administrator <= known, ruled


def test_the_page_of_the_documentation_is_what_the_rules_say():
    printed = StringIO()
    call_command("print_admin_rules", stdout=printed)
    page = (settings.BASE_DIR / "docs" / "admin.md").read_text()
    assert page == printed.getvalue(), "Run: manage.py print_admin_rules > docs/admin.md"


@pytest.mark.parametrize("who", WRITERS)
@pytest.mark.parametrize("label", LABELS)
def test_a_page_offers_what_the_rule_names_and_nothing_else(label, who, browsers, draft):
    for row in rows_of(label):
        page = browsers[who].get(address_of(row))
        if page.status_code == 403:
            continue
        rule = SCREENS[type(row)].rule
        may = rule.open_fields(row, by_administrator=who == matrix.CHIEF)
        assert offered(page, type(row)) == may, row
        for formset in written_formsets(page):
            for form in formset.initial_forms:
                open_here = formset.rule.open_fields(form.instance) - {formset.fk.name}
                here = offered(page, formset.model, form.prefix) - {formset.fk.name}
                assert here == open_here, form.instance


@pytest.mark.parametrize("who", WRITERS)
@pytest.mark.parametrize("label", LABELS)
def test_what_the_rule_closes_cannot_be_forged(label, who, browsers, draft):
    for row in rows_of(label):
        address = address_of(row)
        page = browsers[who].get(address)
        if page.status_code == 403:
            continue
        may = SCREENS[type(row)].rule.open_fields(row, by_administrator=who == matrix.CHIEF)
        sent = filled_in(page)
        sent |= forged(row, may)
        inner = []
        for formset in written_formsets(page):
            for form in formset.initial_forms:
                open_here = formset.rule.open_fields(form.instance)
                sent |= forged(form.instance, {*open_here, formset.fk.name}, form.prefix)
                inner.append((form.instance, open_here))
        closed = [(kept, values(kept, opened)) for kept, opened in [(row, may), *inner]]
        answer = browsers[who].post(address, sent)
        errors = answer.context and answer.context.get("errors")
        assert answer.status_code in {302, 403}, (row, errors)
        for kept, before in closed:
            kept.refresh_from_db()
            assert values(kept, set(), only=before) == before


@pytest.mark.parametrize("label", LABELS)
def test_nobody_deletes(label, browsers, draft):
    for who in WRITERS:
        for row in rows_of(label)[:1]:
            deleting = address_of(row).replace("/change/", "/delete/")
            assert browsers[who].post(deleting, {"post": "yes"}).status_code == 403
            chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
            browsers[who].post(list_of(type(row)), chosen)
            assert type(row)._default_manager.filter(pk=row.pk).exists()


def test_rows_inside_a_row_are_met(draft):
    """Else the tests above would look at none of them."""
    for screen in SCREENS.values():
        for inline in screen.inlines:
            assert inline.model._default_manager.exists() or not inline.rule.may_add, inline


def screen_of(label):
    return next(screen for model, screen in SCREENS.items() if model._meta.label == label)


def rows_of(label):
    """The first and the newest rows of a table."""
    rows = screen_of(label).model._default_manager
    half = ROWS_OF_A_TABLE // 2
    return list({*rows.order_by("pk")[:half], *rows.order_by("-pk")[:half]})


def address_of(row):
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    return reverse(name, args=[row.pk])


def list_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def form_of(page):
    return html.fromstring(page.text).get_element_by_id(f"{page.context['opts'].model_name}_form")


def offered(page, model, prefix=""):
    """The fields of a model that a browser may write in on a page."""
    enabled = form_of(page).xpath(".//*[self::input or self::select or self::textarea]")
    names = {field.get("name") for field in enabled if field.get("disabled") is None}
    prefix = f"{prefix}-" if prefix else ""
    return {
        field.name
        for field in editable_fields(model)
        if names & {f"{prefix}{field.name}{part}" for part in ("", "_0", "_1")}
    }


def written_formsets(page):
    """The inline tables of a page that are more than shown."""
    shown = page.context["inline_admin_formsets"]
    return [one.formset for one in shown if hasattr(one.formset, "rule")]


def filled_in(page):
    """What a browser sends of the form as it stands."""
    sent = {}
    for name, text in form_of(page).form_values():
        sent.setdefault(name, []).append(text or "")
    return sent


def forged(row, may, prefix=""):
    """Another value for each field that is not open."""
    prefix = f"{prefix}-" if prefix else ""
    sent = {}
    for field in editable_fields(type(row)):
        if field.name not in may:
            for part, text in another(field, row).items():
                sent[f"{prefix}{field.name}{part}"] = text
    return sent


def another(field, row):
    """What a form would send of a field to change it, by the end of its name."""
    if field.many_to_many:
        return {"": [other.pk for other in field.related_model._default_manager.all()[:1]]}
    now = getattr(row, field.attname)
    if field.choices:
        return {"": next((key for key, _label in field.flatchoices if key != now), "")}
    if isinstance(field, models.BooleanField):
        return {} if now else {"": "on"}
    if isinstance(field, models.DateTimeField):
        return {"_0": "2001-01-01", "_1": "12:00:00"}
    if isinstance(field, models.DateField):
        return {"": (now or timezone.localdate()).replace(year=2031).isoformat()}
    if isinstance(field, models.ForeignKey):
        others = field.related_model._default_manager.exclude(pk=now)
        return {"": str(getattr(others.first(), "pk", ""))}
    if isinstance(field, models.IntegerField | models.DecimalField):
        return {"": str(int(now or 0) + 1)}
    if hasattr(field, "base_field"):
        return {"": [key for key, _label in field.base_field.choices or [("x", "x")]][:1]}
    return {"": "a@b.example" if isinstance(field, models.EmailField) else "annet"}


def values(row, may, only=None):
    """What stands in the closed columns of a row."""
    closed = {field.name for field in editable_fields(type(row))} - {*may}
    wanted = closed if only is None else only
    return {name: _value(row, name) for name in wanted}


def _value(row, name):
    field = row._meta.get_field(name)
    if field.many_to_many:
        return sorted(getattr(row, name).values_list("pk", flat=True))
    return getattr(row, field.attname)
