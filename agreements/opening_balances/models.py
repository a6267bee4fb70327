"""What an organisation had before the portal, as it brought it in a file."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.catalogue.models import Product
from agreements.holdings.models import LedgerEntry
from agreements.opening_balances.states import BalanceState
from agreements.opening_balances.triggers import (
    ROW_ENDS_WHERE_ITS_PRODUCT_DOES,
    ROW_OF_A_DISCARDED_FILE_HAS_NO_ENTRY,
)
from agreements.segments.models import Segment
from agreements.table_files.sheets import sentence
from municipalities.people.models import User
from municipalities.register.models import Organisation


def user_key(label, **options):
    """Who did something."""
    return models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=label, **options)


def done(act) -> tuple[Q, Q]:
    """The conditions that an act has been done, by somebody, and that it has not."""
    return (
        Q(**{f"{act}_at__isnull": False, f"{act}_by__isnull": False}),
        Q(**{f"{act}_at": None, f"{act}_by": None}),
    )


POSTED, NOT_POSTED = done("posted")
REVERSED, NOT_REVERSED = done("reversed")
DISCARDED, NOT_DISCARDED = done("discarded")


@pghistory.track()
class OpeningBalance(models.Model):
    """A file of opening balances (inngående beholdning): read and looked through, then posted.

    Posted as one; taken back as one, by corrections. One that was read wrongly is discarded
    instead, permanently. The state column is written by actions.move_balance alone.
    """

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="opening_balances",
        verbose_name=_("organisation"),
    )
    volume_licence_agreement = models.ForeignKey(
        VolumeLicenceAgreement,
        models.PROTECT,
        related_name="opening_balances",
        verbose_name=_("volume licence agreement"),
    )
    valid_from = models.DateField(_("valid from"))
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    unread_columns = models.JSONField(_("columns that were not read"), default=list, blank=True)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = user_key(_("uploaded by"))
    state = models.CharField(
        _("state"), max_length=9, choices=BalanceState, default=BalanceState.DRAFT
    )
    posted_at = models.DateTimeField(_("posted"), null=True, blank=True)
    posted_by = user_key(_("posted by"), null=True, blank=True)
    reversed_at = models.DateTimeField(_("reversed"), null=True, blank=True)
    reversed_by = user_key(_("reversed by"), null=True, blank=True)
    discarded_at = models.DateTimeField(_("discarded"), null=True, blank=True)
    discarded_by = user_key(_("discarded by"), null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("opening balance")
        verbose_name_plural = _("opening balances")
        constraints = [
            models.CheckConstraint(
                name="opening_balance_acts_fit_its_state",
                condition=Q(state="draft") & NOT_POSTED & NOT_REVERSED & NOT_DISCARDED
                | Q(state="posted") & POSTED & NOT_REVERSED & NOT_DISCARDED
                | Q(state="reversed") & POSTED & REVERSED & NOT_DISCARDED
                | Q(state="discarded") & NOT_POSTED & NOT_REVERSED & DISCARDED,
            ),
            models.UniqueConstraint(
                name="opening_balance_file_posted_once",
                fields=["volume_licence_agreement", "sha256"],
                condition=Q(state="posted"),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="opening_balance_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="opening_balance_is_discarded_as_a_draft",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.state = 'discarded' AND OLD.state <> 'draft'"),
            ),
            pgtrigger.Protect(
                name="opening_balance_is_discarded_finally",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.state = 'discarded'"),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("opening_balance", args=[self.organisation.organisation_number, self.pk])


class OpeningBalanceRow(models.Model):
    """A row of the file as it was read, what is wrong with it, and the entry it became."""

    balance = models.ForeignKey(
        OpeningBalance, models.PROTECT, related_name="rows", verbose_name=_("opening balance")
    )
    number = models.PositiveIntegerField(_("row"))
    part_number = models.CharField(_("part number"), max_length=60, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    product = models.ForeignKey(
        Product,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("product"),
    )
    candidates = models.JSONField(_("products with a name like it"), default=list)
    segment = models.ForeignKey(
        Segment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("segment"),
    )
    quantity = models.PositiveIntegerField(_("quantity"), null=True)
    unit_net = models.DecimalField(
        _("net price each"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    assured_to = models.DateField(_("Software Assurance (SA) to"), null=True, blank=True)
    problems = models.JSONField(_("problems"), default=list)
    entry = models.OneToOneField(
        LedgerEntry,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="opening_balance_row",
        verbose_name=_("ledger entry"),
    )

    class Meta:
        ordering = ["balance", "number"]
        verbose_name = _("row of an opening balance")
        verbose_name_plural = _("rows of opening balances")
        constraints = [
            models.UniqueConstraint(name="opening_balance_row_once", fields=["balance", "number"]),
            models.CheckConstraint(
                name="opening_balance_row_posted_whole",
                condition=Q(entry=None)
                | Q(product__isnull=False, quantity__gt=0, problems=[])
                & (Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))),
            ),
        ]
        triggers = [ROW_OF_A_DISCARDED_FILE_HAS_NO_ENTRY, ROW_ENDS_WHERE_ITS_PRODUCT_DOES]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product or self.name or self.part_number}"

    @property
    def sentences(self):
        """What is wrong with the row, in the language of the page."""
        return [sentence(**problem) for problem in self.problems]

    @property
    def has_days(self) -> bool:
        """Whether the days of the row could be read."""
        columns = {problem.get("column") for problem in self.problems}
        return columns.isdisjoint({"valid_from", "valid_to", "assured_to"})

    @property
    def lacks_last_day(self) -> bool:
        """Whether the product lasts for a time only, and nothing says until when."""
        return bool(self.product and self.product.term_months and self.valid_to is None)
