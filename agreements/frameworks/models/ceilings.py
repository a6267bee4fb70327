"""How much may be bought: the parts of a framework agreement, and their ceilings."""

from decimal import Decimal

import pghistory
import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreements.frameworks.models.framework import FrameworkAgreement
from agreements.frameworks.triggers import CEILING_MOVES_BY_AMENDMENT
from municipalities.people.models import User

NEARLY_SPENT = Decimal("0.9")
"""The share of the estimate, or of the most where none is stated, from which KS is warned."""


@pghistory.track()
class Lot(models.Model):
    """A part of a framework agreement with a ceiling of its own (delkontrakt)."""

    framework = models.ForeignKey(
        FrameworkAgreement,
        models.PROTECT,
        related_name="lots",
        verbose_name=_("framework agreement"),
    )
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        ordering = ["framework", "number"]
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        constraints = [
            models.UniqueConstraint(
                # At the end of a statement, so that two lots of a draft can change numbers
                name="lot_number_once",
                fields=["framework", "number"],
                deferrable=models.Deferrable.IMMEDIATE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


@pghistory.track()
class Ceiling(models.Model):
    """The most that may be bought under a framework agreement, or under one of its lots.

    The notice states the largest value and quantity; when it is reached, the agreement is spent
    (CJEU C-216/17, C-23/20). Values are net kroner for the whole term, options included;
    quantities are units of whatever is ordered. `used_*` counts every order that is submitted
    and not taken back. `extra_*` is what KS has let through beyond the maximum, each with a
    reason: the sum of its CeilingOverrides.
    """

    framework = models.ForeignKey(
        FrameworkAgreement,
        models.PROTECT,
        related_name="ceilings",
        verbose_name=_("framework agreement"),
    )
    lot = models.OneToOneField(
        Lot,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ceiling",
        verbose_name=_("lot"),
        help_text=_("Empty: the ceiling of the whole framework agreement."),
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
    estimated_quantity = models.PositiveBigIntegerField(
        _("estimated quantity"), null=True, blank=True
    )
    maximum_quantity = models.PositiveBigIntegerField(_("maximum quantity"), null=True, blank=True)
    extra_value = models.DecimalField(
        _("let through beyond the maximum value"), max_digits=16, decimal_places=2, default=0
    )
    extra_quantity = models.PositiveBigIntegerField(
        _("let through beyond the maximum quantity"), default=0
    )
    used_value = models.DecimalField(_("ordered value"), max_digits=18, decimal_places=2, default=0)
    used_quantity = models.PositiveBigIntegerField(_("ordered quantity"), default=0)

    class Meta:
        ordering = ["framework", F("lot__number").asc(nulls_first=True)]
        verbose_name = _("ceiling")
        verbose_name_plural = _("ceilings")
        constraints = [
            models.UniqueConstraint(
                name="ceiling_one_per_framework",
                fields=["framework"],
                condition=Q(lot=None),
            ),
            models.CheckConstraint(
                name="ceiling_estimate_within_maximum",
                condition=Q(
                    Q(estimated_value=None)
                    | Q(maximum_value=None)
                    | Q(estimated_value__lte=F("maximum_value")),
                    Q(estimated_quantity=None)
                    | Q(maximum_quantity=None)
                    | Q(estimated_quantity__lte=F("maximum_quantity")),
                ),
                violation_error_message=_("The estimate cannot be above the maximum."),
            ),
            models.CheckConstraint(
                name="ceiling_value_is_not_broken",
                condition=Q(used_value__gte=0)
                & (
                    Q(maximum_value=None) | Q(used_value__lte=F("maximum_value") + F("extra_value"))
                ),
                violation_error_message=_("More is ordered already than the maximum value."),
            ),
            models.CheckConstraint(
                name="ceiling_quantity_is_not_broken",
                condition=Q(maximum_quantity=None)
                | Q(used_quantity__lte=F("maximum_quantity") + F("extra_quantity")),
                violation_error_message=_("More is ordered already than the maximum quantity."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="ceiling_lot_in_framework",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.lot_id IS NOT NULL"),
                func="""
                    IF NOT EXISTS (
                        SELECT FROM agreements_lot l
                        WHERE l.id = NEW.lot_id AND l.framework_id = NEW.framework_id
                    ) THEN
                        RAISE EXCEPTION 'ceiling_lot_in_framework'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            CEILING_MOVES_BY_AMENDMENT,
        ]

    def __str__(self) -> str:
        return f"{self.framework}, {self.lot}" if self.lot else str(self.framework)

    @property
    def allowed_value(self) -> Decimal | None:
        """The most that may be ordered now, net kroner; None where no maximum is stated."""
        return None if self.maximum_value is None else self.maximum_value + self.extra_value

    @property
    def allowed_quantity(self) -> int | None:
        """The most units that may be ordered now; None where no maximum is stated."""
        if self.maximum_quantity is None:
            return None
        return self.maximum_quantity + self.extra_quantity

    @property
    def states_a_value(self) -> bool:
        """Whether an estimate or a maximum in kroner is stated."""
        return self.estimated_value is not None or self.maximum_value is not None

    @property
    def states_a_quantity(self) -> bool:
        """Whether an estimate or a maximum in units is stated."""
        return self.estimated_quantity is not None or self.maximum_quantity is not None

    @property
    def value_warning(self):
        """The ordered value from which the ceiling is nearly spent; None where none is stated."""
        return _share_of(self.estimated_value, self.allowed_value)

    @property
    def quantity_warning(self):
        """The ordered units from which the ceiling is nearly spent; None where none is stated."""
        return _share_of(self.estimated_quantity, self.allowed_quantity)

    @property
    def value_danger(self):
        """The ordered value from which little is left of the most."""
        return _share_of(self.allowed_value)

    @property
    def quantity_danger(self):
        """The ordered units from which little is left of the most."""
        return _share_of(self.allowed_quantity)

    @property
    def is_nearly_spent(self) -> bool:
        """Whether KS is warned, by value or by quantity."""
        pairs = (
            (self.used_value, self.value_warning),
            (self.used_quantity, self.quantity_warning),
        )
        return any(limit is not None and used >= limit for used, limit in pairs)


def _share_of(*limits):
    """NEARLY_SPENT of the first limit that is stated; None where none is."""
    stated = next((limit for limit in limits if limit is not None), None)
    return None if stated is None else stated * NEARLY_SPENT


class CeilingOverride(models.Model):
    """KS let more be ordered than the maximum, with a reason. Append-only."""

    ceiling = models.ForeignKey(
        Ceiling, models.PROTECT, related_name="overrides", verbose_name=_("ceiling")
    )
    extra_value = models.DecimalField(
        _("more value, net kroner"),
        max_digits=16,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
    )
    extra_quantity = models.PositiveIntegerField(_("more units"), default=0)
    reason = models.TextField(_("reason"))
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = _("override of a ceiling")
        verbose_name_plural = _("overrides of ceilings")
        constraints = [
            models.CheckConstraint(
                name="ceiling_override_is_not_empty",
                condition=Q(extra_value__gte=0) & (Q(extra_value__gt=0) | Q(extra_quantity__gt=0)),
                violation_error_message=_("Write how much more may be ordered."),
            ),
            models.CheckConstraint(name="ceiling_override_has_a_reason", condition=~Q(reason="")),
        ]
        triggers = [
            pgtrigger.Protect(
                name="ceiling_override_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ceiling}: {self.reason}"
