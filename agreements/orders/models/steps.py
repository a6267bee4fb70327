"""An order's way: its steps, and questions about it."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreements.mandates.models import Mandate
from agreements.orders.models.order import Order
from agreements.orders.models.triggers import (
    ORDER_STEP_IS_NOT_FOR_THE_SUBMITTER,
    ORDER_STEP_MANDATE_IS_IN_FORCE,
)
from agreements.orders.states import OrderState
from municipalities.constraints import all_or_none
from municipalities.people.models import User


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
    on_behalf_of = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("on behalf of"),
    )
    mandate = models.ForeignKey(
        Mandate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("mandate"),
        help_text=_("By which the step was taken for the organisation."),
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
            models.CheckConstraint(
                name="order_step_stop_has_a_reason",
                condition=~Q(state="stopped") | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="order_step_is_on_behalf_of_someone_else",
                condition=Q(on_behalf_of=None) | ~Q(by=F("on_behalf_of")) & Q(by__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="order_step_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
            ORDER_STEP_IS_NOT_FOR_THE_SUBMITTER,
            ORDER_STEP_MANDATE_IS_IN_FORCE,
        ]

    def __str__(self) -> str:
        return f"{self.order}: {self.get_state_display()}"

    @property
    def representative_name(self) -> str:
        """Who took the step by mandate: by the name of the order's day, where it ordered too.

        Empty where the organisation took it itself.
        """
        if self.mandate is None:
            return ""
        ordered_by = self.order.mandate
        if ordered_by and ordered_by.representative_id == self.mandate.representative_id:
            return self.order.representative_name
        return self.mandate.representative.name


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
                condition=all_or_none("answered_at", "answered_by", texts=["answer"]),
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

    def __str__(self) -> str:
        return f"{self.order}: {self.question}"
