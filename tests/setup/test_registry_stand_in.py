"""What answers in place of Enhetsregisteret is understood as the registry itself would be."""

import json

import pytest
from urllib3.util.retry import Retry

from kslisens.development import registry_stand_in, serving
from municipalities.registry.enhetsregisteret import Enhetsregisteret
from municipalities.registry.port import Unknown


@pytest.fixture(scope="module")
def stand_in():
    port = serving.free_port()
    with serving.registry_stand_in(port):
        until_it_listens = Retry(connect=20, backoff_factor=0.05)
        address = f"http://{serving.ADDRESS}:{port}/api"
        yield Enhetsregisteret(address, retries=until_it_listens)


def test_what_it_tells_is_understood(stand_in):
    told = registry_stand_in.entities()
    assert len(told) > 600
    invented = [number for number, facts in told.items() if len(facts) > 4 or "UNDER" in str(facts)]
    found = {number: stand_in.look_up(number) for number in {*invented, *list(told)[::20]}}
    assert {answer.notice for answer in found.values()} == {"", "bankruptcy"}
    assert sum(answer.being_deleted for answer in found.values()) == 1
    assert isinstance(stand_in.look_up("991825827"), Unknown)


def test_every_invented_fact_is_about_an_organisation_of_the_register():
    told = json.dumps(list(registry_stand_in.entities().values()), ensure_ascii=False)
    assert [name for name in registry_stand_in.DEMONSTRATION_FACTS if name not in told] == []
