"""The message that takes an order to its reseller, and each attempt to send it."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreements.orders.models.order import Order
from agreements.orders.models.triggers import DISPATCH_OF_A_STOPPED_ORDER_STAYS_HELD
from municipalities.constraints import all_or_none


@pghistory.track()
class Dispatch(models.Model):
    """The message that carries an approved order to the reseller: at most one, ever.

    Claimed before the mail leaves and marked sent after. A claim without either `sent_at` or
    `failed_at` means that the portal stopped in between: a person must find out whether the
    mail arrived, and nothing is sent again by itself. Only what surely never left is tried again
    by itself, at `next_try_at`. What may no longer be ordered is held, with the reason as the buyer
    is told it (dispatch/holds.py): until a case officer releases it, or somebody stops the order.
    """

    order = models.OneToOneField(
        Order, models.PROTECT, related_name="dispatch", verbose_name=_("order")
    )
    recipient = models.EmailField(_("recipient"))
    queued_at = models.DateTimeField(_("queued"))
    claimed_at = models.DateTimeField(_("sending began"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    failed_at = models.DateTimeField(_("failed"), null=True, blank=True)
    next_try_at = models.DateTimeField(_("tried again"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)
    held_at = models.DateTimeField(_("held back"), null=True, blank=True)
    held_reason = models.TextField(_("why it is held back"), blank=True)

    class Meta:
        ordering = ["queued_at"]
        verbose_name = _("dispatch")
        verbose_name_plural = _("dispatches")
        constraints = [
            models.CheckConstraint(
                name="dispatch_claimed_before_its_outcome",
                condition=Q(sent_at=None, failed_at=None) | Q(claimed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="dispatch_sent_or_failed",
                condition=Q(sent_at=None) | Q(failed_at=None),
            ),
            models.CheckConstraint(
                name="dispatch_tried_again_only_unclaimed",
                condition=Q(next_try_at=None) | Q(claimed_at=None),
            ),
            models.CheckConstraint(
                name="dispatch_held_is_neither_sent_nor_failed",
                condition=Q(held_at=None)
                | Q(claimed_at=None, sent_at=None, failed_at=None, next_try_at=None),
            ),
            models.CheckConstraint(
                name="dispatch_held_for_a_reason",
                condition=all_or_none("held_at", texts=["held_reason"]),
            ),
        ]
        triggers = [DISPATCH_OF_A_STOPPED_ORDER_STAYS_HELD]

    def __str__(self) -> str:
        return f"{self.order}: {self.recipient}"


class DeliveryAttempt(models.Model):
    """One attempt to hand the message to the mail server, and what became of it. Append-only."""

    class Outcome(models.TextChoices):
        """What is known after the attempt."""

        SENT = "sent", _("Sent")
        NOT_LEFT = "not_left", _("Did not leave")
        STOPPED = "stopped", _("Stopped before it left")
        DOUBTFUL = "doubtful", _("Nobody knows whether it left")
        HELD = "held", _("Held back")

    dispatch = models.ForeignKey(
        Dispatch, models.PROTECT, related_name="attempts", verbose_name=_("dispatch")
    )
    began_at = models.DateTimeField(_("began"))
    ended_at = models.DateTimeField(_("ended"))
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        ordering = ["began_at", "pk"]
        verbose_name = _("attempt to send")
        verbose_name_plural = _("attempts to send")
        constraints = [
            models.UniqueConstraint(
                name="delivery_attempt_sends_once", fields=["dispatch"], condition=Q(outcome="sent")
            ),
            models.CheckConstraint(
                name="delivery_attempt_ends_after_it_began",
                condition=Q(ended_at__gte=F("began_at")),
            ),
            models.CheckConstraint(
                name="delivery_attempt_outcome_is_known",
                condition=Q(outcome__in=["sent", "not_left", "stopped", "doubtful", "held"]),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="delivery_attempt_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dispatch}: {self.get_outcome_display()}"
