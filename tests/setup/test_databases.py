"""What the processes of a run share, and what a fast run leaves out."""

import re
import tomllib

from django.conf import settings

from kslisens.development.commands import FAST
from municipalities.mail_hold.switch import mail_is_held
from tests import databases


def test_a_database_is_made_by_the_first_who_needs_it(tmp_path):
    made = []
    names = [databases.made_once(tmp_path, "something", made.append) for _ in range(2)]
    assert made == [names[0]]
    assert names[0] == names[1]


def test_a_database_that_could_not_be_made_is_made_by_the_next(tmp_path):
    def fails(name):
        raise OSError("No space left on device")

    made = []
    for make in (fails, made.append):
        try:
            databases.made_once(tmp_path, "something", make)
        except OSError:
            continue
    assert len(made) == 1


def test_mail_leaves_from_a_copy_of_the_tables(db):
    assert not mail_is_held()


def test_mail_leaves_from_a_copy_of_the_scene(scene, db):
    assert not mail_is_held()


def test_what_a_fast_run_leaves_out_is_known():
    ours = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    ours = ours["tool"]["pytest"]["ini_options"]["markers"]
    assert set(re.findall(r"not (\w+)", FAST[1])) == {one.partition(":")[0] for one in ours}
