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


def provide():
    """Make sure that there is a browser for the tests."""
    if find_chromium() or _succeeds(PYTHON, "-c", ASK_PLAYWRIGHT):
        return
    if system_packages.apt_is_ours() and not _is_ubuntu():
        system_packages.install([CHROMIUM])
        return
    with step("Chromium, from Playwright"):
        _install_from_playwright()


CHROMIUM = system_packages.Need(
    "Chromium",
    lambda: find_chromium() is not None,
    debian=("chromium",),
)


def _install_from_playwright():
    dependencies = ["--with-deps"] if system_packages.apt_is_ours() else []
    try:
        run(PYTHON, "-m", "playwright", "install", *dependencies, "chromium")
    except SetupError as error:
        raise SetupError(
            f"{error}\nThe browser tests need Chromium or Google Chrome, and neither is here. "
            "Install one and start again."
        ) from None


def _is_ubuntu():
    """Ubuntu's own chromium package only points to a snap, which cannot see the tests' files."""
    return platform.freedesktop_os_release().get("ID") == "ubuntu"


def _succeeds(*command):
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
