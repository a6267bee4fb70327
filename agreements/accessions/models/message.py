"""What KS writes to organisations in their cases: each e-mail and each letter."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.accessions.models.case import AccessionAct
from agreements.accessions.states import MessageChannel
from municipalities.outbox.models import OutgoingMessage
from municipalities.people.models import User


class AccessionMessage(models.Model):
    """One e-mail or letter to an organisation about its case: an invitation or a reminder.

    `act` is the invitation or reminder it carries. What became of an e-mail stands on its row of
    the outbox, which is kept; a letter is written down when a case officer has posted it, at
    `written_at`. Append-only.
    """

    act = models.ForeignKey(
        AccessionAct, models.PROTECT, related_name="messages", verbose_name=_("act")
    )
    channel = models.CharField(_("channel"), max_length=8, choices=MessageChannel)
    written_at = models.DateTimeField(_("written"))
    outgoing = models.OneToOneField(
        OutgoingMessage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("e-mail"),
    )
    posted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("posted by")
    )

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name = _("message about an accession")
        verbose_name_plural = _("messages about accessions")
        constraints = [
            models.UniqueConstraint(
                name="accession_message_one_letter",
                fields=["act"],
                condition=Q(channel="letter"),
            ),
            models.CheckConstraint(
                name="accession_message_is_an_email_or_a_posted_letter",
                condition=Q(channel="letter", outgoing=None, posted_by__isnull=False)
                | Q(
                    channel__in=["person", "official"],
                    outgoing__isnull=False,
                    posted_by=None,
                ),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="accession_message_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.act}"
