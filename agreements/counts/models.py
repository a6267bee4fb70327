"""What an organisation has counted that it uses."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.catalogue.models import Product
from agreements.segments.models import Segment
from municipalities.people.models import User
from municipalities.register.models import Organisation


class LicenceCount(models.Model):
    """How many of a product are in use in a part of an organisation, as counted on a day (telling).

    The latest count of a part is the one that holds, until the part is closed; the database refuses
    update and delete, and a wrong count is mended by a new one of the same day.
    """

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="licence_counts",
        verbose_name=_("organisation"),
    )
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="licence_counts", verbose_name=_("product")
    )
    segment = models.ForeignKey(
        Segment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("segment"),
        help_text=_("Empty: what is in no segment."),
    )
    counted_on = models.DateField(_("counted on"))
    quantity = models.PositiveIntegerField(_("in use"))
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )

    class Meta:
        ordering = ["-counted_on", "-pk"]
        verbose_name = _("count of licences in use")
        verbose_name_plural = _("counts of licences in use")
        indexes = [
            models.Index(
                name="licence_count_latest",
                fields=["organisation", "product", "segment", "-counted_on", "-id"],
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="licence_count_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
            pgtrigger.Trigger(
                name="licence_count_segment_of_its_organisation",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.segment_id IS NOT NULL"),
                func="""
                    IF NOT EXISTS (
                        SELECT FROM agreements_segment s
                        WHERE s.id = NEW.segment_id AND s.organisation_id = NEW.organisation_id
                    ) THEN
                        RAISE EXCEPTION 'licence_count_segment_of_its_organisation'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product}, {self.counted_on}"
