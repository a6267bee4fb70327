"""The browser of the browser tests: the system's Chromium or Chrome, else Playwright's own."""

import platform
import shutil
import subprocess

from kslisens.development import system_packages
from kslisens.development.steps import PYTHON, SetupError, run, step

PROGRAMS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ASK_PLAYWRIGHT = """
import os, sys
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    sys.exit(not os.path.exists(playwright.chromium.executable_path))
"""


def find_chromium():
    """The path of the system's Chromium or Chrome; None where only Playwright's own is left."""
    found = filter(None, (shutil.which(program) for program in PROGRAMS))
    return next((path for path in found if _succeeds(path, "--version")), None)


def system_needs():
    """The browser as a system package, where there is one that works.

    Ubuntu's own only points to a snap, which cannot see the tests' files.
    """
    if not shutil.which("apt-get") or platform.freedesktop_os_release().get("ID") == "ubuntu":
        return []
    return [system_packages.Need("Chromium", _is_there, debian=("chromium",))]


def provide():
    """Make sure that there is a browser for the tests: Playwright's own as the last resort."""
    if not _is_there():
        with step("Chromium, from Playwright"):
            _install_from_playwright()


def _is_there():
    return bool(find_chromium()) or _succeeds(PYTHON, "-c", ASK_PLAYWRIGHT)


def _install_from_playwright():
    dependencies = ["--with-deps"] if system_packages.apt_is_ours() else []
    try:
        run(PYTHON, "-m", "playwright", "install", *dependencies, "chromium")
    except SetupError as error:
        raise SetupError(
            f"{error}\nThe browser tests need Chromium or Google Chrome, and neither is here. "
            "Install one and start again."
        ) from None


def _succeeds(*command):
    """Whether the program is there and does what it is told."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False
