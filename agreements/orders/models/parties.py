"""Buyer, seller and what an order is placed under, by the names and numbers of its day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from municipalities.constraints import all_or_none


class OrderParties(models.Model):
    """The parties of an order as they were when it was submitted; the order's trigger freezes them.

    Page, PDF, file and e-mail print these columns, never the party's row: an organisation or a
    reseller that is renamed keeps its name on old orders. Messages still go to the address that
    the party has when they are sent.

    `buyer_name` is the name people use, `buyer_official_name` that in all official languages, and
    `buyer_register_name` the one of Enhetsregisteret. `cost_sharers` are dicts of organisation_id
    and name, in the order in which øre left over are given (cost_sharing/queries.py).
    """

    buyer_name = models.CharField(_("buyer's name then"), max_length=200)
    buyer_official_name = models.CharField(_("buyer's official name then"), max_length=200)
    buyer_register_name = models.CharField(_("buyer's name in the register then"), max_length=200)
    buyer_organisation_number = models.CharField(
        _("buyer's organisation number then"), max_length=9
    )
    buyer_contact_name = models.CharField(_("who ordered"), max_length=150)
    buyer_contact_email = models.EmailField(_("e-mail address of who ordered"))
    representative_name = models.CharField(_("who ordered for it"), max_length=200, blank=True)
    seller_name = models.CharField(_("reseller's name then"), max_length=200)
    seller_organisation_number = models.CharField(
        _("reseller's organisation number then"), max_length=9
    )
    seller_country = models.CharField(_("reseller's country then"), max_length=2)
    seller_place = models.CharField(_("reseller's place then"), max_length=100, blank=True)
    seller_email = models.EmailField(_("reseller's e-mail address then"))
    supplier_name = models.CharField(_("supplier's name then"), max_length=200)
    supplier_organisation_number = models.CharField(
        _("supplier's organisation number then"), max_length=9
    )
    framework_name = models.CharField(_("framework agreement's name then"), max_length=200)
    contract_number = models.CharField(_("framework agreement's contract number"), max_length=50)
    cost_sharers = models.JSONField(_("who shares the cost"), default=list, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="order_names_its_parties",
                condition=~Q(buyer_name="")
                & ~Q(buyer_official_name="")
                & ~Q(buyer_register_name="")
                & ~Q(buyer_organisation_number="")
                & ~Q(seller_name="")
                & ~Q(seller_organisation_number="")
                & ~Q(supplier_name="")
                & ~Q(framework_name="")
                & ~Q(contract_number=""),
            ),
            models.CheckConstraint(
                name="order_by_mandate_names_the_representative",
                condition=all_or_none("mandate", texts=["representative_name"]),
            ),
            models.CheckConstraint(
                name="order_by_a_key_names_its_sharers",
                condition=Q(cost_sharing_key=None, cost_sharers=[])
                | (Q(cost_sharing_key__isnull=False) & ~Q(cost_sharers=[])),
            ),
        ]
