"""What resellers propose instead of what was ordered, and what the buyer decides."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreements.catalogue.models import Product
from agreements.mandates.models import Mandate
from agreements.orders.models.answer_triggers import (
    PROPOSAL_APPROVAL_MANDATE_IS_IN_FORCE,
    PROPOSAL_IS_NOT_APPROVED_BY_ITS_ORDERER,
    PROPOSAL_IS_OF_ITS_ANSWER,
    PROPOSAL_MANDATE_IS_IN_FORCE,
    PROPOSED_LINE_IS_OF_ITS_ORDER,
)
from agreements.orders.models.order import Order, OrderLine
from agreements.orders.models.responses import OrderResponse
from municipalities.constraints import all_or_none
from municipalities.people.models import User
from municipalities.texts import Text


class ProposalState(models.TextChoices):
    """Where a proposal is."""

    WAITING = "waiting", _("Waits for the orderer")
    UNAPPROVED = "unapproved", _("Accepted, waits for approval")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    REPLACED = "replaced", _("Replaced by a newer answer")


SUBSTITUTE_MATCH_FIELDS = ("lot_id", "pool", "unit", "term_months", "kind")
"""What must be equal for a product to stand in another's place on an order, with the points."""


OPEN_STATES = [ProposalState.WAITING, ProposalState.UNAPPROVED]
"""States in which somebody has yet to decide. One proposal of an order is open at a time."""


