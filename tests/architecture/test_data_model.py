"""docs/data-model.md is a picture of the tables as they are."""

import re

from django.conf import settings
from django.db import connection

from agreements.models import Order, VolumeLicenceAgreement
from municipalities.management.commands.print_data_model import own_models, page


def test_the_page_shows_what_the_models_say():
    kept = (settings.BASE_DIR / "docs" / "data-model.md").read_text()
    assert kept == page(), "Print it anew: manage.py print_data_model >docs/data-model.md"


def test_every_table_of_ours_is_on_the_page(db):
    made_by_django = {
        field.m2m_db_table()
        for model in own_models()
        for field in model._meta.many_to_many
        if field.remote_field.through._meta.auto_created
    }
    tables = {
        name
        for name in connection.introspection.table_names()
        if name.startswith(("agreements_", "municipalities_")) and not name.endswith("event")
    }
    assert tables == {model._meta.db_table for model in own_models()} | made_by_django
    sentences = re.findall(r"^- `(\w+)` \w", page(), re.MULTILINE)
    assert sorted(sentences) == sorted(model.__name__ for model in own_models())


def test_a_key_is_drawn_with_its_ends():
    lines = page().splitlines()
    order, agreement = Order.__name__, VolumeLicenceAgreement.__name__
    assert f'    {order} }}o--|| {agreement} : "volume_licence_agreement"' in lines
    assert f'    {agreement}["{agreement} (agreements/accessions)"]:::elsewhere' in lines


def test_a_key_to_a_person_is_named_in_words_only():
    lines = [line for line in page().splitlines() if "submitted_by" in line]
    assert [line.split()[:2] for line in lines] == [["-", f"`{Order.__name__}`"]]
