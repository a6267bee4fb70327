"""Who approves in an approver's place while the approver is away."""

from datetime import timedelta

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from municipalities.constraints import all_or_none
from municipalities.people.models import User
from municipalities.register.models import Organisation

MAX_DELEGATION_DAYS = 90
"""How long a stand-in has another's order limit at a time, both days included.

Long enough for a summer or a short leave. Whoever is away for longer no longer decides about
orders: then a colleague needs an order limit of their own, which an administrator gives.
"""

MIN_PAUSE_DAYS = 30
"""Days of the same two people with fewer days than this between them count as one time."""

DELEGATION_IS_NOT_CHAINED = pgtrigger.Trigger(
    # The lock: of two named at once the second counts the first. Of what is revoked, the days
    # that were used count: else a period would be revoked near its end and named anew
    name="delegation_is_not_chained",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition("NEW.revoked_at IS NULL"),
    func=f"""
        PERFORM FROM municipalities_organisation WHERE id = NEW.organisation_id FOR NO KEY UPDATE;
        IF EXISTS (
            WITH days AS (
                SELECT DISTINCT d.starts_on + n AS day
                FROM agreements_approvaldelegation d, LATERAL generate_series(0, LEAST(
                    d.ends_on, (d.revoked_at AT TIME ZONE 'Europe/Oslo')::date
                ) - d.starts_on) n
                WHERE (d.organisation_id, d.approver_id, d.delegate_id)
                    = (NEW.organisation_id, NEW.approver_id, NEW.delegate_id)
            ), marked AS (
                SELECT day, day - LAG(day) OVER (ORDER BY day) > {MIN_PAUSE_DAYS} AS is_new FROM
                days
            ), times AS (
                SELECT day, COUNT(*) FILTER (WHERE is_new) OVER (ORDER BY day) AS time FROM marked
            )
            SELECT FROM times GROUP BY time
            HAVING COUNT(*) > {MAX_DELEGATION_DAYS} AND bool_or(day = NEW.starts_on)
        ) THEN
            RAISE EXCEPTION 'delegation_is_not_chained' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    """,  # noqa: S608 - two numbers from above
)


@pghistory.track()
class ApprovalDelegation(models.Model):
    """An approver's place is taken by a colleague from one day to another, both included.

    The colleague may then approve what the approver's order limit allows, for at most
    MAX_DELEGATION_DAYS without a pause of MIN_PAUSE_DAYS, and is named by somebody else. It is
    revoked, never changed or deleted; what was named before these rules stands as it did, too long
    only revoked.
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
                name="delegation_is_not_named_by_its_delegate",
                condition=~Q(named_by=F("delegate")) | Q(revoked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="delegation_lasts_at_most_90_days",
                condition=Q(ends_on__lt=F("starts_on") + timedelta(days=MAX_DELEGATION_DAYS))
                | Q(revoked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="delegation_revoked_by_someone",
                condition=all_or_none("revoked_at", "revoked_by"),
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
            DELEGATION_IS_NOT_CHAINED,
        ]

    def __str__(self) -> str:
        return f"{self.delegate}: {self.approver}"
