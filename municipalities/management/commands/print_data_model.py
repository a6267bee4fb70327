"""Print docs/data-model.md: each package's tables and keys as a picture made from the models."""

from collections import defaultdict
from itertools import groupby

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db import models

from municipalities.management.commands.print_rooms import first_sentence

APPS = ("municipalities", "agreements")
ABOUT = """\
# The data model

Printed from the models, and held equal to them by a test:
`manage.py print_data_model >docs/data-model.md`.

A box is a table; a dashed one is another package's. A line is a key, from the table that has it to
the one it names, with the names of its fields. `}o--||` is a key that every row has, `}o--o|` one
that a row may lack, `|o--||` and `|o--o|` one that no two rows share, `}o--o{` many to many. Keys
to persons would cover the pictures: they stand behind what the table is. Left out are other
columns, and the tables of history: each business table has one, written by triggers.

## Packages
An arrow: some table of the one has a key to a table of the other. Nearly every package has keys to
people and register, which are left out here.
"""
EVERYWHERE = {"municipalities/people", "municipalities/register"}


def page() -> str:
    """The whole page: how packages hang together, then each with its picture and its tables."""
    found = sorted(own_models(), key=lambda model: (APPS.index(_app(model)), _room(model)))
    parts = [_part(room, list(those)) for room, those in groupby(found, _room)]
    return "\n".join([ABOUT, *_overview(found), *parts])


def own_models() -> list[type[models.Model]]:
    """Every model of ours that is written down: no tables of history, none that Django adds."""
    return [
        model
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        if not hasattr(model, "pgh_tracked_model")
    ]


def _app(model):
    return model.__module__.split(".")[0]


def _room(model):
    """The package of a model as a path, such as agreements/orders."""
    return "/".join(model.__module__.split(".")[:2])


def _overview(found):
    """The lines of a diagram of the packages, in Mermaid's language."""
    keys = [field for model in found for field in _keys(model)]
    arrows = {(_room(field.model), _room(field.related_model)) for field in keys}
    yield "```mermaid"
    yield "flowchart TB"
    for room, other in sorted(arrows):
        if room != other and other.split("/")[0] in APPS and other not in EVERYWHERE:
            yield f"    {room.split('/')[1]} --> {other.split('/')[1]}"
    yield "```"
    yield ""


def _part(room, those):
    about = first_sentence(settings.BASE_DIR / room / "__init__.py")
    return "\n".join([f"## {room}/", about, "", *_picture(room, those), *map(_sentence, those), ""])


def _sentence(model):
    """What a table is, and its keys to persons where the picture has none."""
    about = " ".join(model.__doc__.split("\n\n")[0].split())
    persons = ", ".join(f"`{field.name}`" for field in _keys(model) if _is_left_out(field))
    return f"- `{model.__name__}` {about}" + (f" Persons: {persons}." if persons else "")


def _picture(room, those):
    """The lines of a diagram of the tables; none where no table has a key."""
    lines, boxes = defaultdict(list), set(those)
    for model in those:
        for field in _keys(model):
            if not _is_left_out(field):
                boxes.add(field.related_model)
                lines[model, _ends(field), field.related_model].append(field.name)
    if not lines:
        return
    yield "```mermaid"
    yield "erDiagram"
    for model in sorted(boxes, key=lambda model: (_room(model) != room, model.__name__)):
        yield f"    {model.__name__}" + ("" if _room(model) == room else _elsewhere(model))
    for (model, ends, other), names in lines.items():
        yield f'    {model.__name__} {ends} {other.__name__} : "{", ".join(names)}"'
    yield "    classDef elsewhere stroke-dasharray: 4"
    yield "```"
    yield ""


def _elsewhere(model):
    """How a box of another package is named and drawn."""
    return f'["{model.__name__} ({_room(model)})"]:::elsewhere'


def _keys(model):
    """The fields of a model that name other rows, but for those through a model of our own."""
    return [
        field
        for field in [*model._meta.fields, *model._meta.many_to_many]
        if field.is_relation
        and not (field.many_to_many and not field.remote_field.through._meta.auto_created)
    ]


def _is_left_out(field):
    """Whether a key names a person, and its table is not among the persons' own."""
    persons = get_user_model()
    return field.related_model is persons and _room(field.model) != _room(persons)


def _ends(field):
    """The ends of a line: how many rows may name one row, and how many a row names."""
    if field.many_to_many:
        return "}o--o{"
    return ("|o" if field.unique else "}o") + ("--o|" if field.null else "--||")


class Command(BaseCommand):
    """Write the page to the standard output."""

    help = __doc__

    def handle(self, *args, **options):
        self.stdout.write(page(), ending="")
