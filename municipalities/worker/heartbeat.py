"""The signs of life of a worker, written beside its work so that a long task stops none."""

import logging
from datetime import datetime
from threading import Event, Thread

from django.db import close_old_connections, connection
from django.utils import timezone

from municipalities.worker.models import WorkerHeartbeat
from municipalities.worker.sweeping import DEAD_AFTER, sweep

logger = logging.getLogger(__name__)

BEAT_SECONDS = 10


class Heart:
    """Beats in a thread of its own while its worker works, and sweeps up after dead ones."""

    def __init__(self, worker_id) -> None:
        self.worker_id = worker_id
        self.started_at = timezone.now()
        self._has_missed_a_beat = False
        self._ends = Event()
        self._thread = Thread(target=self._beat_on, name="heart", daemon=True)

    def __enter__(self):
        self.beat()
        self._thread.start()
        return self

    def __exit__(self, *reason) -> None:
        self._ends.set()
        self._thread.join()

    def beat(self) -> None:
        """Write that the worker lives."""
        WorkerHeartbeat.objects.update_or_create(
            worker_id=self.worker_id,
            defaults={"seen_at": timezone.now()},
            create_defaults={"started_at": self.started_at, "seen_at": timezone.now()},
        )

    def _beat_on(self) -> None:
        try:
            while True:
                self._beat_and_sweep()
                if self._ends.wait(BEAT_SECONDS):
                    return
        finally:
            connection.close()

    def _beat_and_sweep(self) -> None:
        """One beat; a database that is away for a while must not stop the heart.

        When it is back, the others get time to beat too before anybody counts as dead.
        """
        close_old_connections()
        try:
            self.beat()
        except Exception:
            logger.exception("The worker's heartbeat could not be written.")
            connection.close()
            self._has_missed_a_beat = True
            return
        if self._has_missed_a_beat:
            self._has_missed_a_beat = False
        else:
            sweep(timezone.now())


def last_seen():
    """When any worker was last seen; None when there never was one."""
    newest = WorkerHeartbeat.objects.first()
    return newest and newest.seen_at


def is_alive(seen_at, *, now: datetime):
    """Whether a worker that was seen at a moment counts as living."""
    return seen_at is not None and seen_at > now - DEAD_AFTER
