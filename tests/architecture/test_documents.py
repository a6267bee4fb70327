"""The documents agree with each other and with the files they point to."""

import re
import tomllib

import pytest
from django.conf import settings

from kslisens.development.commands import CHECKS, CHECKS_OF_PRODUCTION

DOCS = settings.BASE_DIR / "docs"
DECISIONS = sorted((DOCS / "decisions").glob("[0-9]*.md"))
PAGES = [
    *settings.BASE_DIR.glob("*.md"),
    *settings.BASE_DIR.glob("*/README.md"),
    *DOCS.rglob("*.md"),
]
STATUS = re.compile(
    r"- Status: (Proposed|Accepted|Replaced by \[\d+\]\(\d{4}-[a-z-]+\.md\) on \d{4}-\d\d-\d\d)\."
)
LINE_OF_THE_TABLE = re.compile(r"^\| (\d+) \| \[(.+?)\]\(decisions/(.+?)\) \| (\S+) \|$", re.M)


def heading_of(decision):
    number, heading = re.match(r"# (\d+)\. (.+)\n", decision.read_text()).groups()
    date = re.search(r"^- Date: (\d{4}-\d\d-\d\d)$", decision.read_text(), re.M)[1]
    return number, heading, decision.name, date


def test_the_architecture_page_lists_every_decision():
    table = LINE_OF_THE_TABLE.findall((DOCS / "architecture.md").read_text())
    assert table == [heading_of(decision) for decision in DECISIONS]


def test_decisions_are_numbered_without_a_gap():
    numbers = [int(decision.name[:4]) for decision in DECISIONS]
    assert numbers == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.name[:4])
def test_a_decision_has_its_number_status_and_sections(decision):
    text = decision.read_text()
    assert int(heading_of(decision)[0]) == int(decision.name[:4])
    assert STATUS.search(text)
    assert re.findall(r"^## (.+)$", text, re.M) == ["Context", "Decision", "Alternatives"]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_links_to_files_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_a_commit_is_checked_by_the_commands_of_make_check():
    """But for those about production, which need a database of their own."""
    hooks = (settings.BASE_DIR / ".pre-commit-config.yaml").read_text()
    quick = [" ".join(command) for command in CHECKS if command not in CHECKS_OF_PRODUCTION]
    assert re.findall(r"^ +entry: \.venv/bin/(.+)$", hooks, re.M) == quick


def test_the_version_is_one():
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    public = (settings.BASE_DIR / "publiccode.yml").read_text()
    newest = re.search(
        r"^## (\d+\.\d+\.\d+) \((\d{4}-\d\d-\d\d)\)$",
        (settings.BASE_DIR / "CHANGELOG.md").read_text(),
        re.M,
    )
    assert newest[1] == project["version"]
    assert f'softwareVersion: "{newest[1]}"' in public
    assert f'releaseDate: "{newest[2]}"' in public
    assert f"license: {project['license']}" in public
