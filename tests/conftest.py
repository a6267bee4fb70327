"""What every test may use: the cast, signed-in clients, and the work of the worker."""

import pytest
from django.conf import settings as project
from django.core.cache import cache
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client, override_settings
from django_tasks_db.models import DBTaskResult

from tests.cast import assemble


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Hashing is slow on purpose; tests sign in often."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True, scope="session")
def archive_of_the_tests(tmp_path_factory):
    """Documents issued in tests do not lie among those of the installation."""
    archive = project.STORAGES["documents"]
    options = archive["OPTIONS"] | {"location": tmp_path_factory.mktemp("documents")}
    storages = project.STORAGES | {"documents": archive | {"OPTIONS": options}}
    with override_settings(STORAGES=storages):
        yield


@pytest.fixture(autouse=True, scope="session")
def emptying_after_a_test_is_no_act():
    """Tables are truncated after a test that commits; the ledger refuses it to everybody else."""
    flush = DatabaseOperations.execute_sql_flush

    def past_triggers(operations, statements):
        return flush(operations, ["SET LOCAL session_replication_role = replica", *statements])

    DatabaseOperations.execute_sql_flush = past_triggers
    yield
    DatabaseOperations.execute_sql_flush = flush


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
    """Do what waits in the task queue, as the worker process would."""

    def run():
        for waiting in DBTaskResult.objects.ready().order_by("enqueued_at"):
            waiting.task.call(*waiting.args_kwargs["args"], **waiting.args_kwargs["kwargs"])
            waiting.delete()

    return run
