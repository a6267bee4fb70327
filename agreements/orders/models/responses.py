"""What resellers answered to orders."""

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreements.exchange.response_lines import LineAnswer, line_from_json
from agreements.orders.models.links import ResellerLink
from agreements.orders.models.order import Order
from municipalities.people.models import User


class OrderResponse(models.Model):
    """A reseller's answer, from a file or on the reseller's page. Append-only.

    An answer in a file is known by its seller (organisation number) and the seller's own number.
    `lines` holds what was answered about lines, as exchange.order_response.LineAnswer. What the
    answer settled stands in LineSettlement, and what it proposes in Proposal.
    """

    class Code(models.TextChoices):
        """Peppol Order Response (T76), UNCL 4343."""

        ACKNOWLEDGED = "AB", _("Received")
        ACCEPTED = "AP", _("Accepted")
        REJECTED = "RE", _("Rejected")
        CHANGED = "CA", _("Answered line by line")

    order = models.ForeignKey(
        Order, models.PROTECT, related_name="responses", verbose_name=_("order")
    )
    code = models.CharField(_("answer"), max_length=2, choices=Code)
    seller = models.CharField(_("the seller's organisation number"), max_length=9)
    number = models.CharField(_("the answer's number"), max_length=200, blank=True)
    sales_order_number = models.CharField(
        _("the seller's order number"), max_length=200, blank=True
    )
    note = models.TextField(_("note"), blank=True)
    lines = models.JSONField(_("lines"), default=list, blank=True, encoder=DjangoJSONEncoder)
    promised_from = models.DateField(_("delivered from"), null=True, blank=True)
    promised_to = models.DateField(_("delivered by"), null=True, blank=True)
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
                condition=~Q(code="CA", lines=[]) & (Q(code="CA") | Q(lines=[])),
            ),
            models.CheckConstraint(
                name="order_response_came_by_file_or_link",
                condition=Q(sha256="", link__isnull=False) | ~Q(sha256="") & Q(link=None),
            ),
            models.CheckConstraint(
                name="order_response_promise_ends_after_it_begins",
                condition=Q(promised_to__gte=F("promised_from"))
                | Q(promised_from=None)
                | Q(promised_to=None),
            ),
            models.UniqueConstraint(
                name="order_response_once_of_a_seller",
                fields=["seller", "number"],
                condition=~Q(sha256=""),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="order_response_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}: {self.get_code_display()}"

    @property
    def answers(self) -> list[LineAnswer]:
        """What was answered about lines, as LineAnswer."""
        return [line_from_json(line) for line in self.lines]
