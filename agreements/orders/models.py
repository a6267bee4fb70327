"""Ordering: baskets, orders with everything they were placed under, and their dispatch."""

import uuid

import pghistory
import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.catalogue.models import PriceList, Product
from agreements.frameworks.models import Lot, TermsVersion
from agreements.orders.states import OrderState
from municipalities.people.models import User
from municipalities.register.models import Organisation

MAX_QUANTITY = 1_000_000
"""More of one product than the largest buyer could need; a slip of the finger beyond it."""


class Basket(models.Model):
    """What a person is about to order under one volume licence agreement; gone when submitted."""

    user = models.ForeignKey(User, models.CASCADE, related_name="baskets")
    volume_licence_agreement = models.ForeignKey(
        VolumeLicenceAgreement, models.PROTECT, related_name="baskets"
    )
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("basket")
        verbose_name_plural = _("baskets")
        constraints = [
            models.UniqueConstraint(
                name="basket_one_per_person_and_agreement",
                fields=["user", "volume_licence_agreement"],
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.volume_licence_agreement}"


class BasketLine(models.Model):
    """A product and how many; its price is the one of the day until the order is submitted."""

    basket = models.ForeignKey(Basket, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(
        _("quantity"),
        validators=[MinValueValidator(1), MaxValueValidator(MAX_QUANTITY)],
    )

    class Meta:
        ordering = ["product__name", "pk"]
        verbose_name = _("basket line")
        verbose_name_plural = _("basket lines")
        constraints = [
            models.UniqueConstraint(
                name="basket_line_once_per_product", fields=["basket", "product"]
            ),
            models.CheckConstraint(
                name="basket_line_quantity_is_possible",
                condition=Q(quantity__gte=1, quantity__lte=MAX_QUANTITY),
            ),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.product}"


@pghistory.track()
class Order(models.Model):
    """A call-off under a volume licence agreement, frozen as it was submitted.

    Amounts are kroner: `net` is the sum of the lines, `vat` the VAT of that sum (EN 16931),
    `gross` their sum. `number` is `year`-`sequence`, without gaps per organisation and year.
    The state column is written by actions.move_order alone.
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
    state = models.CharField(
        _("state"), max_length=9, choices=OrderState, default=OrderState.SUBMITTED
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
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    approved_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
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
            models.UniqueConstraint(
                name="order_number_once", fields=["organisation", "year", "sequence"]
            ),
            models.CheckConstraint(
                name="order_gross_is_net_plus_vat",
                condition=Q(gross=F("net") + F("vat")),
            ),
            models.CheckConstraint(
                name="order_amounts_are_not_negative",
                condition=Q(net__gte=0, vat__gte=0),
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
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="order_state_is_known", condition=Q(state__in=OrderState.values)
            ),
            models.CheckConstraint(
                name="order_goes_out_only_approved",
                condition=Q(state__in=["submitted", "returned", "withdrawn"], approved_at=None)
                | Q(
                    state__in=["approved", "sent", "confirmed"],
                    approved_at__isnull=False,
                ),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="order_is_frozen",
                exclude=["state", "approved_at", "approved_by", "reseller_reference"],
            ),
            pgtrigger.Protect(name="order_is_never_deleted", operation=pgtrigger.Delete),
            # A list cannot be withdrawn while an order is being placed under it, nor after
            pgtrigger.Trigger(
                name="order_price_list_is_not_withdrawn",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    PERFORM FROM agreements_pricelist
                    WHERE id = NEW.price_list_id AND withdrawn_at IS NULL FOR SHARE;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'order_price_list_is_not_withdrawn'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("order", args=[self.organisation.organisation_number, self.number])

    @property
    def number(self):
        """What people call the order, unique in its organisation: 2026-0001."""
        return f"{self.year}-{self.sequence:04}"


class OrderLine(models.Model):
    """A product on an order, with name, unit and price as they were; the database freezes it."""

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
    quantity = models.PositiveIntegerField(_("quantity"))
    unit_net = models.DecimalField(_("net price each"), max_digits=12, decimal_places=2)
    net = models.DecimalField(_("net"), max_digits=16, decimal_places=2)
    term_months = models.PositiveSmallIntegerField(_("lasts for months"), null=True, blank=True)

    class Meta:
        ordering = ["order", "position"]
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        constraints = [
            models.UniqueConstraint(name="order_line_position_once", fields=["order", "position"]),
            models.UniqueConstraint(name="order_line_product_once", fields=["order", "product"]),
            models.CheckConstraint(
                name="order_line_quantity_is_possible",
                condition=Q(quantity__gte=1, quantity__lte=MAX_QUANTITY),
            ),
            models.CheckConstraint(
                name="order_line_net_is_quantity_times_price",
                condition=Q(net=F("quantity") * F("unit_net")),
            ),
            models.CheckConstraint(
                name="order_line_price_is_not_negative", condition=Q(unit_net__gte=0)
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="order_line_is_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
            pgtrigger.Trigger(
                name="order_line_product_in_framework",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT FROM agreements_order o
                        JOIN agreements_pricelist l ON l.id = o.price_list_id
                        JOIN agreements_product p ON p.framework_id = l.framework_id
                        WHERE o.id = NEW.order_id AND p.id = NEW.product_id
                    ) THEN
                        RAISE EXCEPTION 'order_line_product_in_framework'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.name}"


class OrderStep(models.Model):
    """One step of an order's way: who moved it, when, to what, and why. Append-only."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="steps", verbose_name=_("order"))
    state = models.CharField(_("state"), max_length=9, choices=OrderState)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
        help_text=_("Empty: the portal itself."),
    )
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("step of an order")
        verbose_name_plural = _("steps of orders")
        constraints = [
            models.UniqueConstraint(name="order_step_each_state_once", fields=["order", "state"]),
            models.CheckConstraint(
                name="order_step_return_has_a_reason",
                condition=~Q(state="returned") | ~Q(reason=""),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="order_step_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        ]

    def __str__(self):
        return f"{self.order}: {self.get_state_display()}"


class OrderQuestion(models.Model):
    """Something an approver asked about an order, and the answer. One is open at a time."""

    order = models.ForeignKey(
        Order, models.PROTECT, related_name="questions", verbose_name=_("order")
    )
    question = models.TextField(_("question"))
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("question about an order")
        verbose_name_plural = _("questions about orders")
        constraints = [
            models.UniqueConstraint(
                name="order_question_one_open", fields=["order"], condition=Q(answered_at=None)
            ),
            models.CheckConstraint(name="order_question_asks", condition=~Q(question="")),
            models.CheckConstraint(
                name="order_question_answered_in_full",
                condition=Q(answer="", answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="order_question_stands",
                exclude=["answer", "answered_at", "answered_by"],
            ),
            pgtrigger.Protect(
                name="order_question_is_answered_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.answered_at IS NOT NULL"),
            ),
            pgtrigger.Protect(name="order_question_is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.order}: {self.question}"


@pghistory.track()
class Dispatch(models.Model):
    """The message that carries an approved order to the reseller: at most one, ever.

    Claimed before the mail leaves and marked sent after. A claim without either `sent_at` or
    `failed_at` means that the portal stopped in between: a person must find out whether the
    mail arrived, and nothing is sent again by itself.
    """

    order = models.OneToOneField(
        Order, models.PROTECT, related_name="dispatch", verbose_name=_("order")
    )
    recipient = models.EmailField(_("recipient"))
    queued_at = models.DateTimeField(_("queued"))
    claimed_at = models.DateTimeField(_("sending began"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    failed_at = models.DateTimeField(_("failed"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)

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
        ]

    def __str__(self):
        return f"{self.order}: {self.recipient}"
