"""Every sentence stands in both written standards; each kind of fault is found."""

import shutil

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.template import Context, Template
from django.utils import translation

CATALOGUE = "nn/LC_MESSAGES/django.po"


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
