"""The companies: suppliers that KS signs with, and resellers that deliver."""

import re
from datetime import date, timedelta

import pghistory
import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from agreements.frameworks.countries import ALPHA_2
from municipalities.register.organisation_numbers import (
    organisation_number_is_valid,
    validate_organisation_number,
)


def validate_pattern(text: str) -> None:
    """Refuse what is not a regular expression."""
    try:
        re.compile(text)
    except re.error as error:
        raise ValidationError(
            _("This is not a regular expression."), code="not_a_pattern"
        ) from error


ADDRESS_CHANGES_WITH_REASON = """
    IF NOT EXISTS (
        SELECT FROM (
            SELECT c.old_email, c.new_email FROM agreements_orderaddresschange c
            WHERE c.reseller_id = NEW.id ORDER BY c.id DESC LIMIT 1
        ) newest
        WHERE newest.old_email = OLD.email AND newest.new_email = NEW.email
    ) THEN
        RAISE EXCEPTION 'reseller_order_address_changes_with_reason'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""
"""The newest OrderAddressChange says exactly this change; written before the address itself."""


class Party(models.Model):
    """What suppliers and resellers have in common: a company with a number and an address."""

    name = models.CharField(_("name"), max_length=200)
    organisation_number = models.CharField(
        _("organisation number"),
        max_length=9,
        unique=True,
        validators=[validate_organisation_number],
    )
    email = models.EmailField(_("e-mail address"))
    website = models.URLField(_("website"), blank=True)

    class Meta:
        abstract = True
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_organisation_number_passes_mod_11",
                condition=organisation_number_is_valid("organisation_number"),
                violation_error_message=_("The organisation number is not valid."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Supplier(Party):
    """The party that KS signs a framework agreement with."""

    part_number_pattern = models.CharField(
        _("form of the part numbers"),
        max_length=100,
        blank=True,
        validators=[validate_pattern],
        help_text=_("A regular expression. Empty: part numbers may look like anything."),
    )
    is_active = models.BooleanField(_("can get new framework agreements"), default=True)

    class Meta(Party.Meta):
        verbose_name = _("supplier")
        verbose_name_plural = _("suppliers")
        constraints = [
            *Party.Meta.constraints,
            models.UniqueConstraint(
                Lower("name"),
                name="supplier_name_once",
                violation_error_message=_(
                    "There is a supplier of this name already. Use that one, or write what tells "
                    "the two apart."
                ),
                violation_error_code="supplier_name_once",
            ),
        ]


@pghistory.track()
class SupplierDocument(models.Model):
    """A paper that a supplier must keep up to date, such as a tax certificate."""

    class Kind(models.TextChoices):
        TAX_CERTIFICATE = "tax_certificate", _("Tax certificate")
        HSE_DECLARATION = "hse_declaration", _("HSE declaration")

    supplier = models.ForeignKey(
        Supplier, models.PROTECT, related_name="documents", verbose_name=_("supplier")
    )
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    reference = models.CharField(_("case or journal number"), max_length=100, blank=True)
    issued_on = models.DateField(_("issued"))
    expires_on = models.DateField(_("expires"))

    class Meta:
        ordering = ["kind", "-expires_on"]
        verbose_name = _("document of a supplier")
        verbose_name_plural = _("documents of suppliers")
        constraints = [
            models.CheckConstraint(
                name="supplier_document_expires_after_issue",
                condition=models.Q(expires_on__gt=models.F("issued_on")),
                violation_error_message=_("The document must expire after it is issued."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier}: {self.get_kind_display()}"

    def has_expired(self, on: date):
        """Whether a day lies after its last day."""
        return on > self.expires_on


@pghistory.track()
class Reseller(Party):
    """A company that sells and delivers under framework agreements; orders go to its e-mail.

    It must answer an order within `answer_within_days`, counted from the sending. By default 14:
    calendar days, so that no two systems reckon holidays differently, and enough for a working
    week even over Easter and Christmas. At most 28: the link in the e-mail works for 30 days
    (dispatch/links.py), and a deadline after that could not be met.
    """

    class DispatchBy(models.TextChoices):
        EMAIL_PDF = "email_pdf", _("E-mail with PDF")
        PEPPOL = "peppol", _("E-mail with PDF and a Peppol file")
        EHF = "ehf", _("E-mail with PDF and an EHF file")

    place = models.CharField(_("place"), max_length=100, blank=True)
    country = models.CharField(
        _("country"), max_length=2, default="NO", help_text=_("Two letters, for example NO.")
    )
    dispatch_by = models.CharField(
        _("gets orders as"),
        max_length=9,
        choices=DispatchBy,
        default=DispatchBy.EMAIL_PDF,
        help_text=_("KS Lisens is no access point: the file goes with the e-mail."),
    )
    answer_within_days = models.PositiveSmallIntegerField(
        _("answers orders within days"),
        default=14,
        help_text=_(
            "Calendar days from the sending, 1 to 28. The deadline stands in each order: on the "
            "page, in the e-mail, in the PDF and in the file."
        ),
    )
    is_active = models.BooleanField(_("takes new orders"), default=True)

    class Meta(Party.Meta):
        verbose_name = _("reseller")
        verbose_name_plural = _("resellers")
        constraints = [
            *Party.Meta.constraints,
            models.CheckConstraint(
                name="reseller_country_is_a_code",
                condition=models.Q(country__in=ALPHA_2),
                violation_error_message=_(
                    "Write the country as its two letters in ISO 3166-1, for example NO. The "
                    "United Kingdom is GB, and Greece is GR."
                ),
            ),
            models.CheckConstraint(
                name="reseller_dispatch_is_known",
                condition=models.Q(dispatch_by__in=["email_pdf", "peppol", "ehf"]),
            ),
            models.CheckConstraint(
                name="reseller_answers_while_its_link_works",
                condition=models.Q(answer_within_days__gte=1, answer_within_days__lte=28),
                violation_error_message=_("Give the reseller between 1 and 28 days to answer."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="reseller_order_address_changes_with_reason",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("email"),
                condition=pgtrigger.Condition("OLD.email IS DISTINCT FROM NEW.email"),
                func=ADDRESS_CHANGES_WITH_REASON,
            ),
        ]

    def answer_deadline(self, on: date):
        """The last day to answer an order that leaves on a day."""
        return on + timedelta(days=self.answer_within_days)
