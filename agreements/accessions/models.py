"""Joining a framework agreement, and the organisation's own agreements under it."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.frameworks.models import (
    CountingBasis,
    FrameworkAgreement,
    PriceLevel,
    Programme,
    Reseller,
    TermsVersion,
)
from municipalities.people.models import User
from municipalities.register.models import Organisation


class AuthorityGrounds(models.TextChoices):
    """By what right a person signs for the organisation: never by title alone."""

    STATUTE = "statute", _("Legal representative by law")
    DELEGATION = "delegation", _("Delegated authority")
    POWER_OF_ATTORNEY = "power_of_attorney", _("Power of attorney")


@pghistory.track()
class Accession(models.Model):
    """An organisation's accession to a framework agreement (tiltredelse).

    Made by a signatory's signature; in force from KS' countersignature. Its state follows from
    these dated acts, see states.py. Names are kept as they were on the day.
    """

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="accessions",
        verbose_name=_("organisation"),
    )
    framework = models.ForeignKey(
        FrameworkAgreement,
        models.PROTECT,
        related_name="accessions",
        verbose_name=_("framework agreement"),
    )
    terms_version = models.ForeignKey(
        TermsVersion, models.PROTECT, related_name="+", verbose_name=_("terms version")
    )
    grounds = models.CharField(_("grounds of authority"), max_length=17, choices=AuthorityGrounds)
    grounds_reference = models.CharField(
        _("decision or document"),
        max_length=200,
        blank=True,
        help_text=_("Case number, decision or document that gives the authority."),
    )
    signed_at = models.DateTimeField(_("signed"))
    signed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("signed by")
    )
    signed_name = models.CharField(_("name of the signatory"), max_length=150)
    countersigned_at = models.DateTimeField(_("countersigned"), null=True, blank=True)
    countersigned_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("countersigned by"),
    )
    countersigned_name = models.CharField(
        _("name of the countersignatory"), max_length=150, blank=True
    )
    rejected_at = models.DateTimeField(_("rejected"), null=True, blank=True)
    rejected_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("rejected by"),
    )
    rejection_reason = models.TextField(_("reason for the rejection"), blank=True)

    class Meta:
        ordering = ["-signed_at"]
        verbose_name = _("accession")
        verbose_name_plural = _("accessions")
        constraints = [
            models.UniqueConstraint(
                name="accession_once_per_framework",
                fields=["organisation", "framework"],
                condition=Q(rejected_at=None),
                violation_error_message=_("The organisation has already joined this agreement."),
            ),
            models.CheckConstraint(
                name="accession_countersigned_in_full",
                condition=Q(countersigned_at=None, countersigned_by=None, countersigned_name="")
                | Q(countersigned_at__isnull=False, countersigned_by__isnull=False)
                & ~Q(countersigned_name=""),
            ),
            models.CheckConstraint(
                name="accession_rejected_with_reason",
                condition=Q(rejected_at=None, rejected_by=None, rejection_reason="")
                | Q(rejected_at__isnull=False, rejected_by__isnull=False) & ~Q(rejection_reason=""),
            ),
            models.CheckConstraint(
                name="accession_not_both_countersigned_and_rejected",
                condition=Q(countersigned_at=None) | Q(rejected_at=None),
            ),
            models.CheckConstraint(
                name="accession_countersigner_is_not_signatory",
                condition=~Q(countersigned_by=F("signed_by")),
                violation_error_message=_("Nobody countersigns their own signature."),
            ),
            models.CheckConstraint(
                name="accession_delegation_has_reference",
                condition=Q(grounds="statute") | ~Q(grounds_reference=""),
                violation_error_message=_(
                    "State the decision or document that gives you the authority."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.framework}"

    def get_absolute_url(self):
        return reverse(
            "accession",
            args=[self.organisation.organisation_number, self.framework.reference],
        )


@pghistory.track()
class VolumeLicenceAgreement(models.Model):
    """The organisation's own agreement with the supplier under the framework (enrollment).

    The price level is fixed for its term; empty where the programme has none. Days inclusive.
    """

    accession = models.ForeignKey(
        Accession,
        models.PROTECT,
        related_name="volume_licence_agreements",
        verbose_name=_("accession"),
    )
    number = models.CharField(_("agreement number"), max_length=50, unique=True)
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="+", verbose_name=_("programme")
    )
    price_level = models.ForeignKey(
        PriceLevel,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("price level"),
    )
    reseller = models.ForeignKey(
        Reseller, models.PROTECT, related_name="+", verbose_name=_("reseller")
    )
    counting_basis = models.CharField(_("counting basis"), max_length=21, choices=CountingBasis)
    counted_quantity = models.PositiveIntegerField(
        _("number counted"),
        help_text=_("How many you have of what is counted. It gives the price level."),
    )
    starts_on = models.DateField(_("starts"))
    ends_on = models.DateField(_("ends"))
    drawn_up_at = models.DateTimeField(_("drawn up"))
    drawn_up_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("drawn up by")
    )

    class Meta:
        ordering = ["-starts_on", "number"]
        verbose_name = _("volume licence agreement")
        verbose_name_plural = _("volume licence agreements")
        constraints = [
            models.CheckConstraint(
                name="volume_licence_agreement_ends_after_start",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_message=_("The agreement must end after it starts."),
            ),
            models.CheckConstraint(
                name="volume_licence_agreement_counts_something",
                condition=Q(counted_quantity__gt=0),
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        number = self.accession.organisation.organisation_number
        return reverse("volume_licence_agreement", args=[number, self.number])
