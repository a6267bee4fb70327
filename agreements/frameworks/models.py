"""What KS has agreed: suppliers, resellers, framework agreements, their terms and programmes."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from municipalities.register.models import Organisation
from municipalities.register.organisation_numbers import (
    organisation_number_is_valid,
    validate_organisation_number,
)


class CountingBasis(models.TextChoices):
    """What is counted under an agreement (tellegrunnlag)."""

    USERS = "users", _("Users")
    DEVICES = "devices", _("Devices")
    FULL_TIME_EQUIVALENTS = "full_time_equivalents", _("Full-time equivalents")
    PUPILS = "pupils", _("Pupils")
    ACTUAL_USE = "actual_use", _("Actual use")


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

    def __str__(self):
        return self.name


@pghistory.track()
class Supplier(Party):
    """The party that KS signs a framework agreement with."""

    class Meta(Party.Meta):
        verbose_name = _("supplier")
        verbose_name_plural = _("suppliers")


@pghistory.track()
class Reseller(Party):
    """A company that sells and delivers under framework agreements; orders go to its e-mail."""

    place = models.CharField(_("place"), max_length=100, blank=True)
    is_active = models.BooleanField(_("takes new orders"), default=True)

    class Meta(Party.Meta):
        verbose_name = _("reseller")
        verbose_name_plural = _("resellers")


class FourYearsAfter(Func):
    """The same day four years after a date column; 28 February for the 29th of a leap year."""

    template = "(%(expressions)s + INTERVAL '4 years')::date"
    output_field = models.DateField()


@pghistory.track()
class FrameworkAgreement(models.Model):
    """Terms KS has agreed with a supplier, for later orders in a period; no duty to buy.

    Days are inclusive: `starts_on` and `ends_on` are the first and last day in force, and
    `accession_opens_on` and `accession_closes_on` the first and last day to join. At most four
    years unless the reason is written down (directive 2014/24 art. 33).
    """

    reference = models.SlugField(
        _("reference"),
        max_length=30,
        unique=True,
        help_text=_("Short name in addresses, e.g. microsoft-2025."),
    )
    name = models.CharField(_("name"), max_length=200)
    supplier = models.ForeignKey(Supplier, models.PROTECT, verbose_name=_("supplier"))
    summary_nb = models.TextField(_("summary in Bokmål"), blank=True)
    summary_nn = models.TextField(_("summary in Nynorsk"), blank=True)
    starts_on = models.DateField(_("in force from"))
    ends_on = models.DateField(_("in force to"))
    long_term_reason = models.TextField(_("reason for more than four years"), blank=True)
    accession_opens_on = models.DateField(_("open for accession from"))
    accession_closes_on = models.DateField(_("open for accession to"))
    eligible_kinds = ArrayField(
        models.CharField(max_length=20, choices=Organisation.Kind),
        verbose_name=_("may join"),
    )
    resellers = models.ManyToManyField(
        Reseller, related_name="frameworks", blank=True, verbose_name=_("resellers")
    )
    is_demonstration = models.BooleanField(
        _("demonstration data"),
        default=False,
        help_text=_("Every page and PDF made from it says so."),
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("framework agreement")
        verbose_name_plural = _("framework agreements")
        constraints = [
            models.CheckConstraint(
                name="framework_ends_after_start",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_message=_("The agreement must end after it starts."),
            ),
            models.CheckConstraint(
                name="framework_accession_closes_after_opening",
                condition=Q(accession_closes_on__gte=F("accession_opens_on")),
                violation_error_message=_("Accession must close after it opens."),
            ),
            models.CheckConstraint(
                name="framework_accession_closes_before_end",
                condition=Q(accession_closes_on__lte=F("ends_on")),
                violation_error_message=_("Accession must close before the agreement ends."),
            ),
            models.CheckConstraint(
                name="framework_four_years_or_reason",
                condition=Q(ends_on__lt=FourYearsAfter("starts_on")) | ~Q(long_term_reason=""),
                violation_error_message=_(
                    "The agreement lasts more than four years. Write down the reason."
                ),
            ),
            models.CheckConstraint(
                name="framework_someone_may_join",
                condition=Q(eligible_kinds__len__gt=0),
                violation_error_message=_("Choose who may join."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("framework", args=[self.reference])

    @property
    def eligible_kind_names(self):
        """The kinds of organisation that may join, as people read them."""
        return [Organisation.Kind(kind).label for kind in self.eligible_kinds]

    @property
    def summary(self):
        """The summary in the language of the page."""
        return self.summary_nn if get_language() == "nn" else self.summary_nb


@pghistory.track()
class TermsVersion(models.Model):
    """A dated version of a framework agreement's terms, as plain text in both written standards."""

    framework = models.ForeignKey(
        FrameworkAgreement,
        models.PROTECT,
        related_name="terms_versions",
        verbose_name=_("framework agreement"),
    )
    version = models.CharField(_("version"), max_length=20)
    valid_from = models.DateField(_("valid from"))
    text_nb = models.TextField(_("text in Bokmål"))
    text_nn = models.TextField(_("text in Nynorsk"))

    class Meta:
        ordering = ["framework", "-valid_from"]
        verbose_name = _("terms version")
        verbose_name_plural = _("terms versions")
        constraints = [
            models.UniqueConstraint(
                name="terms_version_one_per_day", fields=["framework", "valid_from"]
            ),
            models.UniqueConstraint(
                name="terms_version_number_once", fields=["framework", "version"]
            ),
        ]

    def __str__(self):
        return f"{self.framework} {self.version}"

    def text_in(self, language):
        """The terms in "nb" or "nn"."""
        return self.text_nn if language == "nn" else self.text_nb


