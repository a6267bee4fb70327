"""The demonstration, loaded once for the tests of a module and gone after them."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from tests import agreement_factories as make


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The register and the demonstration in the database; what load_demo said.

    The tests' own transactions are savepoints within this one.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        make.vat_rate()
        call_command("load_register", stdout=StringIO())
        out = StringIO()
        call_command("load_demo", stdout=out)
        yield out.getvalue()
        transaction.set_rollback(True)
