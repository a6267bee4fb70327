"""The framework agreement itself."""

from datetime import date

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agreements.frameworks.models.parties import Reseller, Supplier
from agreements.frameworks.triggers import ANNOUNCED_KEEPS_ITS_NUMBERS, OPTIONS_WITHIN_REASON
from municipalities.register.models import Organisation
from municipalities.texts import Text


class FourYearsAfter(Func):
    """The same day four years after a date column; 28 February for the 29th of a leap year."""

    template = "(%(expressions)s + INTERVAL '4 years')::date"
    output_field = models.DateField()


ANNOUNCED_BY_ACT = """
    IF OLD.announced_on IS NOT NULL OR NOT EXISTS (
        SELECT FROM agreements_announcement a WHERE a.framework_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'framework_is_announced_by_act' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""
"""A draft is announced once, by an act that leaves an Announcement, and is no draft afterwards."""


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
    contract_number = models.CharField(
        _("contract number"),
        max_length=50,
        blank=True,
        help_text=_(
            "The number of the signed agreement, for example KS' case number. It stands in every "
            "order, and resellers repeat it. Needed before the agreement is announced."
        ),
    )
    name = models.CharField(_("name"), max_length=200)
    supplier = models.ForeignKey(Supplier, models.PROTECT, verbose_name=_("supplier"))
    summary_nb = models.TextField(_("summary in Bokmål"), blank=True)
    summary_nn = models.TextField(_("summary in Nynorsk"), blank=True)
    starts_on = models.DateField(_("in force from"))
    ends_on = models.DateField(_("in force to"))
    announced_on = models.DateField(
        _("announced"),
        null=True,
        blank=True,
        help_text=_("The day KS announced the agreement. Empty: a draft."),
    )
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
    predecessor = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="successor",
        verbose_name=_("replaces"),
        help_text=_("The framework agreement that this one follows."),
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
                name="framework_announced_before_accession_opens",
                condition=Q(announced_on=None) | Q(announced_on__lte=F("accession_opens_on")),
                violation_error_message=_("The agreement is announced before accession opens."),
            ),
            models.UniqueConstraint(
                name="framework_contract_number_once",
                fields=["contract_number"],
                condition=~Q(contract_number=""),
                violation_error_message=_("Another framework agreement has this contract number."),
            ),
            models.CheckConstraint(
                name="framework_announced_with_contract_number",
                condition=Q(announced_on=None) | ~Q(contract_number=""),
                violation_error_message=_("Fill in the contract number before it is announced."),
            ),
            models.CheckConstraint(
                name="framework_follows_another",
                condition=~Q(predecessor=F("id")),
                violation_error_message=_("An agreement cannot replace itself."),
            ),
            models.CheckConstraint(
                name="framework_four_years_or_reason",
                condition=Q(ends_on__lt=FourYearsAfter("starts_on")) | ~Q(long_term_reason=""),
                violation_error_message=_(
                    "The agreement lasts more than four years. Write down the reason."
                ),
                violation_error_code="long_term_reason_missing",
            ),
            models.CheckConstraint(
                name="framework_someone_may_join",
                condition=Q(eligible_kinds__len__gt=0),
                violation_error_message=_("Choose who may join."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="framework_begins_as_a_draft",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.announced_on IS NOT NULL"),
                func="""
                    RAISE EXCEPTION 'framework_begins_as_a_draft'
                        USING ERRCODE = 'check_violation';
                """,
            ),
            OPTIONS_WITHIN_REASON,
            pgtrigger.Trigger(
                name="framework_is_announced_by_act",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("announced_on"),
                condition=pgtrigger.Condition("OLD.announced_on IS DISTINCT FROM NEW.announced_on"),
                func=ANNOUNCED_BY_ACT,
            ),
            ANNOUNCED_KEEPS_ITS_NUMBERS,
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("framework", args=[self.reference])

    @property
    def first_day(self) -> date:
        """The first day on which anybody may do anything under the agreement."""
        return min(self.starts_on, self.accession_opens_on)

    @property
    def eligible_kind_names(self) -> list[Text]:
        """The kinds of organisation that may join, as people read them."""
        return [Organisation.Kind(kind).label for kind in self.eligible_kinds]

    @property
    def summary(self) -> str:
        """The summary in the language of the page."""
        return self.summary_nn if get_language() == "nn" else self.summary_nb
