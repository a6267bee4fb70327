"""The fonts of documents are made once, and anew when they are gone."""

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pytest
from django.core.management import call_command
from fontTools.ttLib import TTFont

from agreements.documents.fonts import (
    FAMILIES,
    WEIGHTS,
    font_faces,
    make_static,
    packed_font,
    static_font,
)


@pytest.fixture
def folder(settings, tmp_path):
    """An empty state folder."""
    settings.LOCAL_DIR = tmp_path
    return tmp_path / "fonts"


def test_the_faces_name_files_that_the_command_makes(folder):
    call_command("make_fonts")
    faces = font_faces()
    made = [path.as_uri() in faces for path in folder.iterdir()]
    assert made == [True] * len(FAMILIES) * len(WEIGHTS)


def test_between_them_the_fonts_hold_the_letters_of_norwegian_and_sami(folder):
    letters = {ord(letter) for letter in "aæøåÆØÅáÁčČđĐŋŊšŠŧŦžŽïÏöÖäÄńŃâ–×"}
    held = [set(TTFont(static_font(name, weight=400)).getBestCmap()) for name in FAMILIES.values()]
    assert letters - set.union(*held) == set()


def test_a_font_that_is_gone_is_made_again(folder):
    font = static_font(FAMILIES["Inter"], weight=400)
    first = font.read_bytes()
    font.unlink()
    assert static_font(FAMILIES["Inter"], weight=400) == font
    assert font.read_bytes() == first


def test_a_font_that_is_there_is_left_alone(folder):
    font = static_font(FAMILIES["Inter"], weight=400)
    made = font.stat().st_mtime_ns
    assert static_font(FAMILIES["Inter"], weight=400).stat().st_mtime_ns == made


def test_a_new_version_of_inter_is_made_under_a_new_name(folder, settings, tmp_path):
    old = static_font(FAMILIES["Inter"], weight=400)
    packages = tmp_path / "packages"
    packages.mkdir()
    other = packed_font(FAMILIES["Inter Ext"]).read_bytes()
    (packages / FAMILIES["Inter"]).write_bytes(other)
    settings.STATICFILES_DIRS = [("inter", packages)]
    assert static_font(FAMILIES["Inter"], weight=400) != old


def test_a_static_font_has_one_weight_and_no_time_of_making(folder):
    font = TTFont(static_font(FAMILIES["Inter"], weight=600))
    source = TTFont(packed_font(FAMILIES["Inter"]))
    assert ("fvar" in font, font["OS/2"].usWeightClass) == (False, 600)
    assert font["head"].modified == source["head"].modified


def test_processes_that_make_a_font_at_once_do_not_disturb_each_other(folder):
    font = folder / "inter.ttf"
    make = partial(make_static, packed_font(FAMILIES["Inter"]), font, weight=400)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for done in [pool.submit(make) for _number in range(4)]:
            done.result()
    assert [path.name for path in Path(folder).iterdir()] == ["inter.ttf"]
    assert "glyf" in TTFont(font)
