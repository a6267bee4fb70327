"""What the import contracts cannot see: strings that name models, and gestures with one home."""

import re
import tomllib

import pytest
from django.apps import apps
from django.conf import settings

from municipalities.management.commands.print_rooms import rooms

SOURCES = [
    path
    for app in ("agreements", "municipalities", "kslisens")
    for path in (settings.BASE_DIR / app).rglob("*.py")
    if "migrations" not in path.parts
]

KNOWN_UPWARDS = {
    # The ledger names what it was posted for. The order line is above it, since orders read the
    # ledger; both rows are written in one transaction, and a trigger holds them equal.
    "LedgerEntry.order_line",
}


def floors():
    """The place of each package of agreements, the lowest first."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    contracts = {one["id"]: one for one in project["tool"]["importlinter"]["contracts"]}
    layers = reversed(contracts["floors-of-agreements"]["layers"])
    return {
        package.strip(): place
        for place, layer in enumerate(layers)
        for package in re.split("[|:]", layer)
    }


def package_of(model):
    return model.__module__.split(".")[1]


def test_no_model_points_to_a_floor_above_its_own():
    place = floors()
    upwards = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("agreements").get_models()
        if not model.__module__.endswith((".apps", "pghistory.models"))
        and not hasattr(model, "pgh_tracked_model")
        for field in model._meta.get_fields()
        if field.concrete
        and field.is_relation
        and field.related_model._meta.app_label == "agreements"
        if place[package_of(field.related_model)] > place[package_of(model)]
    }
    assert upwards == KNOWN_UPWARDS


@pytest.mark.parametrize(
    ("gesture", "home"),
    [
        (r"\bOrganisation\.objects\s*\.select_for_update", "municipalities/register/locking.py"),
        (r"\.diag\b", "municipalities/constraints.py"),
    ],
    ids=["lock an organisation", "read the name of a constraint"],
)
def test_a_gesture_has_one_home(gesture, home):
    homes = [path for path in SOURCES if re.search(gesture, path.read_text())]
    assert homes == [settings.BASE_DIR / home]


def test_no_refusal_of_the_database_is_known_by_its_text():
    by_text = re.compile(r"except IntegrityError(?: as (\w+))?:(.{0,200})", re.DOTALL)
    guessed = [
        path.name
        for path in SOURCES
        for _name, below in by_text.findall(path.read_text())
        if "broken_constraint" not in below
    ]
    assert guessed == []


def test_every_file_that_a_docstring_names_is_there():
    missing = [
        (str(path.relative_to(settings.BASE_DIR)), name)
        for path in SOURCES
        for name in re.findall(r"(?<![\w/.\"'-])([a-z_]+(?:/[a-z_]+)*\.py)\b", path.read_text())
        if not any((place / name).exists() for place in places_of(path))
    ]
    assert missing == []


def places_of(path):
    """Where a file that is named in another may be: beside it, one above, or under an app."""
    apps_of_ours = [settings.BASE_DIR / app for app in ("agreements", "municipalities", "kslisens")]
    return [path.parent, path.parent.parent, settings.BASE_DIR, *apps_of_ours]


def test_the_architecture_page_names_every_file():
    page = (settings.BASE_DIR / "docs" / "architecture.md").read_text()
    printed = "\n".join(rooms())
    assert page.endswith(printed), "Print the part after 'Every file' anew: manage.py print_rooms"
