"""Who exists: organisations, their municipality numbers and their counties."""

from datetime import date

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.query import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from municipalities.register.eligible_forms import validate_organisation_form
from municipalities.register.organisation_numbers import (
    organisation_number_is_valid,
    validate_organisation_number,
)
from municipalities.register.registry_status import (
    RegistryNotice,
    RegistryStatus,
    deregistration,
    notice_sentence,
)

NORWEGIAN_ORDER = "nb-NO-x-icu"
"""The collation that sorts Æ, Ø, Å last and Aa as Å, whatever the database cluster's locale."""


EMAIL_CHANGES_WITH_SOURCE = """
    IF NOT EXISTS (
        SELECT FROM (
            SELECT c.email_before, c.email_after FROM municipalities_officialemailchange c
            WHERE c.organisation_id = NEW.id ORDER BY c.id DESC LIMIT 1
        ) newest
        WHERE newest.email_before = OLD.official_email
          AND newest.email_after = NEW.official_email
    ) THEN
        RAISE EXCEPTION 'organisation_official_email_changes_with_source'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""
"""The newest OfficialEmailChange says exactly this change; written before the address itself."""


class WrittenStandard(models.TextChoices):
    """The form of Norwegian an organisation uses (målform)."""

    BOKMAL = "nb", _("Bokmål")
    NYNORSK = "nn", _("Nynorsk")
    NEUTRAL = "neutral", _("Neutral")


class County(models.Model):
    """A county (fylke) in the division of 2024, by its two-digit number."""

    number = models.CharField(_("county number"), max_length=2, primary_key=True)
    name = models.CharField(_("name"), max_length=100, db_collation=NORWEGIAN_ORDER)

    class Meta:
        ordering = ["name"]
        verbose_name = _("county")
        verbose_name_plural = _("counties")

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Organisation(models.Model):
    """A legal person of the register: municipality, county municipality or municipal enterprise.

    The organisation number is its key for people and for other systems. Names: `name` is the
    Norwegian form people use, `register_name` the one of Enhetsregisteret, in capitals.
    Sources of the facts: municipalities/register/data/SOURCES.md.
    """

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("Municipality")
        COUNTY_MUNICIPALITY = "county_municipality", _("County municipality")
        MUNICIPAL_ENTERPRISE = "municipal_enterprise", _("Municipal enterprise")

    organisation_number = models.CharField(
        _("organisation number"),
        max_length=9,
        unique=True,
        validators=[validate_organisation_number],
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    organisation_form = models.CharField(
        _("organisation form"),
        max_length=4,
        validators=[validate_organisation_form],
        help_text=_("Code of Enhetsregisteret, for example KOMM, FYLK, KF or IKS."),
    )
    has_county_functions = models.BooleanField(
        _("has county functions"),
        default=False,
        help_text=_("Oslo is municipality and county municipality in one."),
    )
    name = models.CharField(_("name"), max_length=200, db_collation=NORWEGIAN_ORDER)
    register_name = models.CharField(_("name in the register"), max_length=200)
    name_official = models.CharField(
        _("official name in all languages"), max_length=200, blank=True
    )
    name_sami = models.CharField(_("Sámi name"), max_length=200, blank=True)
    name_kven = models.CharField(_("Kven name"), max_length=200, blank=True)
    county = models.ForeignKey(
        County, models.PROTECT, null=True, blank=True, verbose_name=_("county")
    )
    written_standard = models.CharField(
        _("written standard"),
        max_length=7,
        choices=WrittenStandard,
        default=WrittenStandard.NEUTRAL,
    )
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    website = models.URLField(_("website"), blank=True)
    address = models.CharField(
        _("address"),
        max_length=300,
        blank=True,
        help_text=_("The business address of Enhetsregisteret, in one line."),
    )
    official_email = models.EmailField(
        _("official e-mail address"),
        blank=True,
        help_text=_("Where letters to the organisation go. Empty: none is known."),
    )
    registry_status = models.CharField(
        _("in Enhetsregisteret"),
        max_length=13,
        choices=RegistryStatus,
        default=RegistryStatus.REGISTERED,
        help_text=_(
            "Who is no longer registered neither joins nor orders. What it has agreed and owns "
            "stays until a reform moves it."
        ),
    )
    deregistered_on = models.DateField(
        _("deleted in Enhetsregisteret"),
        null=True,
        blank=True,
        help_text=_("Only where Enhetsregisteret gives the day."),
    )
    registry_notice = models.CharField(
        _("notice in Enhetsregisteret"),
        max_length=11,
        choices=RegistryNotice,
        default=RegistryNotice.NONE,
        blank=True,
        help_text=_("A warning to KS and to the organisation. It stops nothing by itself."),
    )
    registry_notice_on = models.DateField(
        _("day of the notice"),
        null=True,
        blank=True,
        help_text=_("Only where Enhetsregisteret gives the day."),
    )
    dissolved_on = models.DateField(
        _("dissolved"),
        null=True,
        blank=True,
        help_text=_("The first day it does not exist. Its history stays."),
    )

    class Meta:
        ordering = ["name", "organisation_number"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.CheckConstraint(
                name="organisation_number_passes_mod_11",
                condition=organisation_number_is_valid("organisation_number"),
                violation_error_message=_("The organisation number is not valid."),
            ),
            models.CheckConstraint(
                name="organisation_kind_is_known",
                condition=Q(
                    kind__in=[
                        "municipality",
                        "county_municipality",
                        "municipal_enterprise",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="organisation_written_standard_is_known",
                condition=Q(written_standard__in=WrittenStandard.values),
            ),
            models.CheckConstraint(
                name="organisation_official_email_is_an_address",
                condition=Q(official_email="") | Q(official_email__regex=r"^[^@\s]+@[^@\s]+$"),
            ),
            models.CheckConstraint(
                name="organisation_deregistered_on_fits_its_status",
                condition=Q(registry_status__in=["registered", "unknown"], deregistered_on=None)
                | Q(registry_status="deleted", deregistered_on__isnull=False)
                | Q(registry_status__in=["removed", "being_deleted"]),
                violation_error_message=_(
                    "A deletion has a day, and only a deletion or a removal has one."
                ),
            ),
            models.CheckConstraint(
                name="organisation_registry_notice_is_known",
                condition=Q(registry_notice__in=RegistryNotice.values),
            ),
            models.CheckConstraint(
                name="organisation_registry_notice_on_has_a_notice",
                condition=~Q(registry_notice="") | Q(registry_notice_on=None),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                # Letters go there: a wrong address sends them to somebody else
                name="organisation_official_email_changes_with_source",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("official_email"),
                condition=pgtrigger.Condition(
                    "OLD.official_email IS DISTINCT FROM NEW.official_email"
                ),
                func=EMAIL_CHANGES_WITH_SOURCE,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organisation_overview", args=[self.organisation_number])

    @property
    def took_over_from(self) -> "QuerySet[Organisation]":
        """The organisations that passed into this one, wholly or in part."""
        return Organisation.objects.filter(successions__successor=self).distinct()

    @property
    def passed_into(self) -> "QuerySet[Organisation]":
        """The organisations that took over from this one."""
        return Organisation.objects.filter(inheritances__predecessor=self).distinct()

    @property
    def deregistration(self) -> str:
        """What Enhetsregisteret says has become of it, as a sentence; "" while registered."""
        return deregistration(self.registry_status, self.deregistered_on)

    @property
    def registry_warning(self) -> str:
        """What Enhetsregisteret says of its end to come, as a sentence; "" where it says none."""
        return notice_sentence(self.registry_notice, self.registry_notice_on)

    def is_dissolved(self, on: date):
        """Whether a reform has put others in its place by a day."""
        return self.dissolved_on is not None and self.dissolved_on <= on

    def is_registered(self, on: date):
        """Whether Enhetsregisteret has it on a day. Gone without a day, it is gone on any."""
        if self.registry_status == RegistryStatus.REGISTERED:
            return True
        return self.deregistered_on is not None and on < self.deregistered_on

    @property
    def is_registered_today(self):
        """Whether Enhetsregisteret has it today."""
        return self.is_registered(timezone.localdate())

    @property
    def language(self) -> str:
        """The language of letters, mail and PDF to this organisation: "nn" or "nb"."""
        return "nn" if self.written_standard == WrittenStandard.NYNORSK else "nb"


class DateRange(Func):
    """A PostgreSQL daterange of two date columns, the end not included."""

    function = "DATERANGE"
    output_field = DateRangeField()


@pghistory.track()
class MunicipalityNumber(models.Model):
    """The four-digit number (kommunenummer) an organisation has in a period.

    A number can come back with another meaning and an organisation can be renumbered, so the
    key is number and period. `valid_from` empty: already in use in 2006. `valid_to` is the
    first day it is not in use; empty: still in use.
    """

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="municipality_numbers",
        verbose_name=_("organisation"),
    )
    number = models.CharField(_("municipality number"), max_length=4)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        ordering = ["number", "valid_from"]
        verbose_name = _("municipality number")
        verbose_name_plural = _("municipality numbers")
        constraints = [
            models.CheckConstraint(
                name="municipality_number_has_four_digits",
                condition=Q(number__regex=r"^[0-9]{4}$"),
                violation_error_message=_("A municipality number has four digits."),
            ),
            models.CheckConstraint(
                name="municipality_number_ends_after_start",
                condition=Q(valid_to__gt=F("valid_from")),
                violation_error_message=_("The number must end after the day it began."),
            ),
            ExclusionConstraint(
                name="municipality_number_one_organisation_at_a_time",
                expressions=[
                    ("number", RangeOperators.EQUAL),
                    (
                        DateRange("valid_from", "valid_to", RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Another organisation has this number in the period."),
            ),
            ExclusionConstraint(
                name="municipality_number_one_number_at_a_time",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    (
                        DateRange("valid_from", "valid_to", RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("The organisation has another number in the period."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


@pghistory.track()
class Succession(models.Model):
    """What an organisation was, wholly or in part, passed to another on a day.

    Where the predecessor is dissolved that day, the successor's people may read its history.
    """

    class Kind(models.TextChoices):
        MERGER = "merger", _("Merger")
        SPLIT = "split", _("Split")
        BOUNDARY = "boundary", _("Boundary adjustment")
        NEW_NUMBER = "new_number", _("New organisation number")

    predecessor = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="successions",
        verbose_name=_("predecessor"),
    )
    successor = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="inheritances",
        verbose_name=_("successor"),
    )
    takes_effect_on = models.DateField(_("takes effect on"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)

    class Meta:
        ordering = ["takes_effect_on", "pk"]
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        constraints = [
            models.UniqueConstraint(
                name="succession_once_a_day",
                fields=["predecessor", "successor", "takes_effect_on"],
            ),
            models.CheckConstraint(
                name="succession_is_between_two",
                condition=~Q(predecessor=F("successor")),
                violation_error_message=_("An organisation cannot succeed itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
