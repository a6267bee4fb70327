"""By what right organisations may join: the notice, and whom it covers."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.frameworks.models.framework import FrameworkAgreement
from municipalities.register.models import Organisation


@pghistory.track()
class EligibilityBasis(models.Model):
    """The notice behind a framework agreement, and the organisations it covers.

    Only bodies that the notice names, one by one or as a class, may use the agreement (directive
    2014/24 art. 33; CJEU C-216/17). The largest value and quantity it states are Ceilings.
    """

    framework = models.OneToOneField(
        FrameworkAgreement,
        models.PROTECT,
        related_name="basis",
        verbose_name=_("framework agreement"),
    )
    notice_reference = models.CharField(
        _("notice"), max_length=100, help_text=_("The number in Doffin or TED.")
    )
    notice_date = models.DateField(_("date of the notice"))
    covered_kinds = ArrayField(
        models.CharField(max_length=20, choices=Organisation.Kind),
        default=list,
        blank=True,
        verbose_name=_("kinds the notice covers"),
    )
    covered_organisations = models.ManyToManyField(
        Organisation,
        related_name="+",
        blank=True,
        verbose_name=_("organisations the notice names"),
    )

    class Meta:
        verbose_name = _("eligibility basis")
        verbose_name_plural = _("eligibility bases")

    def __str__(self) -> str:
        return self.notice_reference
