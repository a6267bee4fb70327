"""Where demonstration data is not made. No register here; see test_load_demo for the rest."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agreements.models import FrameworkAgreement, Supplier
from municipalities.models import User
from municipalities.register.loading import load_register
from tests import agreement_factories as make

pytestmark = pytest.mark.django_db


def refusal():
    """What load_demo says when it refuses."""
    with pytest.raises(CommandError) as refused:
        call_command("load_demo")
    return str(refused.value)


def test_an_empty_register_is_refused_with_what_to_do():
    assert refusal() == (
        "The register is empty or incomplete. Run first: python manage.py load_register"
    )
    assert not Supplier.objects.exists()


def test_production_is_refused(settings):
    settings.PRODUCTION = True
    assert refusal() == "This is a production installation: no demonstration data here."
    assert not User.objects.exists()


def test_a_real_agreement_with_the_same_reference_is_left_alone():
    load_register()
    make.framework(reference="microsoft", is_demonstration=False)
    assert refusal() == (
        "There is already a framework agreement called microsoft or linpro that is no "
        "demonstration. Use another database."
    )
    assert FrameworkAgreement.objects.count() == 1


def test_without_accounts_the_list_of_accounts_says_how_to_make_them():
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    assert out.getvalue() == (
        "There are no demonstration accounts. Make them: python manage.py load_demo\n"
    )
