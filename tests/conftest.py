"""What every test may use: the cast, signed-in clients, and the work of the worker."""

import gc
from pathlib import Path

import pgtrigger
import pytest
from django.core.cache import cache
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client, override_settings
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult
from hypothesis import is_hypothesis_test
from pytest_django.plugin import blocking_manager_key

from municipalities.mail_hold.place import this_place
from municipalities.models import MailSwitch
from municipalities.outbox.actions import deliver_message
from municipalities.worker.running import run
from tests import databases
from tests.architecture.kept_scene import KeptScene
from tests.archive import archive_in
from tests.cast import assemble

BROWSER = Path(__file__).parent / "browser"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Mark what `make test-fast` leaves out and is known by its place or its make."""
    for item in items:
        if BROWSER in item.path.parents:
            item.add_marker("browser")
        if is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker("property")


def pytest_collection_finish():
    """Spare the garbage collector what is there to the end: modules, models and tests."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    """Delete the databases that the run has made for all its processes."""
    if not is_beside_others(session.config):
        with session.config.stash[blocking_manager_key].unblock():
            databases.drop_what_was_made(folder_of(session.config))


def is_beside_others(config):
    """Whether this is one of several processes that run the tests at once."""
    return hasattr(config, "workerinput")


def folder_of(config):
    """A folder that all processes of the run share."""
    own = config._tmp_path_factory.getbasetemp()
    return own.parent if is_beside_others(config) else own


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request, django_db_modify_db_settings_parallel_suffix, django_db_blocker
):
    """Processes beside each other run the migrations once; each begins with a copy."""
    if is_beside_others(request.config):
        with django_db_blocker.unblock():
            tables = databases.made_once(folder_of(request.config), "tables", databases.migrate)
        connection.settings_dict["TEST"]["TEMPLATE"] = tables


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Have mail leave, in a copy too."""
    with django_db_blocker.unblock():
        databases.begin_here()


@pytest.fixture(scope="session")
def kept_scene(request, django_db_setup, django_db_blocker):
    """tests/architecture/scene.py in a database of this process."""
    with django_db_blocker.unblock():
        tables = connection.settings_dict["TEST"].get("TEMPLATE", connection.settings_dict["NAME"])
        scene = KeptScene(folder_of(request.config), tables)
        yield scene
        databases.drop(scene.database)


@pytest.fixture(scope="module")
def scene(kept_scene, django_db_blocker):
    """The scene; what a module's tests change is rolled back after each, and after the module."""
    with django_db_blocker.unblock(), kept_scene.opened() as scene:
        yield scene


@pytest.fixture(autouse=True, scope="session")
def quick_passwords():
    """Hashing is slow on purpose; tests, and what is set up for many of them, sign in often."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def nobody_has_chosen_a_language():
    """A page leaves its language behind in the thread; the next test begins without."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True, scope="session")
def tables_are_emptied_between_tests():
    """The ledger refuses to be emptied; the clean-up after a test with commits may do it."""
    empty = DatabaseOperations.execute_sql_flush

    def empty_all(operations, statements):
        with pgtrigger.ignore("agreements.LedgerEntry:ledger_is_never_truncated"):
            empty(operations, statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", empty_all)
        yield


@pytest.fixture(autouse=True, scope="session")
def archive_of_the_tests(tmp_path_factory):
    """Documents issued in tests do not lie among those of the installation."""
    with archive_in(tmp_path_factory.mktemp("documents")):
        yield


@pytest.fixture(autouse=True)
def nobody_has_tried_before():
    """Sign-ups and sign-ins are counted in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture
def cast(db):
    """The named cast of tests/cast.py."""
    return assemble()


@pytest.fixture
def signed_in():
    """A client in which a person has signed in."""

    def sign_in(person):
        client = Client()
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def run_tasks(db):
    """Do what waits in the task queue, and send the mail it writes, as the worker would."""

    def run_all():
        for waiting in list(_ready()):
            _do(waiting)
            for letter in _ready().filter(task_path=deliver_message.module_path):
                _do(letter)

    return run_all


def _ready():
    return DBTaskResult.objects.ready().order_by("enqueued_at")


def _do(waiting):
    if DBTaskResult.objects.filter(pk=waiting.pk).exists():
        waiting.claim("the tests")
        run(waiting)
        waiting.delete()


@pytest.fixture
def mail_switch(db):
    """The turn of the mail switch that a new database has; a test that empties all takes it too."""
    begun = {"is_held": False, "place": this_place(), "turned_at": timezone.now()}
    return MailSwitch.objects.get_or_create(is_first=True, defaults=begun)[0]
