"""What happens to a framework agreement in its time: options, amendments and suspensions."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreements.frameworks.models.framework import FrameworkAgreement
from municipalities.constraints import all_or_none
from municipalities.people.models import User


@pghistory.track()
class Option(models.Model):
    """KS' right to extend a framework agreement; nothing is extended until it is exercised.

    `decide_by` is the last day to tell the supplier. Options are exercised in order of
    `extends_to`.
    """

    framework = models.ForeignKey(
        FrameworkAgreement,
        models.PROTECT,
        related_name="options",
        verbose_name=_("framework agreement"),
    )
    extends_to = models.DateField(_("extends the agreement to"))
    decide_by = models.DateField(_("decide by"))
    exercised_at = models.DateTimeField(_("exercised"), null=True, blank=True, editable=False)
    exercised_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("exercised by"),
    )
    exercised_reason = models.TextField(_("reason"), max_length=1000, blank=True, editable=False)

    class Meta:
        ordering = ["framework", "extends_to"]
        verbose_name = _("option")
        verbose_name_plural = _("options")
        constraints = [
            models.UniqueConstraint(name="option_end_once", fields=["framework", "extends_to"]),
            models.CheckConstraint(
                name="option_decided_before_its_end",
                condition=Q(decide_by__lt=F("extends_to")),
                violation_error_message=_("Decide before the day the option extends to."),
            ),
            models.CheckConstraint(
                name="option_taken_in_full",
                condition=all_or_none("exercised_at", "exercised_by", texts=["exercised_reason"]),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="option_four_years_or_reason",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF EXISTS (
                        SELECT FROM agreements_frameworkagreement f
                        WHERE f.id = NEW.framework_id AND f.long_term_reason = ''
                          AND NEW.extends_to >= (f.starts_on + INTERVAL '4 years')::date
                    ) THEN
                        RAISE EXCEPTION 'option_four_years_or_reason'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.framework}: {self.extends_to}"


class Announcement(models.Model):
    """KS made a framework agreement public: when, and by whom. Append-only.

    Agreements from before drafts were announced here have a day alone (`announced_on`).
    """

    framework = models.OneToOneField(
        FrameworkAgreement,
        models.PROTECT,
        related_name="announcement",
        verbose_name=_("framework agreement"),
    )
    announced_at = models.DateTimeField(_("announced"))
    announced_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("announced by")
    )

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        triggers = [
            pgtrigger.Protect(
                name="announcement_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.framework}: {self.announced_at}"


class Amendment(models.Model):
    """One date of a framework agreement moved: from what, to what, why, when, by whom."""

    class Field(models.TextChoices):
        STARTS_ON = "starts_on", _("In force from")
        ENDS_ON = "ends_on", _("In force to")
        ACCESSION_OPENS_ON = "accession_opens_on", _("Open for accession from")
        ACCESSION_CLOSES_ON = "accession_closes_on", _("Open for accession to")

    framework = models.ForeignKey(
        FrameworkAgreement,
        models.PROTECT,
        related_name="amendments",
        verbose_name=_("framework agreement"),
    )
    field = models.CharField(_("what"), max_length=19, choices=Field)
    old_value = models.DateField(_("from"))
    new_value = models.DateField(_("to"))
    reason = models.TextField(_("reason"), max_length=1000)
    amended_at = models.DateTimeField(_("when"))
    amended_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))

    class Meta:
        ordering = ["-amended_at", "field"]
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        constraints = [
            models.CheckConstraint(name="amendment_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="amendment_changes_something", condition=~Q(old_value=F("new_value"))
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="amendment_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()}: {self.new_value}"


@pghistory.track()
class Suspension(models.Model):
    """A framework agreement stopped for a time: nobody joins or orders until it is resumed."""

    framework = models.ForeignKey(
        FrameworkAgreement,
        models.PROTECT,
        related_name="suspensions",
        verbose_name=_("framework agreement"),
    )
    reason = models.TextField(_("reason"), max_length=1000)
    expected_end = models.DateField(_("expected to end"))
    suspended_at = models.DateTimeField(_("suspended"))
    suspended_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("suspended by")
    )
    resumed_at = models.DateTimeField(_("resumed"), null=True, blank=True)
    resumed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("resumed by"),
    )

    class Meta:
        ordering = ["-suspended_at"]
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        constraints = [
            models.UniqueConstraint(
                name="suspension_one_at_a_time",
                fields=["framework"],
                condition=Q(resumed_at=None),
            ),
            models.CheckConstraint(name="suspension_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="suspension_resumed_in_full",
                condition=Q(resumed_at=None, resumed_by=None)
                | Q(resumed_at__gte=F("suspended_at"), resumed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.framework}: {self.reason}"


class Alert(models.Model):
    """The case officers were told that a day is coming; a moved date is another day."""

    class Kind(models.TextChoices):
        ENDS = "ends", _("The agreement ends")
        OPTION = "option", _("Decide about the option")
        ACCESSION_CLOSES = "accession_closes", _("The time to join ends")
        SUPPLIER_DOCUMENT = "supplier_document", _("A document of the supplier expires")

    framework = models.ForeignKey(
        FrameworkAgreement, models.PROTECT, related_name="+", verbose_name=_("framework agreement")
    )
    kind = models.CharField(_("kind"), max_length=17, choices=Kind)
    day = models.DateField(_("day"))
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints = [
            models.UniqueConstraint(name="alert_once_a_day", fields=["framework", "kind", "day"]),
        ]

    def __str__(self) -> str:
        return f"{self.framework}: {self.get_kind_display()} {self.day}"
