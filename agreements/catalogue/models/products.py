"""What can be bought, and what it licenses."""

from datetime import date

import pghistory
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Upper
from django.utils.translation import gettext_lazy as _

from agreements.catalogue.models.facts import ProductFacts
from agreements.catalogue.triggers import (
    EDITIONS_IN_FRAMEWORK,
    IN_USE_KEEPS_ITS_PART_NUMBER,
    LOT_COMES_AFTER_ITS_ORDERS,
    LOT_IN_FRAMEWORK,
    PRODUCT_KEEPS_A_LOT,
)
from agreements.frameworks.models import FrameworkAgreement, Lot
from agreements.price_levels.models import CountingBasis, ProductKind

SEARCHED = Upper(
    Concat("name", Value(" "), "publisher", Value(" "), "family", Value(" "), "part_number")
)
"""What the search of the catalogue looks in; the trigram index stands on this very expression."""


@pghistory.track()
class Edition(models.Model):
    """What licences let one use, whichever way they are bought, such as Windows Server Standard.

    A base licence, Software Assurance (SA) for it, and a step-up that leads to it are products of
    the same edition; this is what ties them together.
    """

    framework = models.ForeignKey(
        FrameworkAgreement,
        models.PROTECT,
        related_name="editions",
        verbose_name=_("framework agreement"),
    )
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.UniqueConstraint(name="edition_name_once", fields=["framework", "name"]),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(level=pghistory.Statement)
class Product(ProductFacts):
    """Something to order under a framework agreement; free software with price 0 is an equal.

    Its plain facts are those of ProductFacts. `part_number` is the supplier's (Microsoft: three
    characters, hyphen, five digits).
    """

    framework = models.ForeignKey(
        FrameworkAgreement,
        models.PROTECT,
        related_name="products",
        verbose_name=_("framework agreement"),
    )
    lot = models.ForeignKey(
        Lot,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="products",
        verbose_name=_("lot"),
        help_text=_("Where the agreement has lots, a product without one is not for sale."),
    )
    part_number = models.CharField(_("part number"), max_length=30)
    description_nb = models.TextField(_("description in Bokmål"), blank=True)
    description_nn = models.TextField(_("description in Nynorsk"), blank=True)
    counting_basis = models.CharField(
        _("counting basis"),
        max_length=21,
        choices=CountingBasis,
        blank=True,
        help_text=_("Empty: as the volume licence agreement counts."),
    )
    replaced_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("replaced by"),
    )
    supports = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="support_products",
        verbose_name=_("is support for"),
    )
    edition = models.ForeignKey(
        Edition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="products",
        verbose_name=_("edition"),
        help_text=_("What it licenses, assures or leads to; empty: not known."),
    )
    steps_up_from = models.ForeignKey(
        Edition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="step_ups",
        verbose_name=_("steps up from"),
        help_text=_("Only for a step-up: the edition that is licensed before."),
    )

    class Meta:
        ordering = ["name", "part_number"]
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = [
            models.UniqueConstraint(
                name="product_part_number_once", fields=["framework", "part_number"]
            ),
            models.CheckConstraint(
                name="product_does_not_replace_itself", condition=~Q(replaced_by=F("pk"))
            ),
            models.CheckConstraint(
                name="product_only_a_step_up_steps_up",
                condition=Q(steps_up_from=None)
                | Q(kind=ProductKind.STEP_UP, edition__isnull=False)
                & ~Q(steps_up_from=F("edition")),
                violation_error_message=_(
                    "A step-up leads from one edition to another. Other products do not step up."
                ),
            ),
        ]
        triggers = [
            LOT_IN_FRAMEWORK,
            PRODUCT_KEEPS_A_LOT,
            LOT_COMES_AFTER_ITS_ORDERS,
            EDITIONS_IN_FRAMEWORK,
            IN_USE_KEEPS_ITS_PART_NUMBER,
        ]
        indexes = [
            GinIndex(OpClass(SEARCHED, name="gin_trgm_ops"), name="product_search"),
            GistIndex(OpClass("name", name="gist_trgm_ops"), name="product_named_like"),
            models.Index(name="product_in_list_order", fields=["framework", "name", "part_number"]),
        ]

    def __str__(self) -> str:
        return self.name

    def is_sold(self, on: date):
        """Whether a day is not after the end of sale."""
        return self.sold_until is None or on <= self.sold_until

    def clean(self) -> None:
        """What has a lot in an announced agreement keeps one, as the database has it too."""
        of_announced = Product.objects.filter(framework__announced_on__isnull=False)
        if self.pk and self.lot_id is None and of_announced.filter(pk=self.pk).exclude(lot=None):
            raise ValidationError(
                {
                    "lot": ValidationError(
                        _("The product counts in a lot. Choose another, or leave it."),
                        code="product_keeps_a_lot",
                    )
                }
            )

    @property
    def is_in_use(self) -> bool:
        """Whether an order, the ledger or a count points to it: its part number then stands."""
        pointing = (self.order_lines, self.ledger_entries, self.licence_counts)
        return any(rows.exists() for rows in pointing)
