"""What must come from the system, judged by whether it works here, and how it gets here."""

import ctypes
import ctypes.util
import os
import platform
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kslisens.development import steps
from kslisens.private_database import binaries

# Debian's PostgreSQL brings a cluster of its own, running from then on. The project does not
# use it, so where there was no server before, none is left running: no cluster is made.
INSTALL_WITHOUT_CLUSTER = """
set -e
apt-get install -qq -y postgresql-common
settings=/etc/postgresql-common/createcluster.conf
cp -p $settings $settings.before
trap 'mv $settings.before $settings' EXIT
echo 'create_main_cluster = false' >> $settings
apt-get install -qq -y "$@"
"""


@dataclass(frozen=True)
class Need:
    """Something that pip and npm cannot install."""

    name: str
    is_met: Callable[[], bool]
    debian: tuple[str, ...] = ()
    homebrew: tuple[str, ...] = ()


def _has_program(*names):
    return lambda: all(shutil.which(name) for name in names)


def _has_libraries(*names):
    return lambda: all(_loads(name) for name in names)


def _loads(name):
    if platform.system() == "Darwin":
        folders = steps.HOMEBREW_LIBRARIES.split(":")
        return any(Path(folder, f"lib{name}.dylib").exists() for folder in folders)
    try:
        ctypes.CDLL(ctypes.util.find_library(name) or f"lib{name}.so.0")
    except OSError:
        return False
    return True


POSTGRESQL = Need(
    "PostgreSQL 15 or newer, the server",
    lambda: bool(os.environ.get("DATABASE_URL")) or binaries.is_installed(),
    debian=("postgresql", "postgresql-contrib"),
    homebrew=("postgresql@17",),
)
PANGO = Need(
    "Pango",
    _has_libraries("pango-1.0", "pangoft2-1.0", "harfbuzz", "harfbuzz-subset", "fontconfig"),
    debian=(
        "libpango-1.0-0",
        "libpangoft2-1.0-0",
        "libharfbuzz0b",
        "libharfbuzz-subset0",
        "libfontconfig1",
    ),
    homebrew=("pango",),
)
GETTEXT = Need(
    "gettext",
    _has_program("msgfmt", "xgettext"),
    debian=("gettext",),
    homebrew=("gettext",),
)
PDF_READERS = Need(
    "poppler and qpdf",
    _has_program("pdftotext", "pdfinfo", "pdffonts", "qpdf"),
    debian=("poppler-utils", "qpdf"),
    homebrew=("poppler", "qpdf"),
)
IN_PRODUCTION = Need(
    "nginx, git and openssl",
    _has_program("nginx", "git", "openssl"),
    debian=("nginx-light", "git", "openssl"),
    homebrew=("nginx", "git", "openssl"),
)
TO_RUN = (POSTGRESQL, PANGO, GETTEXT)
TO_TEST = (*TO_RUN, PDF_READERS)
TO_REHEARSE = (POSTGRESQL, PANGO, GETTEXT, IN_PRODUCTION)


def install(needs):
    """Install what is missing, where this account may; otherwise say what to install."""
    missing = [need for need in needs if not need.is_met()]
    if not missing:
        return
    if install_missing := _installer():
        names = "; ".join(need.name for need in missing)
        with steps.step(f"system packages ({names})"):
            install_missing(missing)
    if still_missing := [need for need in missing if not need.is_met()]:
        raise steps.SetupError(_what_to_do(still_missing))


def apt_is_ours():
    """Whether apt is there and this account may use it."""
    return bool(shutil.which("apt-get")) and _root_prefix() is not None


def _installer():
    """What installs system packages here, if this account may."""
    if apt_is_ours():
        return _install_with_apt
    return _install_with_homebrew if shutil.which("brew") else None


def _install_with_homebrew(missing):
    steps.run("brew", "install", *[name for need in missing for name in need.homebrew])


def _install_with_apt(missing):
    root = [*_root_prefix(), "env", "DEBIAN_FRONTEND=noninteractive"]
    packages = [name for need in missing for name in need.debian]
    steps.run(*root, "apt-get", "update", "-qq")
    if POSTGRESQL in missing:
        steps.run(*root, "sh", "-c", INSTALL_WITHOUT_CLUSTER, "sh", *packages)
    else:
        steps.run(*root, "apt-get", "install", "-qq", "-y", *packages)


def _root_prefix():
    """What to write before a command that needs root; None if this account has no such right."""
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return None if asked.returncode else ["sudo", "-n"]


def _what_to_do(missing):
    lines = ["This machine lacks something that only the system can provide:"]
    lines += [f"  - {need.name}" for need in missing]
    debian = " ".join(name for need in missing for name in need.debian)
    homebrew = " ".join(name for need in missing for name in need.homebrew)
    if shutil.which("apt-get"):
        lines.append(f"Install it and start again:\n  sudo apt-get install {debian}")
    elif platform.system() == "Darwin":
        lines.append(f"Install it and start again:\n  brew install {homebrew}")
    else:
        lines.append(f"Install it and start again. Debian calls the packages: {debian}")
    return "\n".join(lines)
