"""Every act on an order asks the database as often for one line as for twenty-five."""

import re
from functools import partial

import pytest

from municipalities.confirmation import SEEN
from tests.architecture import asking
from tests.architecture.acts import ACTS
from tests.confirming import seen_in
from tests.query_counts import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.load]

MANY_LINES = 25
AT_MOST = {"order_again": 40, "order_template_use": 40}
"""How many queries filling a basket may take; it took 15 a line once."""
WRITES = re.compile(r'(INSERT INTO|UPDATE) "agreements_')


@pytest.mark.parametrize("name", ACTS)
def test_an_act_asks_as_often_for_many_lines_as_for_one(scene, visitors, name):
    person, prepare = ACTS[name]

    def act_on(number):
        """What the act asks of so many lines, from what will happen to what is done."""
        request = prepare(scene, number)
        queries, answer = queries_of(partial(send, request))
        assert answer.status_code == 302, asking.text_of(answer)
        assert any(WRITES.search(sql) for sql in queries), "It was refused."
        return queries

    def send(request):
        answer = visitors[person].send("post", request.url, request.data)
        if seen := seen_in(answer):
            answer = visitors[person].send("post", request.url, {**request.data, SEEN: seen})
        return answer

    act_on(1)
    few, many = act_on(1), act_on(MANY_LINES)
    more = "\n".join(sorted(set(many) - set(few)))
    assert len(many) == len(few), f"{len(few)} queries became {len(many)}:\n{more}"
    assert len(many) <= AT_MOST.get(name, len(many))
