"""What docs/operations.md and deploy/ say is what the portal is."""

import re
import shutil
import subprocess

import pytest
from django.conf import settings

from kslisens.development import system_packages
from kslisens.rehearsal.handbook import HANDBOOK, blocks

DEPLOY = settings.BASE_DIR / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())


def test_the_example_names_every_setting_and_no_other():
    source = (settings.BASE_DIR / "kslisens/settings.py").read_text()
    read = set(re.findall(r'environment\.\w+\(\s*"(\w+)"', source))
    example = (DEPLOY / "environment.example").read_text()
    named = re.findall(r"^(\w+)=", example, re.MULTILINE)
    assert (set(named) - read, read - set(named)) == (set(), set())
    assert len(named) == len(set(named))


def test_the_handbook_names_every_system_package():
    text = HANDBOOK.read_text()
    names = [name for need in system_packages.TO_RUN for name in need.debian]
    assert [name for name in names if f" {name}" not in text] == []


def test_the_handbook_is_rehearsed_from_installation_to_a_new_seal():
    assert list(blocks()) == [
        "install",
        "seal",
        "prepare",
        "officer",
        "upgrade",
        "backup",
        "restore",
        "release",
        "rotate",
    ]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_every_unit_is_started_by_the_handbook_and_in_order(unit, tmp_path):
    assert unit.stem in HANDBOOK.read_text()
    if not shutil.which("systemd-analyze"):
        return
    for one in UNITS:  # what it starts is in another place here
        text = one.read_text().replace("/srv/kslisens/portal/.venv/bin/", "/bin/")
        (tmp_path / one.name).write_text(re.sub(r"ExecStart=/bin/\S+", "ExecStart=/bin/true", text))
    asked = ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert (done.returncode, [line for line in done.stderr.splitlines() if unit.name in line]) == (
        0,
        [],
    )
