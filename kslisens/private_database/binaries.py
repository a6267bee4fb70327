"""Finds the PostgreSQL server programs on this machine."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from kslisens.private_database.errors import PrivateDatabaseError

MIN_MAJOR_VERSION = 15
PROGRAMS = ("initdb", "pg_ctl", "postgres")
USUAL_PLACES = (
    ("/usr/lib/postgresql", "*/bin"),  # Debian, Ubuntu
    ("/usr", "pgsql-*/bin"),  # Fedora, Red Hat
    ("/opt/homebrew/opt", "postgresql*/bin"),  # Homebrew on Apple silicon
    ("/usr/local/opt", "postgresql*/bin"),  # Homebrew on Intel
)


@dataclass(frozen=True, order=True)
class Binaries:
    """The server programs of one PostgreSQL installation."""

    major: int
    folder: Path

    def program(self, name):
        """The path of one program, such as initdb."""
        return str(self.folder / name)


def find(major=None):
    """The newest installation that is new enough; with `major`, the one of just that version."""
    installed = _installed()
    fitting = [one for one in installed if one.major == (major or one.major)]
    if fitting:
        return fitting[-1]
    if major:
        raise PrivateDatabaseError(_other_version(major, installed))
    raise PrivateDatabaseError(
        f"No PostgreSQL server {MIN_MAJOR_VERSION} or newer is installed here. Install one (on "
        f"Debian "
        "and Ubuntu the package postgresql), name its folder of programs in PG_BINDIR, or name "
        "another database in DATABASE_URL."
    )


def is_installed():
    """Whether any PostgreSQL server that is new enough is installed."""
    return bool(_installed())


def _installed():
    """Every installation that is new enough, oldest first."""
    folders = {folder.resolve() for folder in _folders()}
    complete = [f for f in folders if all(os.access(f / name, os.X_OK) for name in PROGRAMS)]
    found = [Binaries(_major(folder), folder) for folder in complete]
    return sorted(one for one in found if one.major >= MIN_MAJOR_VERSION)


def _folders():
    """The folders where server programs may lie; PG_BINDIR alone if it is set."""
    if named := os.environ.get("PG_BINDIR"):
        return [Path(named)]
    folders = [folder for root, pattern in USUAL_PLACES for folder in Path(root).glob(pattern)]
    if postgres := shutil.which("postgres"):
        folders.append(Path(postgres).resolve().parent)
    if pg_config := shutil.which("pg_config"):
        folders.append(Path(_output(pg_config, "--bindir").strip()))
    return folders


def _major(folder):
    """15 from "postgres (PostgreSQL) 15.18"; 0 from a program that does not say."""
    found = re.search(r"PostgreSQL\) (\d+)", _output(folder / "postgres", "--version"))
    return int(found[1]) if found else 0


def _output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def _other_version(major, installed):
    others = ", ".join(str(one.major) for one in installed) or "none"
    return (
        f"The private database was made by PostgreSQL {major}, which is not installed here "
        f"(installed: {others}). Install PostgreSQL {major} again to keep what the database "
        "holds; or give it up with: python3 -m kslisens.private_database remove"
    )
