"""By what right organisations may join: the notice, whom it covers, and how much it allows."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreements.frameworks.models.framework import FrameworkAgreement
from municipalities.register.models import Organisation


@pghistory.track()
class EligibilityBasis(models.Model):
    """The notice behind a framework agreement, and the organisations it covers.

    Only bodies that the notice names, one by one or as a class, may use the agreement, and it
    states the largest value and quantity (directive 2014/24 art. 33; CJEU C-216/17, C-23/20).
    Values are kroner without VAT for the whole term, options included.
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
    estimated_value = models.DecimalField(
        _("estimated value"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    maximum_value = models.DecimalField(
        _("maximum value"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    estimated_quantity = models.PositiveIntegerField(_("estimated quantity"), null=True, blank=True)
    maximum_quantity = models.PositiveIntegerField(_("maximum quantity"), null=True, blank=True)

    class Meta:
        verbose_name = _("eligibility basis")
        verbose_name_plural = _("eligibility bases")
        constraints = [
            models.CheckConstraint(
                name="eligibility_basis_estimate_within_maximum_value",
                condition=Q(estimated_value=None)
                | Q(maximum_value=None)
                | Q(estimated_value__lte=F("maximum_value")),
                violation_error_message=_("The estimate cannot be above the maximum."),
            ),
            models.CheckConstraint(
                name="eligibility_basis_estimate_within_maximum_quantity",
                condition=Q(estimated_quantity=None)
                | Q(maximum_quantity=None)
                | Q(estimated_quantity__lte=F("maximum_quantity")),
                violation_error_message=_("The estimate cannot be above the maximum."),
            ),
        ]

    def __str__(self):
        return self.notice_reference
