"""When each worker process was last seen."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkerHeartbeat(models.Model):
    """A sign of life of a worker process, written every few seconds while it lives.

    `worker_id` is the one that the rows of the task queue name. A worker that ends in good order
    keeps its row, so that one sees when there last was one.
    """

    worker_id = models.CharField(_("worker"), max_length=64, unique=True)
    started_at = models.DateTimeField(_("started"))
    seen_at = models.DateTimeField(_("last seen"))

    class Meta:
        ordering = ["-seen_at"]
        verbose_name = _("worker heartbeat")
        verbose_name_plural = _("worker heartbeats")
        constraints = [
            models.CheckConstraint(
                name="worker_heartbeat_seen_after_it_started",
                condition=models.Q(seen_at__gte=models.F("started_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.worker_id
