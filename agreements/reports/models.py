"""Batches of agreement summaries: one PDF for each member of a framework agreement."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.frameworks.models import FrameworkAgreement
from municipalities.people.models import User
from municipalities.register.models import Organisation


class SummaryBatch(models.Model):
    """The agreement summaries of everyone who had joined a framework agreement on a day."""

    framework = models.ForeignKey(
        FrameworkAgreement,
        models.PROTECT,
        related_name="summary_batches",
        verbose_name=_("framework agreement"),
    )
    as_of = models.DateField(_("as of"))
    requested_at = models.DateTimeField(_("requested"))
    requested_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )

    class Meta:
        ordering = ["-requested_at"]
        verbose_name = _("batch of summaries")
        verbose_name_plural = _("batches of summaries")

    def __str__(self) -> str:
        return f"{self.framework}: {self.as_of}"


class SummaryInBatch(models.Model):
    """One organisation's summary: waiting, made (with the hash of its file), or failed.

    `begun_at` is when a worker took it; one that stays begun belonged to a worker that stopped.
    """

    batch = models.ForeignKey(SummaryBatch, models.CASCADE, related_name="summaries")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(_("begun"), null=True, blank=True)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        ordering = ["batch", "organisation"]
        verbose_name = _("summary in a batch")
        verbose_name_plural = _("summaries in batches")
        constraints = [
            models.UniqueConstraint(
                name="summary_once_per_batch", fields=["batch", "organisation"]
            ),
            models.CheckConstraint(
                name="summary_made_or_failed", condition=Q(sha256="") | Q(error="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch}: {self.organisation}"
