"""KS gets from every case and list to the organisation that it is about."""

import pytest

from tests.architecture import access_matrix as matrix
from tests.architecture import asking
from tests.architecture.addresses import addresses

pytestmark = pytest.mark.django_db

ASK_ABOUT_MANY = {
    "ks_invitations",
    "ks_reminders",
    "ks_accession_terminate",
    "ks_dispatch_mark_sent",
    "ks_reform_new",
    "ks_stopped_work",
    "ks_message_set_aside",
}
"""Names stand in choices there, in what is asked before an act, or in the subjects of mail."""
FILES = ("_csv", "_xlsx", "_zip", "_findings", "_letter", "_letters")
PAGES = [
    address
    for address in addresses()
    if address.name == "work_list" or address.name.startswith("ks_")
    if matrix.PAGES[address.name].get.get(matrix.KARI) == matrix.OPEN
    if address.name not in ASK_ABOUT_MANY and not address.name.endswith(FILES)
]


@pytest.mark.parametrize("address", PAGES, ids=lambda address: address.name)
def test_who_is_named_is_linked(scene, client, address):
    client.force_login(scene.cast.kari)
    page = client.get(asking.url_of(scene, address), {"state": "all"})
    homes = (scene.nordvik.organisation, scene.sorvag.organisation, scene.vestvik)
    named = [home for home in homes if home.name in page.text]
    assert not [home.name for home in named if f'href="{home.get_absolute_url()}"' not in page.text]
