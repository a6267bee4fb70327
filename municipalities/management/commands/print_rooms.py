"""Print the last part of docs/architecture.md: every package and what its files are about."""

import ast
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

APPS = ("kslisens", "municipalities", "agreements")
NOT_LISTED = {"__init__.py", "__main__.py", "management", "migrations", "__pycache__"}


def rooms():
    """The lines: a heading for each package, and each file with its first sentence."""
    for app in APPS:
        yield from _room(settings.BASE_DIR / app)
        for package in sorted(
            path.parent for path in (settings.BASE_DIR / app).glob("*/__init__.py")
        ):
            if package.name not in NOT_LISTED:
                yield from _room(package)


def _room(package):
    yield f"### {package.relative_to(settings.BASE_DIR)}/"
    yield f"{first_sentence(package / '__init__.py')}\n"
    for path in sorted(package.iterdir()):
        if path.suffix == ".py" and path.name not in NOT_LISTED:
            yield f"- `{path.name}` {first_sentence(path)}"
        elif package.name not in APPS and (path / "__init__.py").exists():
            for part in sorted(path.glob("[!_]*.py")):
                yield f"- `{path.name}/{part.name}` {first_sentence(part)}"
    yield ""


def first_sentence(path):
    """The first paragraph of a file's docstring, on one line."""
    docstring = ast.get_docstring(ast.parse(Path(path).read_text())) or ""
    return " ".join(docstring.split("\n\n")[0].split())


class Command(BaseCommand):
    """Write the lines to the standard output."""

    help = __doc__

    def handle(self, *args, **options):
        self.stdout.write("\n".join(rooms()), ending="")
