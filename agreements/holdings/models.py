"""What organisations own: an append-only ledger."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.catalogue.models import Product
from agreements.holdings.triggers import LEDGER_TRIGGERS
from agreements.price_levels.models import CountingBasis
from agreements.segments.models import Segment
from municipalities.people.models import User
from municipalities.register.models import Organisation

HOLDING_COLUMNS = (
    "organisation_id",
    "volume_licence_agreement_id",
    "product_id",
    "segment_id",
    "unit",
    "counting_basis",
    "unit_net",
    "assured_to",
)
"""What an entry takes over from the one it lowers."""


class LedgerEntry(models.Model):
    """One dated, unchangeable line of an organisation's holdings.

    `quantity` is signed and never 0; a position is a sum of entries, and never negative.
    `valid_from` is the first day and `valid_to` the last day the right exists; empty: perpetual.
    `assured_to` is the last day of the Software Assurance (SA) that a perpetual licence came with.
    Unit, counting basis, segment and price each (`unit_net`, kroner) are those of the day it was
    posted. The database refuses update, delete and truncate; a mistake is mended by an entry of
    the opposite sign that names it.
    """

    class Kind(models.TextChoices):
        OPENING_BALANCE = "opening_balance", _("Opening balance")
        ORDER = "order", _("Order")
        TRUE_UP = "true_up", _("True-up")
        REDUCTION = "reduction", _("Reduction")
        TRANSFER_IN = "transfer_in", _("Transfer in")
        TRANSFER_OUT = "transfer_out", _("Transfer out")
        CORRECTION = "correction", _("Correction")

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="ledger_entries",
        verbose_name=_("organisation"),
    )
    volume_licence_agreement = models.ForeignKey(
        VolumeLicenceAgreement,
        models.PROTECT,
        related_name="ledger_entries",
        verbose_name=_("volume licence agreement"),
    )
    product = models.ForeignKey(
        Product,
        models.PROTECT,
        related_name="ledger_entries",
        verbose_name=_("product"),
    )
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    quantity = models.IntegerField(_("quantity"))
    unit = models.CharField(_("unit"), max_length=11, choices=Product.Unit)
    counting_basis = models.CharField(_("counting basis"), max_length=21, choices=CountingBasis)
    segment = models.ForeignKey(
        Segment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("segment"),
    )
    unit_net = models.DecimalField(
        _("net price each"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Empty where it is not known."),
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    assured_to = models.DateField(
        _("Software Assurance (SA) to"),
        null=True,
        blank=True,
        help_text=_("Came with the licence."),
    )
    order_line = models.ForeignKey(
        "agreements.OrderLine",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ledger_entries",
        verbose_name=_("order line"),
    )
    reverses = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reversed_by",
        verbose_name=_("reverses"),
    )
    posted_at = models.DateTimeField(_("posted"))
    posted_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("posted by"),
        help_text=_("Empty: the portal itself."),
    )

    class Meta:
        ordering = ["-posted_at", "-pk"]
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        indexes = [
            models.Index(name="ledger_organisation_product", fields=["organisation", "product"]),
            models.Index(name="ledger_newest_first", fields=["organisation", "-posted_at", "-id"]),
        ]
        constraints = [
            models.CheckConstraint(name="ledger_quantity_is_not_zero", condition=~Q(quantity=0)),
            models.CheckConstraint(
                name="ledger_order_entry_has_its_line",
                condition=Q(kind__in=["order", "true_up"], order_line__isnull=False)
                | Q(kind="reduction")
                | (~Q(kind__in=["order", "true_up", "reduction"]) & Q(order_line=None)),
            ),
            models.CheckConstraint(
                name="ledger_sign_is_that_of_its_kind",
                condition=Q(
                    kind__in=["opening_balance", "order", "true_up", "transfer_in"],
                    quantity__gte=0,
                )
                | Q(kind__in=["reduction", "transfer_out"], quantity__lte=0)
                | Q(kind="correction"),
            ),
            models.CheckConstraint(
                name="ledger_unit_is_known", condition=Q(unit__in=Product.Unit.values)
            ),
            models.CheckConstraint(
                name="ledger_counting_basis_is_known",
                condition=Q(counting_basis__in=CountingBasis.values),
            ),
            models.CheckConstraint(
                name="ledger_price_is_not_negative",
                condition=Q(unit_net=None) | Q(unit_net__gte=0),
            ),
            models.CheckConstraint(
                name="ledger_correction_names_its_entry",
                condition=Q(kind="correction", reverses__isnull=False)
                | (~Q(kind="correction") & Q(reverses=None)),
            ),
            models.CheckConstraint(
                name="ledger_only_perpetual_comes_with_assurance",
                condition=Q(assured_to=None) | Q(valid_to=None),
            ),
            models.CheckConstraint(
                name="ledger_ends_after_start",
                condition=Q(valid_to__gte=F("valid_from")),
            ),
        ]
        triggers = LEDGER_TRIGGERS

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product}"
