"""A file is kept in full or not at all, whatever happens to the disk or to who writes it."""

import os
import signal
import subprocess
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from agreements.documents import archive
from tests.full_disk import full_disk

KILLS = 50
SMALL, LARGE = b"%PDF-1.7 small", bytes(range(256)) * 4_000


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """An archive with nothing in it."""
    at(settings, tmp_path / "documents")
    return tmp_path / "documents"


def at(settings, place):
    documents = settings.STORAGES["documents"]
    options = documents["OPTIONS"] | {"location": place}
    settings.STORAGES = settings.STORAGES | {"documents": documents | {"OPTIONS": options}}


def files_in(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def place_of(content):
    return archive.path_of(archive.name_of(archive.digest_of(content)))


def test_a_file_that_does_not_fit_is_refused_and_leaves_nothing(folder):
    with full_disk(after=1_000), pytest.raises(archive.UnwritableArchiveError) as refusal:
        archive.keep(LARGE)
    assert refusal.value.code == "archive_unwritable"
    assert files_in(folder) == []
    assert archive.read(archive.keep(LARGE)) == LARGE


def test_a_disk_that_is_full_in_earnest(settings, tmp_path):
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("This machine lets nobody mount a small disk.")
    try:
        at(settings, place)
        with pytest.raises(archive.UnwritableArchiveError):
            archive.keep(LARGE)
        assert archive.read(archive.keep(SMALL)) == SMALL
        assert files_in(place) == [place_of(SMALL)]
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("damage", [b"", LARGE[:100], b"something else"])
def test_a_damaged_file_is_mended_by_the_next_who_keeps_it(damage):
    place = place_of(LARGE)
    archive.keep(LARGE)
    place.write_bytes(damage)
    with pytest.raises(archive.DamagedFileError, match=archive.digest_of(LARGE)):
        archive.read(archive.digest_of(LARGE))
    assert archive.read(archive.keep(LARGE)) == LARGE


def test_a_damaged_file_stays_as_it_is_where_the_disk_is_full():
    place = place_of(LARGE)
    archive.keep(LARGE)
    place.write_bytes(LARGE[:500])
    with full_disk(after=1_000), pytest.raises(archive.UnwritableArchiveError):
        archive.keep(LARGE)
    assert place.read_bytes() == LARGE[:500]


def test_a_file_that_is_missing_is_notified_as_a_damaged_one():
    digest = archive.keep(LARGE)
    place_of(LARGE).unlink()
    with pytest.raises(archive.DamagedFileError):
        archive.read(digest)


def contents(number):
    """The files that a writer keeps, one after the other, again and again."""
    return [LARGE + bytes([number, place]) for place in range(20)]


def write_until_killed(number):
    """A process that keeps files until it is killed in the middle of one; returns its id."""
    child = os.fork()
    if child:
        return child
    try:
        while True:
            for content in contents(number):
                archive.keep(content)
                place_of(content).unlink()
    finally:
        os._exit(1)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_whoever_is_killed_while_writing_destroys_nothing(folder):
    """Under its name a file is whole; what was half written has none, and is cleaned away."""
    unfinished = 0
    for number in range(KILLS):
        writer = write_until_killed(number)
        while not files_in(folder):
            time.sleep(0.001)
        time.sleep(number * 0.0005)
        os.kill(writer, signal.SIGKILL)
        os.waitpid(writer, 0)
        for path in files_in(folder):
            is_unfinished = path.name.endswith(archive.UNFINISHED)
            unfinished += is_unfinished
            assert is_unfinished or archive.is_whole(path, path.stem)
            path.unlink()
        for content in contents(number)[:1]:
            assert archive.read(archive.keep(content)) == content
            place_of(content).unlink()
    assert unfinished > KILLS / 10


def test_only_old_unfinished_files_are_deleted():
    archive.keep(SMALL)
    for name, hours in (("old", 25), ("new", 1)):
        path = place_of(SMALL).with_name(f"{name}{archive.UNFINISHED}")
        path.write_bytes(b"half")
        then = (timezone.now() - timedelta(hours=hours)).timestamp()
        os.utime(path, (then, then))
    assert archive.delete_unfinished(timezone.now()) == 1
    assert [path.name for path in files_in(Path(storages["documents"].location))] == sorted(
        [place_of(SMALL).name, f"new{archive.UNFINISHED}"]
    )
    assert list(archive.names_kept()) == [archive.name_of(archive.digest_of(SMALL))]
