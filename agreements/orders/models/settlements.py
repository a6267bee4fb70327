"""What became of order lines: which part is confirmed at what price, and which is refused."""

from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.catalogue.models import Product
from agreements.holdings.models import LedgerEntry
from agreements.orders.models.answer_triggers import (
    LINE_SETTLEMENT_ANSWERS_ITS_ORDER,
    LINE_SETTLEMENT_IS_ITS_ENTRY,
)
from agreements.orders.models.order import OrderLine
from agreements.orders.models.responses import OrderResponse
from municipalities.people.models import User

WITHIN_ITS_LINE = pgtrigger.Trigger(
    # The lock first: of two answers at once the second counts what the first settled
    name="line_settlement_within_its_line",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("ordered", "bigint"), ("settled", "bigint")],
    func="""
        SELECT l.quantity INTO ordered FROM agreements_orderline l
        JOIN agreements_order o ON o.id = l.order_id
        WHERE l.id = NEW.line_id AND o.state IN ('sent', 'confirmed', 'rejected')
        FOR UPDATE OF l;
        SELECT COALESCE(SUM(s.quantity), 0) + NEW.quantity INTO settled
        FROM agreements_linesettlement s WHERE s.line_id = NEW.line_id;
        IF ordered IS NULL
            OR SIGN(NEW.quantity) <> SIGN(ordered)
            OR ABS(settled) > ABS(ordered)
        THEN
            RAISE EXCEPTION 'line_settlement_within_its_line' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)


class LineSettlement(models.Model):
    """A part of an order line that the reseller has confirmed or refused. Append-only.

    `quantity` has the sign of the line's: ordered = confirmed + refused + open. What is confirmed
    names the product and the price each that were agreed (`unit_net`, net kroner; as ordered, or as
    a proposal that was accepted), the net sum (`net`), and the entry that it became in the ledger.
    """

    class Outcome(models.TextChoices):
        """What the part became."""

        CONFIRMED = "confirmed", _("Confirmed")
        REFUSED = "refused", _("Refused")

    line = models.ForeignKey(
        OrderLine, models.PROTECT, related_name="settlements", verbose_name=_("order line")
    )
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome)
    quantity = models.IntegerField(_("quantity"))
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="+", verbose_name=_("product")
    )
    part_number = models.CharField(_("part number"), max_length=30)
    name = models.CharField(_("name"), max_length=200)
    unit_net = models.DecimalField(_("net price each"), max_digits=12, decimal_places=2)
    net = models.DecimalField(_("net"), max_digits=16, decimal_places=2)
    promised_from = models.DateField(_("delivered from"), null=True, blank=True)
    promised_to = models.DateField(_("delivered by"), null=True, blank=True)
    response = models.ForeignKey(
        OrderResponse,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="settlements",
        verbose_name=_("answer"),
        help_text=_("Empty: recorded by the buyer."),
    )
    ledger_entry = models.OneToOneField(
        LedgerEntry,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="settlement",
        verbose_name=_("ledger entry"),
    )
    settled_at = models.DateTimeField(_("settled"))
    settled_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by"),
        help_text=_("Empty: the portal itself, or the reseller."),
    )

    class Meta:
        ordering = ["settled_at", "pk"]
        verbose_name = _("settled part of an order line")
        verbose_name_plural = _("settled parts of order lines")
        constraints = [
            models.CheckConstraint(
                name="line_settlement_outcome_is_known",
                condition=Q(outcome__in=["confirmed", "refused"]),
            ),
            models.CheckConstraint(
                name="line_settlement_quantity_is_not_zero", condition=~Q(quantity=0)
            ),
            models.CheckConstraint(
                name="line_settlement_price_is_not_negative", condition=Q(unit_net__gte=0)
            ),
            models.CheckConstraint(
                name="line_settlement_refused_costs_nothing",
                condition=Q(outcome="confirmed") | Q(net=0),
            ),
            models.CheckConstraint(
                name="line_settlement_ends_after_it_begins",
                condition=Q(promised_to__gte=models.F("promised_from"))
                | Q(promised_from=None)
                | Q(promised_to=None),
            ),
            models.CheckConstraint(
                # A confirmed part is owned, or given up: one entry each. A reduction of what
                # ended in several parts is several entries, of which the first stands here
                name="line_settlement_confirmed_is_in_the_ledger",
                condition=Q(outcome="confirmed", ledger_entry__isnull=False)
                | Q(outcome="refused", ledger_entry=None),
            ),
        ]
        triggers = [
            WITHIN_ITS_LINE,
            LINE_SETTLEMENT_ANSWERS_ITS_ORDER,
            LINE_SETTLEMENT_IS_ITS_ENTRY,
            pgtrigger.Protect(
                name="line_settlement_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}: {self.get_outcome_display()}"

    @property
    def net_change(self) -> Decimal:
        """How many kroner net more or less the part costs than it was ordered at."""
        return self.net - self.quantity * self.line.unit_net
