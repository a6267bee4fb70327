"""Orders: with everything they were placed under, frozen as they were submitted."""

from datetime import date

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.catalogue.models import PriceList, Product
from agreements.cost_sharing.models import CostSharingKey
from agreements.cost_sharing.queries import cost_parts
from agreements.frameworks.models import Lot, TermsVersion
from agreements.mandates.models import Mandate
from agreements.orders.models.answer_triggers import ORDER_IS_OVER_WITH_ITS_LAST_OPEN_LINE
from agreements.orders.models.parties import OrderParties
from agreements.orders.models.triggers import (
    ORDER_AGREEMENT_IS_NOT_WITHDRAWN,
    ORDER_CORRECTS_A_CONFIRMED_ONE,
    ORDER_DELIVERY_IS_TO_COME,
    ORDER_IS_APPROVED_ONCE,
    ORDER_KEY_IS_ITS_OWN,
    ORDER_LINE_HAS_A_LOT,
    ORDER_LINE_LOT_IS_GIVEN_ONCE,
    ORDER_LINE_LOWERS_A_LINE_OF_ITS_ORDER,
    ORDER_LINE_NEVER_NEGATIVE,
    ORDER_LINE_PRODUCT_IN_FRAMEWORK,
    ORDER_MANDATE_IS_IN_FORCE,
    ORDER_PRICE_LIST_IS_NOT_WITHDRAWN,
    ORDER_REPLACES_A_RETURNED_ONE,
    ORDER_SEGMENT_IS_OF_ITS_ORGANISATION,
    ORDER_STOPS_ONLY_HELD,
)
from agreements.orders.states import MAX_QUANTITY, REDUCING_KINDS, OrderKind, OrderState
from agreements.segments.models import Segment
from municipalities.constraints import all_or_none, filled
from municipalities.people.models import User
from municipalities.register.models import Organisation


