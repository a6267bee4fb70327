"""docs/glossary.md names every model class."""

import re

from django.apps import apps
from django.conf import settings

GLOSSARY = settings.BASE_DIR / "docs" / "glossary.md"


def test_the_glossary_names_every_model_class():
    models = {
        model.__name__
        for app in ("municipalities", "agreements")
        for model in apps.get_app_config(app).get_models()
        if not hasattr(model, "pgh_tracked_model") and not model._meta.auto_created
    }
    assert set(re.findall(r"^\| `(\w+)` \|", GLOSSARY.read_text(), re.MULTILINE)) == models
