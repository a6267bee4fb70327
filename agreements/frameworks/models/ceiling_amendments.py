"""A ceiling's maximum moved: proposed by one case officer with a reason, confirmed by another."""

from decimal import Decimal

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from agreements.frameworks.models.ceilings import Ceiling
from municipalities.people.models import User


def _is_same(old, new, *, nothing) -> Q:
    """Whether two columns are equal; an empty one is `nothing`, which no column holds."""
    return Q(Exact(Coalesce(old, Value(nothing)), Coalesce(new, Value(nothing))))


class CeilingAmendment(models.Model):
    """Another maximum of a ceiling of an announced framework agreement.

    It holds when a second case officer has confirmed it; until then anybody of KS may take it
    back. Values are net kroner, quantities units; empty where no maximum is stated. A trigger on
    the ceiling refuses a new maximum without its confirmed amendment.
    """

    ceiling = models.ForeignKey(
        Ceiling, models.PROTECT, related_name="amendments", verbose_name=_("ceiling")
    )
    old_value = models.DecimalField(
        _("maximum value before"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    new_value = models.DecimalField(
        _("maximum value afterwards"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    old_quantity = models.PositiveBigIntegerField(
        _("maximum quantity before"), null=True, blank=True
    )
    new_quantity = models.PositiveBigIntegerField(
        _("maximum quantity afterwards"), null=True, blank=True
    )
    reason = models.TextField(_("reason"), max_length=1000)
    proposed_at = models.DateTimeField(_("proposed"))
    proposed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("withdrawn by"),
    )

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        verbose_name = _("amendment of a ceiling")
        verbose_name_plural = _("amendments of ceilings")
        constraints = [
            models.CheckConstraint(name="ceiling_amendment_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="ceiling_amendment_changes_something",
                condition=~(
                    _is_same("old_value", "new_value", nothing=Decimal(-1))
                    & _is_same("old_quantity", "new_quantity", nothing=-1)
                ),
                violation_error_message=_("Neither of the maximums is new."),
                violation_error_code="nothing_to_amend",
            ),
            models.CheckConstraint(
                name="ceiling_amendment_needs_a_second_officer",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="ceiling_amendment_decided_in_full",
                condition=Q(confirmed_at=None, confirmed_by=None)
                & Q(withdrawn_at=None, withdrawn_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False)
                & Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & Q(confirmed_at=None, confirmed_by=None),
            ),
            models.UniqueConstraint(
                name="ceiling_amendment_one_at_a_time",
                fields=["ceiling"],
                condition=Q(confirmed_at=None, withdrawn_at=None),
                violation_error_message=_(
                    "Another maximum is already proposed. Have it confirmed or withdrawn first."
                ),
                violation_error_code="already_proposed",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="ceiling_amendment_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="ceiling_amendment_is_decided_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                declare=[("decision", "text[]")],
                func="""
                    decision := ARRAY[
                        'confirmed_at', 'confirmed_by_id', 'withdrawn_at', 'withdrawn_by_id'
                    ];
                    IF OLD.confirmed_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL
                        OR to_jsonb(OLD) - decision <> to_jsonb(NEW) - decision
                    THEN
                        RAISE EXCEPTION 'ceiling_amendment_is_decided_once'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ceiling}: {self.reason}"

    @property
    def is_waiting(self) -> bool:
        """Whether it is neither confirmed nor taken back."""
        return self.confirmed_at is None and self.withdrawn_at is None