@pghistory.track()
class Programme(models.Model):
    """A way of buying under a framework agreement, such as a supplier's volume programme."""

    framework = models.ForeignKey(
        FrameworkAgreement,
        models.PROTECT,
        related_name="programmes",
        verbose_name=_("framework agreement"),
    )
    name = models.CharField(_("name"), max_length=100)
    term_months = models.PositiveSmallIntegerField(
        _("term in months"), help_text=_("How long a volume licence agreement lasts.")
    )
    counting_basis = models.CharField(
        _("counting basis"),
        max_length=21,
        choices=CountingBasis,
        help_text=_("Proposed to buyers."),
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            models.UniqueConstraint(name="programme_name_once", fields=["framework", "name"]),
            models.CheckConstraint(
                name="programme_term_is_positive", condition=Q(term_months__gt=0)
            ),
        ]

    def __str__(self):
        return self.name


@pghistory.track()
class PriceLevel(models.Model):
    """A price level of a programme. Microsoft: A is the smallest customer, D the largest."""

    programme = models.ForeignKey(
        Programme,
        models.PROTECT,
        related_name="price_levels",
        verbose_name=_("programme"),
    )
    code = models.CharField(_("code"), max_length=10)
    minimum_quantity = models.PositiveIntegerField(
        _("from quantity"),
        help_text=_("Lowest number of users or devices at this level."),
    )

    class Meta:
        ordering = ["programme", "minimum_quantity"]
        verbose_name = _("price level")
        verbose_name_plural = _("price levels")
        constraints = [
            models.UniqueConstraint(name="price_level_code_once", fields=["programme", "code"]),
            models.UniqueConstraint(
                name="price_level_threshold_once",
                fields=["programme", "minimum_quantity"],
            ),
        ]

    def __str__(self):
        return self.code


@pghistory.track()
class Negotiation(models.Model):
    """Talks KS had with a supplier, and how they ended."""

    class Outcome(models.TextChoices):
        ONGOING = "ongoing", _("Ongoing")
        AGREEMENT = "agreement", _("Agreement")
        WITHDRAWN = "withdrawn", _("Withdrew")
        BROKEN_OFF = "broken_off", _("Broken off")

    supplier_name = models.CharField(_("supplier"), max_length=200)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome, default=Outcome.ONGOING
    )
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ended_on_is_month = models.BooleanField(_("only the month is known"), default=False)
    reason_nb = models.TextField(_("reason in Bokmål"), blank=True)
    reason_nn = models.TextField(_("reason in Nynorsk"), blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    framework = models.ForeignKey(
        FrameworkAgreement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="negotiations",
        verbose_name=_("framework agreement"),
    )

    class Meta:
        ordering = ["-ended_on", "supplier_name"]
        verbose_name = _("negotiation")
        verbose_name_plural = _("negotiations")
        constraints = [
            models.CheckConstraint(
                name="negotiation_ended_has_a_date",
                condition=Q(outcome="ongoing", ended_on=None)
                | (~Q(outcome="ongoing") & Q(ended_on__isnull=False)),
                violation_error_message=_("Talks that have ended need a date, ongoing ones none."),
            ),
            models.CheckConstraint(
                name="negotiation_withdrawal_has_a_reason",
                condition=~Q(outcome__in=["withdrawn", "broken_off"])
                | ~Q(reason_nb="") & ~Q(reason_nn=""),
                violation_error_message=_("Write down why the talks ended, in both languages."),
            ),
        ]

    def __str__(self):
        return f"{self.supplier_name}: {self.get_outcome_display()}"

    @property
    def reason(self):
        """The reason in the language of the page."""
        return self.reason_nn if get_language() == "nn" else self.reason_nb
