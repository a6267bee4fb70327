"""The private database against real servers: each test has a cluster of its own."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest

from kslisens.private_database import Cluster, PrivateDatabaseError, binaries, place

pytestmark = pytest.mark.load

CHECKOUT = Path(__file__).resolve().parents[2]
USER_OF_THE_DATABASE = """
import sys
from pathlib import Path
from kslisens.private_database import Cluster
cluster = Cluster(Path(sys.argv[1]))
print(cluster.join(), flush=True)
sys.stdin.readline()
print(cluster.leave(), flush=True)
"""


@contextmanager
def reachable_folder():
    """A folder that the server's account can reach; that of pytest is closed to it under root."""
    made = Path(tempfile.mkdtemp(prefix="kslisens-test-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def folder():
    with reachable_folder() as folder:
        yield folder


@pytest.fixture
def cluster(folder):
    """A cluster of the test's own, not made yet."""
    cluster = Cluster(folder / "postgres", {"fsync": "off"})
    yield cluster
    cluster.remove()


@pytest.fixture(scope="module")
def running():
    """A running cluster for the tests that only ask it something."""
    with reachable_folder() as folder:
        cluster = Cluster(folder / "postgres", {"fsync": "off"})
        cluster.join()
        yield cluster
        cluster.remove()


def query(cluster, statement):
    connection = psycopg2.connect(cluster.url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else None
    finally:
        connection.close()


def server_process(cluster):
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


def kill(cluster):
    process = server_process(cluster)
    os.kill(process, signal.SIGKILL)
    while cluster.is_running():
        time.sleep(0.01)


def other_user(cluster):
    """Another process that uses the database until it is told to leave."""
    return subprocess.Popen(
        [sys.executable, "-c", USER_OF_THE_DATABASE, str(cluster.state)],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_what_was_entered_survives_kill_9_of_the_server(cluster):
    cluster.join()
    query(cluster, "create table entered as select 'Kárášjohka' as name")
    kill(cluster)
    cluster.join()
    assert query(cluster, "select name from entered") == [("Kárášjohka",)]


def test_what_was_entered_survives_an_orderly_stop(cluster):
    cluster.join()
    query(cluster, "create table entered as select 7 as number")
    assert cluster.leave()
    assert not cluster.is_running()
    cluster.join()
    assert query(cluster, "select number from entered") == [(7,)]


def test_the_portal_is_no_superuser_but_may_install_its_extensions(running):
    query(running, "create extension if not exists pg_trgm")
    query(running, "create extension btree_gist")
    role = "select rolsuper, rolcreatedb from pg_roles where rolname = current_user"
    assert query(running, role) == [(False, True)]


def test_letters_outside_english_have_upper_case(running):
    assert query(running, "select upper('æøåšŋ')") == [("ÆØÅŠŊ",)]


def test_letters_outside_english_have_trigrams(running):
    """A word of five letters has six; characters that are no letters have none."""
    query(running, "create extension if not exists pg_trgm")
    assert query(running, "select cardinality(show_trgm('æøåšŋ'))") == [(6,)]


def test_the_server_answers_on_no_network_address(running):
    assert query(running, "show listen_addresses") == [("",)]


def test_only_the_servers_account_may_enter_its_folders(running):
    modes = {f.stat().st_mode & 0o777 for f in (running.data, running.socket_folder)}
    assert modes == {0o700}


def test_the_server_never_runs_as_root(running):
    owner = running.data.stat().st_uid
    assert owner != 0
    if Path("/proc").exists():
        assert Path(f"/proc/{server_process(running)}").stat().st_uid == owner


def test_a_process_that_joins_late_keeps_the_server_running(cluster):
    cluster.join()
    with other_user(cluster) as other:
        assert other.stdout.readline().strip() == cluster.url
        assert not cluster.leave()
        assert cluster.is_running()
        assert other.communicate("leave\n")[0].strip() == "True"
    assert not cluster.is_running()


def test_a_killed_user_does_not_keep_the_server_running(cluster):
    cluster.join()
    with other_user(cluster) as other:
        other.stdout.readline()
        other.kill()
    assert cluster.leave()
    assert not cluster.is_running()


def test_two_processes_that_start_at_once_share_one_server(cluster):
    with other_user(cluster) as one, other_user(cluster) as other:
        urls = {one.stdout.readline().strip(), other.stdout.readline().strip()}
        left = {process.communicate("leave\n")[0].strip() for process in (one, other)}
    assert urls == {cluster.url}
    assert "True" in left
    assert not cluster.is_running()


def test_a_making_that_was_cut_short_is_begun_again(cluster):
    (cluster.state / "data.unfinished/base").mkdir(parents=True)
    cluster.join()
    assert query(cluster, "select current_database()") == [("kslisens",)]


def test_a_process_number_given_to_another_program_since_does_not_stand_in_the_way(cluster):
    cluster.join()
    kill(cluster)
    account = place.server_account()
    identity = {"user": account.pw_uid, "group": account.pw_gid} if account else {}
    with subprocess.Popen(["sleep", "60"], **identity) as stranger:
        for lock in (
            cluster.data / "postmaster.pid",
            *cluster.socket_folder.glob(".s.PGSQL.*.lock"),
        ):
            lines = lock.read_text().splitlines(keepends=True)
            lock.write_text(f"{stranger.pid}\n" + "".join(lines[1:]))
        cluster.join()
        assert cluster.is_running()
        stranger.kill()


def test_data_of_another_postgresql_is_left_alone_and_named(cluster):
    cluster.join()
    cluster.leave()
    (cluster.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(PrivateDatabaseError, match="made by PostgreSQL 9, which is not installed"):
        cluster.join()
    assert (cluster.data / "PG_VERSION").read_text() == "9\n"


def test_a_socket_too_deep_in_the_file_system_moves_to_a_short_folder(folder):
    cluster = Cluster(folder / ("deep" * 30) / "postgres", {"fsync": "off"})
    try:
        cluster.join()
        assert cluster.socket_folder.parent == place.SHORT_FOLDER
        assert query(cluster, "select 1") == [(1,)]
    finally:
        cluster.remove()
    assert not cluster.socket_folder.exists()


def test_a_socket_folder_that_somebody_else_laid_there_is_refused(cluster, folder):
    trap = folder / "trap"
    trap.mkdir()
    cluster.state.mkdir()
    cluster.socket_folder.symlink_to(trap)
    with pytest.raises(PrivateDatabaseError, match="must be a folder that belongs to"):
        cluster.join()
    assert list(trap.iterdir()) == []


def test_a_machine_without_postgresql_is_notified_what_to_do(folder, monkeypatch):
    monkeypatch.setenv("PG_BINDIR", str(folder))
    with pytest.raises(PrivateDatabaseError, match="No PostgreSQL server 15 or newer"):
        binaries.find()