@pghistory.track()
class Order(OrderParties):
    """A call-off under a volume licence agreement, frozen as it was submitted.

    Amounts are kroner: `net` is the sum of the lines, `vat` the VAT of that sum (EN 16931),
    `gross` their sum. `number` is `year`-`sequence`, without gaps per organisation and year.
    The state column is written by actions.write_state alone. A confirmed order is never taken back:
    an order that lowers it is another (corrections/actions.py), and its amounts are negative.
    """

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="orders",
        verbose_name=_("organisation"),
    )
    volume_licence_agreement = models.ForeignKey(
        VolumeLicenceAgreement,
        models.PROTECT,
        related_name="orders",
        verbose_name=_("volume licence agreement"),
    )
    year = models.PositiveSmallIntegerField(_("year"))
    sequence = models.PositiveIntegerField(_("sequence number"))
    submission_key = models.UUIDField(unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=7, choices=OrderKind, default=OrderKind.NEW)
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("corrects"),
    )
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replacements",
        verbose_name=_("corrects the returned order"),
    )
    state = models.CharField(
        _("state"), max_length=9, choices=OrderState, default=OrderState.SUBMITTED
    )
    segment = models.ForeignKey(
        Segment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=_("segment"),
    )
    segment_name = models.CharField(_("segment's name then"), max_length=60, blank=True)
    cost_sharing_key = models.ForeignKey(
        CostSharingKey,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("shared by"),
    )
    buyer_reference = models.CharField(
        _("buyer reference"),
        max_length=100,
        help_text=_("The reseller repeats it on the invoice."),
    )
    cost_centre = models.CharField(_("cost centre"), max_length=50, blank=True)
    requisition_number = models.CharField(_("requisition number"), max_length=50, blank=True)
    delivery_contact = models.CharField(_("who receives it"), max_length=100, blank=True)
    delivery_email = models.EmailField(_("e-mail address for delivery"), blank=True)
    requested_delivery_from = models.DateField(_("deliver from"), null=True, blank=True)
    requested_delivery_to = models.DateField(_("deliver by"), null=True, blank=True)
    co_term_on = models.DateField(
        _("common last day"),
        null=True,
        blank=True,
        help_text=_("Time-limited rights that would last longer end on this day."),
    )
    terms_version = models.ForeignKey(
        TermsVersion, models.PROTECT, related_name="+", verbose_name=_("terms version")
    )
    price_list = models.ForeignKey(
        PriceList, models.PROTECT, related_name="+", verbose_name=_("price list")
    )
    price_level = models.CharField(_("price level"), max_length=10, blank=True)
    discount_percent = models.DecimalField(
        _("framework discount in per cent"), max_digits=5, decimal_places=2, default=0
    )
    markup_percent = models.DecimalField(
        _("reseller's mark-up in per cent"), max_digits=5, decimal_places=2, default=0
    )
    counting_basis = models.CharField(_("counting basis"), max_length=21)
    vat_percent = models.DecimalField(_("VAT in per cent"), max_digits=5, decimal_places=2)
    net = models.DecimalField(_("net"), max_digits=16, decimal_places=2)
    vat = models.DecimalField(_("VAT"), max_digits=16, decimal_places=2)
    gross = models.DecimalField(_("gross"), max_digits=16, decimal_places=2)
    submitted_at = models.DateTimeField(_("submitted"))
    submitted_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("submitted by")
    )
    mandate = models.ForeignKey(
        Mandate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=_("mandate"),
        help_text=_("By which somebody else than the organisation placed the order."),
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    approved_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    answer_by = models.DateField(
        _("the reseller answers by"),
        null=True,
        blank=True,
        help_text=_("Counted from the sending, by the reseller's setting of that day."),
    )
    reseller_reference = models.CharField(_("the reseller's reference"), max_length=100, blank=True)

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        indexes = [
            models.Index(name="order_newest_of_organisation", fields=["organisation", "-id"]),
        ]
        constraints = [
            *OrderParties.Meta.constraints,
            models.UniqueConstraint(
                name="order_number_once", fields=["organisation", "year", "sequence"]
            ),
            models.UniqueConstraint(name="order_replaced_once", fields=["replaces"]),
            models.CheckConstraint(
                name="order_gross_is_net_plus_vat",
                condition=Q(gross=F("net") + F("vat")),
            ),
            models.CheckConstraint(
                name="order_amounts_are_not_negative",
                condition=Q(kind__in=REDUCING_KINDS) | Q(net__gte=0, vat__gte=0),
            ),
            models.CheckConstraint(
                name="order_kind_is_known", condition=Q(kind__in=OrderKind.values)
            ),
            models.CheckConstraint(
                name="order_correction_names_its_order",
                condition=(~Q(kind__in=REDUCING_KINDS) & Q(corrects=None))
                | Q(kind__in=REDUCING_KINDS, corrects__isnull=False),
            ),
            models.CheckConstraint(
                name="order_segment_has_its_name",
                condition=all_or_none("segment", texts=["segment_name"]),
            ),
            models.CheckConstraint(
                name="order_delivery_ends_after_it_begins",
                condition=Q(requested_delivery_to__gte=F("requested_delivery_from"))
                | Q(requested_delivery_from=None)
                | Q(requested_delivery_to=None),
                violation_error_message=_("The last day of delivery is before the first."),
            ),
            models.CheckConstraint(
                name="order_approver_is_not_submitter",
                condition=~Q(approved_by=F("submitted_by")),
                violation_error_message=_("Someone else than the submitter must approve."),
            ),
            models.CheckConstraint(
                name="order_approved_in_full",
                condition=all_or_none("approved_at", "approved_by", "answer_by"),
            ),
            models.CheckConstraint(
                name="order_state_is_known", condition=Q(state__in=OrderState.values)
            ),
            models.CheckConstraint(
                name="order_goes_out_only_approved",
                condition=Q(state__in=["submitted", "returned", "withdrawn"], approved_at=None)
                | Q(
                    state__in=["approved", "stopped", "sent", "rejected", "confirmed"],
                    approved_at__isnull=False,
                ),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="order_is_frozen",
                exclude=["state", "approved_at", "approved_by", "answer_by", "reseller_reference"],
            ),
            ORDER_IS_APPROVED_ONCE,
            pgtrigger.Protect(name="order_is_never_deleted", operation=pgtrigger.Delete),
            ORDER_PRICE_LIST_IS_NOT_WITHDRAWN,
            ORDER_DELIVERY_IS_TO_COME,
            ORDER_AGREEMENT_IS_NOT_WITHDRAWN,
            ORDER_CORRECTS_A_CONFIRMED_ONE,
            ORDER_REPLACES_A_RETURNED_ONE,
            ORDER_SEGMENT_IS_OF_ITS_ORGANISATION,
            ORDER_MANDATE_IS_IN_FORCE,
            ORDER_STOPS_ONLY_HELD,
            ORDER_KEY_IS_ITS_OWN,
            ORDER_IS_OVER_WITH_ITS_LAST_OPEN_LINE,
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("order", args=[self.organisation.organisation_number, self.number])

    @property
    def lowers(self) -> bool:
        """Whether the order takes away from a confirmed one."""
        return self.kind in REDUCING_KINDS

    @property
    def replacement(self) -> "Order | None":
        """The order that corrects this returned one, or None."""
        return next(iter(self.replacements.all()), None)

    @property
    def answer_count(self) -> int:
        """Parts settled and answers stored so far, together: any answer makes it grow."""
        parts = sum(len(line.settlements.all()) for line in self.lines.all())
        return parts + len(self.responses.all())

    @property
    def parts(self):
        """What each sharer pays, where the order is shared."""
        if not self.cost_sharing_key:
            return []
        return cost_parts(self, self.cost_sharing_key, self.cost_sharers)

    @property
    def cost_sharing_key_owner(self) -> str:
        """Whose cost-sharing key it is, by the name of the order's day; empty without a key."""
        if self.cost_sharing_key is None:
            return ""
        is_buyers = self.cost_sharing_key.organisation_id == self.organisation_id
        return self.buyer_name if is_buyers else self.representative_name

    @property
    def is_answered(self) -> bool:
        """Whether the reseller has said more than that the order is received."""
        return any(line.settlements.all() for line in self.lines.all()) or any(
            response.code != response.Code.ACKNOWLEDGED for response in self.responses.all()
        )

    @property
    def is_answer_overdue(self) -> bool:
        """Whether the reseller's days to answer are over, and something is open."""
        # What is sent is approved, and has a day: order_goes_out_only_approved, _approved_in_full
        return self.state == OrderState.SENT and filled(self.answer_by) < timezone.localdate()

    @property
    def current_net(self):
        """What the order costs as things stand, net kroner: less what is refused, as agreed."""
        parts = (part for line in self.lines.all() for part in line.settlements.all())
        return self.net + sum(part.net_change for part in parts)

    @property
    def number(self) -> str:
        """What people call the order, unique in its organisation: 2026-0001."""
        return f"{self.year}-{self.sequence:04}"


class OrderLine(models.Model):
    """A product on an order, with name, unit and price as they were; the database freezes it.

    `lot` is the one it counts in. A line from before the framework agreement had lots has none,
    until its product is given one (order_totals/lots.py).
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="lines", verbose_name=_("order"))
    position = models.PositiveSmallIntegerField(_("line"))
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="order_lines", verbose_name=_("product")
    )
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="+", verbose_name=_("lot"))
    part_number = models.CharField(_("part number"), max_length=30)
    name = models.CharField(_("name"), max_length=200)
    unit = models.CharField(_("unit"), max_length=11, choices=Product.Unit)
    pool = models.CharField(_("pool"), max_length=11, blank=True)
    price_level = models.CharField(_("price level"), max_length=10, blank=True)
    points = models.PositiveSmallIntegerField(_("points each"), default=0)
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("corrects"),
    )
    quantity = models.IntegerField(_("quantity"), help_text=_("Negative: so many fewer."))
    unit_net = models.DecimalField(_("net price each"), max_digits=12, decimal_places=2)
    net = models.DecimalField(_("net"), max_digits=16, decimal_places=2)
    term_months = models.PositiveSmallIntegerField(_("lasts for months"), null=True, blank=True)

    last_day = models.DateField(
        _("last day"),
        null=True,
        blank=True,
        help_text=_("Where the right ends sooner than its own term, together with others."),
    )

    class Meta:
        ordering = ["order", "position"]
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        constraints = [
            models.UniqueConstraint(name="order_line_position_once", fields=["order", "position"]),
            models.UniqueConstraint(
                # Two lines of an order may have been delivered as one product: a change lowers both
                name="order_line_product_once",
                fields=["order", "product", "corrects"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="order_line_quantity_is_possible",
                condition=Q(corrects=None, quantity__gte=1, quantity__lte=MAX_QUANTITY)
                | Q(corrects__isnull=False, quantity__gte=-MAX_QUANTITY, quantity__lte=-1),
            ),
            models.CheckConstraint(
                name="order_line_net_is_quantity_times_price",
                condition=Q(net=F("quantity") * F("unit_net")),
            ),
            models.CheckConstraint(
                name="order_line_that_ends_has_a_term",
                condition=Q(last_day=None) | Q(term_months__isnull=False),
            ),
            models.CheckConstraint(
                name="order_line_price_is_not_negative", condition=Q(unit_net__gte=0)
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="order_line_is_frozen", exclude=["lot"]),
            pgtrigger.Protect(name="order_line_is_never_deleted", operation=pgtrigger.Delete),
            ORDER_LINE_LOT_IS_GIVEN_ONCE,
            ORDER_LINE_HAS_A_LOT,
            ORDER_LINE_PRODUCT_IN_FRAMEWORK,
            ORDER_LINE_LOWERS_A_LINE_OF_ITS_ORDER,
            ORDER_LINE_NEVER_NEGATIVE,
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"

    @property
    def confirmed_parts(self):
        """The parts that the reseller has confirmed, as settlements."""
        return [part for part in self.settlements.all() if part.outcome == "confirmed"]

    @property
    def confirmed(self):
        """How many are confirmed."""
        return sum(abs(part.quantity) for part in self.confirmed_parts)

    @property
    def refused(self):
        """How many the reseller refused."""
        return sum(abs(part.quantity) for part in self.settlements.all()) - self.confirmed

    @property
    def open(self):
        """How many are neither confirmed nor refused."""
        return abs(self.quantity) - self.confirmed - self.refused

    @property
    def agreed(self):
        """The confirmed part whose product and price all of them have; None where they differ."""
        parts = self.confirmed_parts
        differing = {(part.product_id, part.unit_net) for part in parts}
        return parts[0] if len(differing) == 1 else None

    @property
    def owned_until(self) -> date | None:
        """The last day of what is confirmed and lasts longest; None when it is perpetual."""
        days = [part.ledger_entry.valid_to for part in self.confirmed_parts]
        return None if None in days else max(days)

    @property
    def is_answered_as_ordered(self) -> bool:
        """Whether all of the line is confirmed at its price, so that nothing need be said of it."""
        return (
            not self.open
            and not self.refused
            and all(
                part.unit_net == self.unit_net and part.product_id == self.product_id
                for part in self.confirmed_parts
            )
        )
