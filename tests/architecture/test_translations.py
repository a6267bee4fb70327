"""Every sentence stands in both written standards; each kind of fault is found."""

import re
import shutil

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation

from municipalities.models import User

CATALOGUE = "nn/LC_MESSAGES/django.po"
SAID_ABOVE_A_PAGE = [
    "cannot_delete_primary_email",
    "email_confirmation_failed",
    "email_confirmation_sent",
    "email_confirmed",
    "email_deleted",
    "logged_in",
    "logged_out",
    "password_changed",
    "password_set",
    "primary_email_set",
    "unverified_primary_email",
]
"""The messages of allauth's that the portal uses: all but those about codes and phones."""


@pytest.fixture
def catalogues(tmp_path, settings):
    """A copy of the catalogues to plant faults in."""
    copy = tmp_path / "locale"
    shutil.copytree(settings.LOCALE_PATHS[0], copy)
    settings.LOCALE_PATHS = [copy]
    return copy


def plant(catalogues, old, new):
    catalogue = catalogues / CATALOGUE
    text = catalogue.read_text()
    assert old in text
    catalogue.write_text(text.replace(old, new, 1))


def test_every_sentence_is_translated():
    call_command("check_translations")


def test_nynorsk_bends_avtale_in_one_way():
    """Both are right, ein avtale and ei avtale; on one page they are two words for one thing."""
    data = settings.BASE_DIR / "agreements" / "demonstration" / "data"
    texts = [settings.LOCALE_PATHS[0] / CATALOGUE, *data.rglob("*.nn.txt"), *data.glob("*.csv")]
    assert len(texts) > 5
    feminine = re.compile(r"\b[Ee]i \w*avtale\b|\w*avtala\b")
    assert {
        path.name: found for path in texts if (found := feminine.findall(path.read_text()))
    } == {}


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('msgid "Basket"\nmsgstr "Korg"', 'msgid "Basket"\nmsgstr ""', "not translated: Basket"),
        ('msgid "Basket"', '#, fuzzy\nmsgid "Basket"', "translated by guess: Basket"),
        ('msgid "Basket"', 'msgid "Zeppelin 7"', "no longer in the source: Zeppelin 7"),
        (
            '"Bestilling %(number)s frå',
            '"Bestilling %(nummer)s frå',
            "argument 'number' doesn't exist",
        ),
    ],
)
def test_a_planted_fault_is_named(catalogues, old, new, fault):
    plant(catalogues, old, new)
    with pytest.raises(CommandError, match=fault):
        call_command("check_translations")


def test_the_languages_are_bokmal_and_nynorsk():
    assert [code for code, _name in settings.LANGUAGES] == ["nb", "nn"]


@pytest.mark.parametrize("language", ["nb", "nn"])
@pytest.mark.parametrize("errors", [1, 2])
def test_the_admin_asks_in_norwegian_to_correct_a_form(language, errors):
    """Django has the sentence in both languages, but not as the page asks for it."""
    page = Template(
        "{% load i18n %}{% blocktranslate count counter=errors %}Please correct the error below."
        "{% plural %}Please correct the errors below.{% endblocktranslate %}"
    )
    with translation.override(language):
        assert page.render(Context({"errors": errors})).startswith("Rett ")


@pytest.mark.parametrize("message", SAID_ABOVE_A_PAGE)
def test_what_allauth_says_above_a_page_is_said_in_nynorsk_too(message):
    """allauth has no Nynorsk: what our own catalogue lacks is said in Bokmål."""
    said, names = [], {"email": "a@b.no", "user": User(name="Ola Nordmann")}
    for language in ("nb", "nn"):
        with translation.override(language):
            said.append(render_to_string(f"account/messages/{message}.txt", names))
    assert said[0] != said[1]


def test_a_mail_that_waits_in_the_queue_is_not_said_to_be_sent():
    with translation.override("nb"):
        said = render_to_string("account/messages/email_confirmation_sent.txt", {"email": "a@b.no"})
    assert said.strip() == "Du får en e-post på a@b.no."
