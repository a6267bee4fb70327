"""A real Chromium, the portal as it is served, and people who have signed in by hand."""

import os

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from kslisens.development.chromium import find_chromium
from tests.cast import PASSWORD

# Playwright runs an event loop in the test's thread; the ORM is still used by one thread alone.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The system's Chromium where there is one."""
    return browser_type_launch_args | {"executable_path": find_chromium(), "args": QUIET}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """A Norwegian's browser."""
    return browser_context_args | {
        "locale": "nb-NO",
        "timezone_id": "Europe/Oslo",
        "viewport": {"width": 1280, "height": 900},
        # Folds open at once: one that is still growing moves the button that is about to be pressed
        "reduced_motion": "reduce",
    }


def bokmal(msgid):
    """What the page says in Bokmål."""
    with translation.override("nb"):
        return gettext(msgid)


class Visitor:
    """A person at a browser of their own."""

    def __init__(self, page, site):
        self.page = page
        self.site = site

    def open(self, name, *args):
        """Go to a page by its URL name."""
        answer = self.page.goto(self.site + reverse(name, args=args))
        assert answer.status == 200
        return self

    def press(self, msgid, **options):
        """Press the button with this label and wait for the next page."""
        self.page.get_by_role("button", name=bokmal(msgid), **options).click()
        self.page.wait_for_load_state()

    def confirm(self):
        """Press the button of a page that shows what will happen, and wait for the next page."""
        self.page.locator("form:has([name=seen_sha256]) button[data-variant=primary]").click()
        self.page.wait_for_load_state()

    def follow(self, msgid, **options):
        """Follow the link with this text."""
        self.page.get_by_role("link", name=bokmal(msgid), **options).first.click()
        self.page.wait_for_load_state()

    def fill(self, msgid, text):
        """Write in the field with this label."""
        self.page.get_by_label(bokmal(msgid)).fill(text)

    def sees(self, text):
        """Whether the page shows this text."""
        return self.page.get_by_text(text).first.is_visible()


@pytest.fixture
def visitor(live_server, new_context):
    """Open a browser for a person, who signs in by hand; `browser` is what is special about it."""

    def arrive(person=None, **browser):
        visitor = Visitor(new_context(**browser).new_page(), live_server.url)
        if person:
            visitor.open("account_login")
            visitor.page.locator("input[name=login]").fill(person.email)
            visitor.page.locator("input[name=password]").fill(PASSWORD)
            visitor.page.locator("main form button[type=submit]").click()
            home = "work_list" if person.is_case_officer else "my_page"
            visitor.page.wait_for_url("**" + reverse(home))
        return visitor

    return arrive
