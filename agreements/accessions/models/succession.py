"""What an organisation took over from another in a reform."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreements.accessions.models.accession import Accession


@pghistory.track()
class AccessionSuccession(models.Model):
    """An accession goes on, wholly or in part, in that of a successor.

    Several can go on in one, and one in several. The row goes when the reform is reversed.
    """

    predecessor = models.ForeignKey(
        Accession, models.PROTECT, related_name="successions", verbose_name=_("predecessor")
    )
    successor = models.ForeignKey(
        Accession, models.PROTECT, related_name="inheritances", verbose_name=_("successor")
    )

    class Meta:
        verbose_name = _("succession of an accession")
        verbose_name_plural = _("successions of accessions")
        constraints = [
            models.UniqueConstraint(
                name="accession_succession_once", fields=["predecessor", "successor"]
            ),
            models.CheckConstraint(
                name="accession_succession_is_between_two",
                condition=~Q(predecessor=F("successor")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
