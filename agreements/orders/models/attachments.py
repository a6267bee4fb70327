"""Papers that go to the reseller with an order."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.kept_documents.models import KeptDocument
from agreements.orders.models.order import Order

ATTACHMENT_MAY_BE_SHOWN = pgtrigger.Trigger(
    # The reseller reads it: never another organisation's paper, nor one that is withheld
    name="order_attachment_may_be_shown",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF NOT EXISTS (
            SELECT FROM agreements_order o
            JOIN agreements_keptdocument d ON d.organisation_id = o.organisation_id
            WHERE o.id = NEW.order_id AND d.id = NEW.document_id
              AND d.access = 'open' AND d.withdrawn_at IS NULL
        ) THEN
            RAISE EXCEPTION 'order_attachment_may_be_shown' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)


class OrderAttachment(models.Model):
    """A kept document that was submitted with an order; one withdrawn since goes to nobody."""

    order = models.ForeignKey(
        Order, models.PROTECT, related_name="attachments", verbose_name=_("order")
    )
    document = models.ForeignKey(
        KeptDocument, models.PROTECT, related_name="+", verbose_name=_("document")
    )

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            models.UniqueConstraint(name="order_attachment_once", fields=["order", "document"]),
        ]
        triggers = [
            ATTACHMENT_MAY_BE_SHOWN,
            pgtrigger.Protect(
                name="order_attachment_is_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        ]

    def __str__(self) -> str:
        return str(self.document)
