"""What the code imports is declared in pyproject.toml, and what is declared there is used."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from django.conf import settings

PROJECT = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
OWN = {"agreements", "municipalities", "kslisens", "tests"}
PORTAL = ["agreements", "municipalities", "kslisens"]
DECLARED = re.compile(r"^\s*(?:\"([\w.-]+)[^\"]*\",|{ include-group = .*?},)(.*)$")

USED_WITHOUT_IMPORT = {
    "psycopg2-binary": "Django loads it for PostgreSQL",
    "whitenoise": "kslisens/settings.py names its middleware and storage",
}


def imported(folders, *, by_type_checker=False):
    """The packages that are imported in folders, by the names they have in pyproject.toml.

    Those for the type checker alone, which nothing imports when it runs, are told apart.
    """
    modules = {
        name.split(".")[0]
        for folder in folders
        for path in (settings.BASE_DIR / folder).rglob("*.py")
        for node in imports_of(ast.parse(path.read_text()), by_type_checker=by_type_checker)
        for name in names_in(node)
    }
    packages = packages_distributions()
    return {
        packages[module][0].lower().replace("_", "-")
        for module in modules - OWN - sys.stdlib_module_names
    }


def imports_of(tree, *, by_type_checker):
    unrun = [
        node
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in ast.walk(block)
    ]
    return unrun if by_type_checker else [node for node in ast.walk(tree) if node not in unrun]


def names_in(node):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and not node.level else []


def declared(requirements):
    return {re.match(r"[\w.-]+", one)[0] for one in requirements if isinstance(one, str)}


RUN_WITH = declared(PROJECT["project"]["dependencies"])
DEVELOPED_WITH = declared(PROJECT["dependency-groups"]["dev"])


def test_what_the_portal_imports_is_declared():
    assert imported(PORTAL) - RUN_WITH == set()


def test_what_the_type_checker_imports_is_declared():
    assert imported(PORTAL, by_type_checker=True) - RUN_WITH - DEVELOPED_WITH == set()


def test_what_the_tests_import_is_declared():
    assert imported(["tests"]) - RUN_WITH - DEVELOPED_WITH == set()


def test_what_is_declared_is_used():
    assert RUN_WITH - imported(PORTAL) == set(USED_WITHOUT_IMPORT)


def test_each_dependency_has_its_reason_beside_it():
    text = (settings.BASE_DIR / "pyproject.toml").read_text()
    lists = re.findall(r"^(?:dependencies|dev) = \[\n(.*?)^\]", text, re.M | re.S)
    assert len(lists) == 2
    bare = [
        line
        for line in "".join(lists).splitlines()
        if DECLARED.match(line)[1] and not re.match(r"\s*# \S", DECLARED.match(line)[2])
    ]
    assert bare == []