@pghistory.track()
class Proposal(models.Model):
    """The lines of an answer that differ from the order, until somebody decides about them.

    `net_after` is the order's net sum in kroner if the proposal is accepted. Where that is more
    than was approved, an approver decides after the orderer, and may do so `on_behalf_of` an
    approver who is away. The state is written by proposals.move_proposal alone.
    """

    response = models.OneToOneField(
        OrderResponse, models.PROTECT, related_name="proposal", verbose_name=_("answer")
    )
    order = models.ForeignKey(
        Order, models.PROTECT, related_name="proposals", verbose_name=_("order")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ProposalState, default=ProposalState.WAITING
    )
    net_after = models.DecimalField(_("net sum if accepted"), max_digits=16, decimal_places=2)
    reply = models.TextField(_("reply"), blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    mandate = models.ForeignKey(
        Mandate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("mandate"),
        help_text=_("By which it was decided for the organisation."),
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    on_behalf_of = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("on behalf of"),
    )
    approval_mandate = models.ForeignKey(
        Mandate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("mandate of the approval"),
        help_text=_("By which it was approved for the organisation."),
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.CheckConstraint(
                name="proposal_state_is_known", condition=Q(state__in=ProposalState.values)
            ),
            models.UniqueConstraint(
                name="proposal_one_open",
                fields=["order"],
                condition=Q(state__in=["waiting", "unapproved"]),
            ),
            models.CheckConstraint(
                name="proposal_decided_by_someone",
                condition=Q(state__in=["waiting", "replaced"])
                | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="proposal_declined_with_a_reply", condition=~Q(state="declined") | ~Q(reply="")
            ),
            models.CheckConstraint(
                name="proposal_approved_in_full",
                condition=all_or_none("approved_at", "approved_by"),
            ),
            models.CheckConstraint(
                name="proposal_decided_in_full",
                condition=all_or_none("decided_at", "decided_by"),
            ),
            models.CheckConstraint(
                name="proposal_is_approved_on_behalf_of_someone_else",
                condition=Q(on_behalf_of=None)
                | Q(approved_by__isnull=False)
                & ~Q(on_behalf_of=F("approved_by"))
                & ~Q(on_behalf_of=F("decided_by")),
            ),
            models.CheckConstraint(
                name="proposal_approver_is_not_the_orderer",
                condition=Q(approved_by=None) | ~Q(approved_by=F("decided_by")),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="proposal_stands", fields=["response", "order", "net_after"]),
            pgtrigger.Protect(
                name="proposal_is_decided_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.state NOT IN ('waiting', 'unapproved')"),
            ),
            pgtrigger.Protect(name="proposal_is_never_deleted", operation=pgtrigger.Delete),
            PROPOSAL_IS_OF_ITS_ANSWER,
            PROPOSAL_IS_NOT_APPROVED_BY_ITS_ORDERER,
            PROPOSAL_MANDATE_IS_IN_FORCE,
            PROPOSAL_APPROVAL_MANDATE_IS_IN_FORCE,
        ]

    def __str__(self) -> str:
        return f"{self.order}: {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        """Whether somebody has yet to decide."""
        return self.state in OPEN_STATES

    @property
    def costs_more(self):
        """Whether the order would cost more than an approver has let it cost."""
        order = self.response.order
        approved = [one.net_after for one in order.proposals.all() if one.approved_at]
        return self.net_after > max([order.net, *approved])

    @property
    def obstacle(self) -> Text:
        """Why it cannot be accepted as a whole, as a sentence; empty where it can."""
        if self.lines.all():
            return ""
        return _(
            "The answer is from before the portal kept what is proposed line by line. Decline it, "
            "and ask the reseller to answer once more."
        )

    @property
    def has_obstacle(self) -> bool:
        """Whether it, or any of its lines, cannot be accepted."""
        return bool(self.obstacle) or any(line.obstacle for line in self.lines.all())


class ProposedLine(models.Model):
    """What would be delivered instead of a part of a line. Append-only.

    Quantities have the sign of the line's: `quantity` is delivered, `later` stays open, and
    `dropped` is not delivered at all. `unit_net` and `net` are net kroner. `product` is what is
    delivered, None where the portal does not know it: then the proposal cannot be accepted.
    """

    proposal = models.ForeignKey(
        Proposal, models.PROTECT, related_name="lines", verbose_name=_("proposal")
    )
    line = models.ForeignKey(
        OrderLine, models.PROTECT, related_name="+", verbose_name=_("order line")
    )
    quantity = models.IntegerField(_("quantity"))
    later = models.IntegerField(_("later"), default=0)
    dropped = models.IntegerField(_("not delivered"), default=0)
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    part_number = models.CharField(_("part number"), max_length=200, blank=True)
    name = models.CharField(_("name"), max_length=500, blank=True)
    unit_net = models.DecimalField(_("net price each"), max_digits=12, decimal_places=2)
    net = models.DecimalField(_("net"), max_digits=16, decimal_places=2)
    points = models.PositiveSmallIntegerField(
        _("points each"),
        null=True,
        blank=True,
        help_text=_("Of what is delivered instead, on the order's price list. Empty: as ordered."),
    )
    promised_from = models.DateField(_("delivered from"), null=True, blank=True)
    promised_to = models.DateField(_("delivered by"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("proposed line")
        verbose_name_plural = _("proposed lines")
        constraints = [
            models.CheckConstraint(
                name="proposed_line_price_is_not_negative", condition=Q(unit_net__gte=0)
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="proposed_line_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
            PROPOSED_LINE_IS_OF_ITS_ORDER,
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"

    @property
    def drops(self) -> bool:
        """Whether a part of what was ordered would not be delivered."""
        return self.dropped * self.line.quantity > 0

    @property
    def obstacle(self) -> Text:
        """Why the line cannot be accepted, as a sentence; empty where it can."""
        if self.dropped * self.line.quantity < 0:
            return _(
                "More is proposed than was ordered. Decline it, and order the rest as a new order."
            )
        if self.product is None:
            return _(
                "The portal does not know the product that is proposed instead. Decline it, or ask "
                "KS to add the product."
            )
        if self.line.corrects_id and self.product_id != self.line.product_id:
            return _(
                "What is given up is what was delivered, not another product. Decline it, and ask "
                "the reseller to answer about that."
            )
        if not self._is_of_the_same_kind():
            return _(
                "The product that is proposed instead is of another kind: unit, duration, lot, "
                "pool or points differ. Decline it, and order that product as a new order."
            )
        return ""

    def _is_of_the_same_kind(self) -> bool:
        ordered = self.line.product
        same_points = self.points is None or self.points == self.line.points
        return same_points and all(
            getattr(self.product, name) == getattr(ordered, name)
            for name in SUBSTITUTE_MATCH_FIELDS
        )
