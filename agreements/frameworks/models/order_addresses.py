"""Where a reseller takes orders: each change of the address, with its reason."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreements.frameworks.models.parties import Reseller
from municipalities.people.models import User


class OrderAddressChange(models.Model):
    """A reseller's order address moved: from where, to where, why, when, by whom. Append-only.

    Orders go to the address that the reseller has on the day they leave, so that a wrong one sends
    them to somebody else. A trigger on the reseller refuses a new address without its change.
    """

    reseller = models.ForeignKey(
        Reseller, models.PROTECT, related_name="address_changes", verbose_name=_("reseller")
    )
    old_email = models.EmailField(_("from"))
    new_email = models.EmailField(_("to"))
    reason = models.TextField(_("reason"), max_length=1000)
    changed_at = models.DateTimeField(_("when"))
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))

    class Meta:
        ordering = ["-changed_at", "-pk"]
        verbose_name = _("change of an order address")
        verbose_name_plural = _("changes of order addresses")
        constraints = [
            models.CheckConstraint(
                name="order_address_change_has_a_reason", condition=~Q(reason="")
            ),
            models.CheckConstraint(
                name="order_address_change_changes_something",
                condition=~Q(old_email=F("new_email")),
                violation_error_message=_("Orders go to this address already."),
                violation_error_code="same_order_address",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="order_address_change_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reseller}: {self.new_email}"
