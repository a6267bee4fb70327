"""The parts of an organisation that orders are for."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from municipalities.register.models import Organisation


@pghistory.track()
class Segment(models.Model):
    """A part of an organisation that licences are for, with its own contact: school, health.

    One that is no longer used is closed; orders keep the name they were placed under.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="segments", verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=60)
    contact_name = models.CharField(_("contact"), max_length=100)
    contact_email = models.EmailField(_("the contact's e-mail address"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("name"),
                name="segment_name_once",
                condition=Q(closed_at=None),
                violation_error_message=_("There is a segment of this name."),
            ),
            models.CheckConstraint(name="segment_has_a_name", condition=~Q(name="")),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="segment_keeps_its_organisation", fields=["organisation"]),
            pgtrigger.Protect(name="segment_is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.name
