"""A mail that the portal has written, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OutgoingMessage(models.Model):
    """A mail to one person, written in the transaction of what it tells, and sent at most once.

    Claimed before it leaves and marked sent after, as a Dispatch is: a claim without an outcome
    means that the worker stopped in between, and that nobody knows whether the mail left. Only
    what surely did not leave is tried again by itself, at `next_try_at`. What failed or was
    interrupted is decided about by a case officer: sent again, or set aside; after a month it is
    set aside without one. The text may hold a link that opens an account, so it is gone with the
    outcome, and no history is kept.
    """

    recipient = models.CharField(_("recipient"), max_length=320)
    subject = models.CharField(_("subject"), max_length=1000)
    body = models.TextField(_("text"), blank=True)
    written_at = models.DateTimeField(_("written"))
    queued_at = models.DateTimeField(_("queued"))
    claimed_at = models.DateTimeField(_("sending began"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    failed_at = models.DateTimeField(_("failed"), null=True, blank=True)
    next_try_at = models.DateTimeField(_("tried again"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("error"), blank=True)
    is_kept = models.BooleanField(
        _("kept permanently"),
        default=False,
        help_text=_("Another record shows whom this mail was sent to."),
    )
    set_aside_at = models.DateTimeField(_("set aside"), null=True, blank=True)
    set_aside_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("set aside by"),
    )

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name = _("mail from the portal")
        verbose_name_plural = _("mail from the portal")
        indexes = [
            models.Index(
                fields=["queued_at"],
                name="outgoing_message_unsent",
                condition=Q(sent_at=None, set_aside_at=None),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="outgoing_message_claimed_before_its_outcome",
                condition=Q(sent_at=None, failed_at=None) | Q(claimed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="outgoing_message_has_one_outcome",
                condition=Q(sent_at=None) | Q(failed_at=None, set_aside_at=None),
            ),
            models.CheckConstraint(
                name="outgoing_message_tried_again_only_unclaimed",
                condition=Q(next_try_at=None) | Q(claimed_at=None),
            ),
            models.CheckConstraint(
                name="outgoing_message_text_goes_with_the_outcome",
                condition=Q(sent_at=None, set_aside_at=None) | Q(body=""),
            ),
            models.CheckConstraint(
                name="outgoing_message_set_aside_at_a_moment",
                condition=Q(set_aside_by=None) | Q(set_aside_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.subject}"
