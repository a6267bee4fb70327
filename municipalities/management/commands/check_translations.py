"""manage.py check_translations: every sentence of the source in Bokmål and in Nynorsk."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management import BaseCommand, CommandError

NOT_SOURCE = shutil.ignore_patterns(
    ".git", ".local", ".venv", "__pycache__", "locale", "node_modules", "static", "tests"
)
# Without a database, and with the portal's own settings: those of the tests are not in the copy
ELSEWHERE = {
    "DATABASE_URL": "postgres://nobody@localhost/nothing",
    "DJANGO_SETTINGS_MODULE": "kslisens.settings",
}


class Command(BaseCommand):
    """Works on a copy: makemessages would write into the checkout's own catalogues."""

    help = "Fails when a sentence is not translated, or a translation has no sentence any more."

    def handle(self, **options):
        with TemporaryDirectory() as directory:
            copy = Path(directory) / "copy"
            shutil.copytree(settings.BASE_DIR, copy, ignore=NOT_SOURCE)
            shutil.copytree(settings.LOCALE_PATHS[0], copy / "locale")
            collect_sentences(copy)
            faults = [fault for language in languages() for fault in faults_of(copy, language)]
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write("Every sentence is translated.")


def languages():
    """The codes of the portal's languages."""
    return [code for code, _name in settings.LANGUAGES]


def collect_sentences(checkout):
    """Bring a checkout's catalogues up to date with its source."""
    command = [sys.executable, "manage.py", "makemessages"]
    options = [f"--locale={language}" for language in languages()]
    subprocess.run(  # noqa: S603
        [*command, *options],
        cwd=checkout,
        env=os.environ | ELSEWHERE,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def faults_of(checkout, language):
    """What is wrong with an up-to-date catalogue, as gettext's own tools see it."""
    catalogue = checkout / "locale" / language / "LC_MESSAGES" / "django.po"
    checks = {
        "not translated": ["msgattrib", "--untranslated", "--no-obsolete", "--no-wrap"],
        "translated by guess": ["msgattrib", "--only-fuzzy", "--no-obsolete", "--no-wrap"],
        "no longer in the source": ["msgattrib", "--only-obsolete", "--no-wrap"],
    }
    faults = [
        f"{language}, {what}: {sentence}"
        for what, command in checks.items()
        for sentence in sentences_in(_output([*command, str(catalogue)]))
    ]
    format_faults = _output(["msgfmt", "--check-format", "--output-file=/dev/null", str(catalogue)])
    return faults + format_faults.splitlines()


def sentences_in(entries):
    """The msgids of catalogue entries, the header's empty one left out."""
    found = re.findall(r'^(?:#~ )?msgid ((?:(?:#~ )?".*"\n)+)', entries, flags=re.MULTILINE)
    sentences = ["".join(re.findall(r'"(.*)"', lines)) for lines in found]
    return [sentence for sentence in sentences if sentence]


def _output(command):
    finished = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return finished.stdout + finished.stderr
