"""Makes the first migration of each app anew from its models.

    python -m kslisens.development.first_migrations

Only while nothing is released: every later migration of the app is deleted too, but for the one
written by hand that gives a new database its first rows, and a database that took them is made
anew. Each model is created whole, with its constraints, indexes and triggers, after those it
refers to. A many-to-many field through a model of our own comes last.
"""

import os
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.contrib.postgres import operations as extensions
from django.db import migrations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter
from django.utils import translation

from kslisens.startup import name_database

APPS = ("municipalities", "agreements")
FIRST = "0001_initial"
KEPT = {"__init__.py", "0002_first_rows.py"}
HEADER = (
    "# Made from the models by kslisens.development.first_migrations; nothing is written by hand.\n"
)
EXTENSIONS = {
    # Range constraints, and search that forgives accents and typing errors
    "municipalities": [
        extensions.BtreeGistExtension(),
        extensions.TrigramExtension(),
        extensions.UnaccentExtension(),
    ]
}


def main() -> int:
    """Write the first migrations, and delete those they make needless."""
    name_database()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kslisens.settings")
    django.setup()
    settings.MIGRATION_MODULES = dict.fromkeys(APPS)  # Ours need not fit together at this moment
    theirs = MigrationLoader(None).graph.leaf_nodes()
    for app in APPS:
        with translation.override(None):  # The names of columns as they stand in the code
            text = HEADER + _as_text(first_migration(app, theirs))
        folder = Path(apps.get_app_config(app).path) / "migrations"
        for old in folder.glob("*.py"):
            if old.name not in KEPT:
                old.unlink()
        (folder / f"{FIRST}.py").write_text(text)
        print(f"{app}: {len(text.splitlines())} lines")
    return 0


def first_migration(app: str, theirs: list[tuple[str, str]]) -> migrations.Migration:
    """The migration that creates every model of an app; `theirs`: newest of each other app."""
    states = _models_in_order(app)
    named = {other for state in states for other, _ in _referred_to(state)} - {app}
    ours = [(other, FIRST) for other in APPS if other in named]
    operations = [
        *EXTENSIONS.get(app, []),
        *(_creation(state) for state in states),
        *(
            migrations.AddField(state.name, name, field)
            for state in states
            for name, field in state.fields.items()
            if _has_model_between(field)
        ),
    ]
    facts = {
        "initial": True,
        "dependencies": [*ours, *(key for key in sorted(theirs) if key[0] in named)],
        "operations": operations,
    }
    return type("Migration", (migrations.Migration,), facts)(FIRST, app)


def _models_in_order(app):
    """The states of an app's models, each after those it refers to."""
    ours = {key: s for key, s in ProjectState.from_apps(apps).models.items() if key[0] == app}
    before = {key: sorted(_referred_to(state) & ours.keys() - {key}) for key, state in ours.items()}
    return [ours[key] for key in TopologicalSorter(before).static_order()]


def _referred_to(state):
    """The keys of the models that the table of a model refers to."""
    relations = [
        field.remote_field.model
        for field in state.fields.values()
        if field.remote_field and not _has_model_between(field)
    ]
    return {tuple(name.lower().split(".")) for name in relations}


def _has_model_between(field):
    """Whether a field goes through a model that is written down, and has no column."""
    return bool(getattr(field.remote_field, "through", None))


def _creation(state):
    """Create one model with all that its table has."""
    options = {name: value for name, value in state.options.items() if name != "abstract" and value}
    if "triggers" in options:
        model = apps.get_model(state.app_label, state.name)
        options["triggers"] = [trigger.compile(model) for trigger in options["triggers"]]
    fields = [item for item in state.fields.items() if not _has_model_between(item[1])]
    return migrations.CreateModel(state.name, fields, options, state.bases, state.managers)


def _as_text(migration):
    return MigrationWriter(migration, include_header=False).as_string()


if __name__ == "__main__":
    sys.exit(main())
