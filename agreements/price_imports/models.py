"""A price file as it was read: what stood in it, what was wrong, and what became of it."""

from decimal import Decimal

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.catalogue.models import PriceList, ProductFacts
from agreements.frameworks.models import FrameworkAgreement, Lot
from agreements.price_imports.findings import ERRORS, sentence
from agreements.price_imports.states import ImportState
from agreements.price_levels.models import PriceLevel
from municipalities.people.models import User


def user_key(label, **options):
    """Who did something; nobody is the command line."""
    empty = {"null": True, "blank": True}
    return models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=label, **empty | options
    )


@pghistory.track(exclude=["rows_read"])
class PriceImport(models.Model):
    """One price file: read, and after that applied as a price list, or not.

    `compared_with` is the newest list when the file was read; what the file changes is told
    against it. The state column is written by actions.move_import alone.
    """

    framework = models.ForeignKey(
        FrameworkAgreement,
        models.PROTECT,
        related_name="price_imports",
        verbose_name=_("framework agreement"),
    )
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = user_key(_("uploaded by"))
    valid_from = models.DateField(_("valid from"))
    lot = models.ForeignKey(
        Lot,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lot of products without one"),
        help_text=_("For products that neither the file nor the catalogue puts in a lot."),
    )
    state = models.CharField(
        _("state"), max_length=9, choices=ImportState, default=ImportState.READING
    )
    reading_since = models.DateTimeField(_("reading since"))
    rows_read = models.PositiveIntegerField(_("rows read"), default=0)
    rows_in_all = models.PositiveIntegerField(_("rows in all"), default=0)
    errors = models.PositiveIntegerField(_("errors"), default=0)
    warnings = models.PositiveIntegerField(_("warnings"), default=0)
    new = models.PositiveIntegerField(_("new products"), default=0)
    changed = models.PositiveIntegerField(_("changed products"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged products"), default=0)
    gone = models.PositiveIntegerField(_("products no longer for sale"), default=0)
    compared_with = models.ForeignKey(
        PriceList,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("compared with"),
    )
    price_list = models.OneToOneField(
        PriceList,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="price_import",
        verbose_name=_("price list"),
    )
    applied_at = models.DateTimeField(_("taken into effect"), null=True, blank=True)
    applied_by = user_key(_("taken into effect by"))
    reversed_at = models.DateTimeField(_("reversed"), null=True, blank=True)
    reversed_by = user_key(_("reversed by"))
    reversed_reason = models.TextField(_("why it was reversed"), max_length=1000, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("price file")
        verbose_name_plural = _("price files")
        constraints = [
            models.CheckConstraint(
                name="price_import_state_is_known", condition=Q(state__in=ImportState.values)
            ),
            models.CheckConstraint(
                name="price_import_takes_effect_without_errors",
                condition=Q(state__in=["reading", "failed"]) | Q(errors=0),
            ),
            models.CheckConstraint(
                name="price_import_in_effect_has_a_list",
                condition=Q(
                    state__in=["reading", "failed", "ready"], price_list=None, applied_at=None
                )
                | Q(
                    state__in=["in_effect", "reversed"],
                    price_list__isnull=False,
                    applied_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="price_import_reversed_in_full",
                condition=~Q(state="reversed")
                & Q(reversed_at=None, reversed_by=None, reversed_reason="")
                | Q(state="reversed", reversed_at__isnull=False, reversed_by__isnull=False)
                & ~Q(reversed_reason=""),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="price_import_is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.framework}: {self.file_name}"


class UploadChunk(models.Model):
    """A piece of a price file's bytes until it is read; after that its hash is enough.

    The database's driver writes bytes out as text several times over, so that a whole file at
    once would take ten times its size.
    """

    price_import = models.ForeignKey(PriceImport, models.PROTECT, related_name="upload_chunks")
    number = models.PositiveSmallIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                name="upload_chunk_once_per_import", fields=["price_import", "number"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.price_import}: {self.number}"


class ImportFinding(models.Model):
    """Something that is wrong with a file, or was done with it; kept as it was found."""

    price_import = models.ForeignKey(PriceImport, models.PROTECT, related_name="findings")
    row = models.PositiveIntegerField(_("row"), null=True)
    column = models.CharField(_("column"), max_length=60, blank=True)
    code = models.CharField(_("code"), max_length=30)
    params = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]
        triggers = [
            pgtrigger.Protect(
                name="import_finding_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        ]

    def __str__(self):
        return self.sentence

    @property
    def sentence(self):
        """What is said about it, in the language of the page."""
        return sentence(self.code, self.params)

    @property
    def is_error(self) -> bool:
        """Whether it keeps the file from taking effect."""
        return self.code in ERRORS


class StagedProduct(ProductFacts):
    """A product as a file says it shall be, with what the file leaves out filled in.

    `before` is the product's whole row when the file changes anything but its prices, so that it
    can be put back; `is_created` tells that there was no such product.
    """

    class Change(models.TextChoices):
        NEW = "new", _("New")
        CHANGED = "changed", _("Changed")
        UNCHANGED = "unchanged", _("Unchanged")

    price_import = models.ForeignKey(PriceImport, models.PROTECT, related_name="products")
    row = models.PositiveIntegerField(_("row"))
    part_number = models.CharField(_("part number"), max_length=30)
    replaced_by = models.CharField(_("replaced by"), max_length=30, blank=True)
    supports = models.CharField(_("is support for"), max_length=30, blank=True)
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="+", verbose_name=_("lot"))
    change = models.CharField(_("change"), max_length=9, choices=Change)
    is_created = models.BooleanField()
    before = models.JSONField(null=True)

    class Meta:
        ordering = ["row"]
        constraints = [
            models.UniqueConstraint(
                name="staged_product_once_per_import", fields=["price_import", "part_number"]
            ),
        ]
        indexes = [
            models.Index(name="staged_product_by_change", fields=["price_import", "change", "row"]),
        ]
        triggers = [
            pgtrigger.Protect(
                name="staged_product_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StagedPrice(models.Model):
    """A price as a file says it shall be, and what it was at the same level before."""

    product = models.ForeignKey(StagedProduct, models.PROTECT, related_name="prices")
    price_level = models.ForeignKey(PriceLevel, models.PROTECT, null=True, related_name="+")
    net = models.DecimalField(_("net price in kroner"), max_digits=12, decimal_places=2)
    points = models.PositiveSmallIntegerField(_("points"))
    net_before = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    points_before = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["product", "price_level"]
        triggers = [
            pgtrigger.Protect(
                name="staged_price_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product}: {self.net}"

    @property
    def percent(self) -> Decimal | None:
        """How much the price rises, in per cent with one decimal; None when it cannot be said."""
        if not self.net_before:
            return None
        return round((self.net - self.net_before) * 100 / self.net_before, 1)
