"""What resellers answered to orders."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.orders.models.links import ResellerLink
from agreements.orders.models.order import Order
from municipalities.people.models import User


class OrderResponse(models.Model):
    """A reseller's answer, from a file (each file once) or on the reseller's page.

    `lines` holds what is answered about lines: number, quantity and note. What was answered
    stands; a change waits until the organisation has replied, and one waits at a time.
    """

    class Code(models.TextChoices):
        """Peppol Order Response (T76), UNCL 4343."""

        ACKNOWLEDGED = "AB", _("Received")
        ACCEPTED = "AP", _("Accepted")
        REJECTED = "RE", _("Rejected")
        CHANGED = "CA", _("Changed")

    order = models.ForeignKey(
        Order, models.PROTECT, related_name="responses", verbose_name=_("order")
    )
    code = models.CharField(_("answer"), max_length=2, choices=Code)
    number = models.CharField(_("the answer's number"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    lines = models.JSONField(_("lines"), default=list, blank=True)
    delivery_on = models.DateField(_("delivered on"), null=True, blank=True)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    link = models.ForeignKey(
        ResellerLink,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="responses",
        verbose_name=_("reseller's link"),
    )
    received_at = models.DateTimeField(_("received"))
    received_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("received by"),
        help_text=_("Empty: the portal itself, or the reseller."),
    )
    reply = models.TextField(_("reply"), blank=True)
    replied_at = models.DateTimeField(_("replied"), null=True, blank=True)
    replied_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("replied by"),
    )

    class Meta:
        ordering = ["received_at", "pk"]
        verbose_name = _("answer to an order")
        verbose_name_plural = _("answers to orders")
        constraints = [
            models.CheckConstraint(
                name="order_response_code_is_known",
                condition=Q(code__in=["AB", "AP", "RE", "CA"]),
            ),
            models.CheckConstraint(
                name="order_response_changes_have_lines",
                condition=~Q(code="CA", lines=[]) & (~Q(code__in=["AP", "RE"]) | Q(lines=[])),
            ),
            models.CheckConstraint(
                name="order_response_came_by_file_or_link",
                condition=Q(sha256="", link__isnull=False) | ~Q(sha256="") & Q(link=None),
            ),
            models.UniqueConstraint(
                name="order_response_each_file_once",
                fields=["sha256"],
                condition=~Q(sha256=""),
            ),
            models.UniqueConstraint(
                name="order_response_one_change_waits",
                fields=["order"],
                condition=Q(code="CA", replied_at=None),
            ),
            models.CheckConstraint(
                name="order_response_replied_in_full",
                condition=Q(reply="", replied_at=None, replied_by=None)
                | Q(code="CA", replied_at__isnull=False, replied_by__isnull=False) & ~Q(reply=""),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="order_response_stands", exclude=["reply", "replied_at", "replied_by"]
            ),
            pgtrigger.Protect(
                name="order_response_is_replied_to_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.replied_at IS NOT NULL"),
            ),
            pgtrigger.Protect(name="order_response_is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.order}: {self.get_code_display()}"
