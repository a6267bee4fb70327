"""Who approves in an approver's place while the approver is away."""

from datetime import timedelta

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from municipalities.people.models import User
from municipalities.register.models import Organisation

LONGEST_DAYS = 90
"""How long a stand-in has another's order limit at a time, both days included.

Long enough for a summer or a short leave. Whoever is away for longer no longer decides about
orders: then a colleague needs an order limit of their own, which an administrator gives.
"""


@pghistory.track()
class ApprovalDelegation(models.Model):
    """An approver's place is taken by a colleague from one day to another, both included.

    The colleague may then approve what the approver's order limit allows, for at most
    LONGEST_DAYS, and is named by somebody else. It is revoked, never changed or deleted; what was
    named before those two rules stands only as revoked.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    approver = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("who is away")
    )
    delegate = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("who stands in")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    named_at = models.DateTimeField(_("named"))
    named_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("named by"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("revoked by"),
    )

    class Meta:
        ordering = ["starts_on", "pk"]
        verbose_name = _("stand-in of an approver")
        verbose_name_plural = _("stand-ins of approvers")
        constraints = [
            models.CheckConstraint(
                name="delegation_is_to_someone_else",
                condition=~Q(delegate=F("approver")),
                violation_error_message=_("Choose a colleague who stands in, not the same person."),
            ),
            models.CheckConstraint(
                name="delegation_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                name="delegation_is_not_named_by_who_gains",
                condition=~Q(named_by=F("delegate")) | Q(revoked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="delegation_lasts_at_most_90_days",
                condition=Q(ends_on__lt=F("starts_on") + timedelta(days=LONGEST_DAYS))
                | Q(revoked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="delegation_revoked_by_someone",
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
            ExclusionConstraint(
                name="delegation_one_at_a_time",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("approver", RangeOperators.EQUAL),
                    (
                        Func(
                            "starts_on",
                            "ends_on",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(revoked_at=None),
                violation_error_message=_("Somebody stands in on some of these days already."),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="delegation_is_frozen", exclude=["revoked_at", "revoked_by"]),
            pgtrigger.Protect(
                name="delegation_is_revoked_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.revoked_at IS NOT NULL"),
            ),
            pgtrigger.Protect(name="delegation_is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.delegate}: {self.approver}"
