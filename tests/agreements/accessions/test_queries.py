import pytest

from agreements.accessions.queries import with_member_count
from agreements.frameworks.queries import frameworks_with_parties
from tests import agreement_factories as make

pytestmark = pytest.mark.django_db


def test_frameworks_with_their_members_come_by_name(cast, accession):
    accession.framework.name = "Programvare"
    accession.framework.save()
    make.framework(name="Linux", supplier=accession.framework.supplier)
    counted = with_member_count(frameworks_with_parties())
    assert [(one.name, one.member_count) for one in counted] == [("Linux", 0), ("Programvare", 1)]
    assert counted.ordered
