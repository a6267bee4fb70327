"""Real workers, killed in the middle: each order is sent once or stands before a person.

The suite does a part of it; all of it is done with the variables ORDERS=60 and KILLS=15.
"""

import logging
import os
import re
import time
from collections import Counter

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from agreements.dispatch.queries import MAX_SENDING_TIME, unfinished_dispatches
from agreements.dispatch.sending import approve_and_send
from municipalities.models import OutgoingMessage
from municipalities.outbox.queries import stuck_messages
from tests import agreement_factories as make
from tests.mail_server import MailServer
from tests.worker_process import expire_heartbeats, is_done, kill, wait_until, worker

logger = logging.getLogger(__name__)

pytestmark = [
    pytest.mark.load,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]

ORDERS, KILLS = int(os.environ.get("ORDERS", "12")), int(os.environ.get("KILLS", "4"))
BETWEEN_KILLS = ORDERS // (KILLS + 1)
RESELLER = b"To: ordre@fjordforhandleren.example"


@pytest.fixture
def server(settings):
    """A mail server that takes a moment, so that a worker can be killed while it talks to it."""
    server = MailServer()
    server.seconds_to_take = 0.03
    settings.MAILERS = server.mailers
    yield server
    server.stop()


@pytest.fixture
def numbers(cast, agreement, office):
    """Approved orders that wait for a worker, by number."""
    nordvik = cast.nordvik
    orders = [
        make.order(agreement, by=nordvik.orderer, lines={office: 1}) for _each in range(ORDERS)
    ]
    DBTaskResult.objects.all().delete()
    for order in orders:
        approve_and_send(order, by=nordvik.approver, now=timezone.now())
    return [order.number for order in orders]


def arrived(server):
    """How often each order has arrived at the reseller, by number."""
    return Counter(
        re.search(rb"Subject: Ny bestilling (\S+)", taken).group(1).decode()
        for taken in list(server.taken)
        if RESELLER in taken
    )


def test_each_order_is_sent_once_or_stands_before_a_person(numbers, server):
    for turn in range(KILLS):
        with worker() as process:
            goal = len(arrived(server)) + BETWEEN_KILLS
            wait_until(lambda goal=goal: len(arrived(server)) >= goal or is_done())
            time.sleep(turn * 0.01)
            kill(process)
        expire_heartbeats()
    with worker():
        wait_until(is_done)
    later = timezone.now() + MAX_SENDING_TIME
    sent = arrived(server)
    unsent = unfinished_dispatches(later)
    on_the_list = {row.order.number for row in unsent if row.is_stuck}
    assert max(sent.values()) == 1
    assert [one for one in numbers if one not in sent and one not in on_the_list] == []
    told_of = {row.order.number for row in unsent}
    letters = Counter(OutgoingMessage.objects.values_list("recipient", "subject"))
    assert set(letters.values()) == {1}
    assert len(letters) == 2 * (ORDERS - len(told_of))
    waiting = OutgoingMessage.objects.filter(sent_at=None)
    assert set(waiting) <= set(stuck_messages(later))
    logger.info(
        "%s orders, %s kills: %s arrived once, %s before a person",
        *(ORDERS, KILLS, len(sent), len(on_the_list)),
    )
