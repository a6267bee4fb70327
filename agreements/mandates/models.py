"""Who may order on whose behalf: given for some days, and revoked, never changed."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.frameworks.models import FrameworkAgreement
from agreements.kept_documents.models import KeptDocument
from agreements.mandates.states import ROLES, Powers
from agreements.mandates.triggers import (
    MANDATE_IS_NOT_WIDENED,
    MANDATE_NAMES_ALL_ITS_FRAMEWORKS,
    MANDATE_NO_OVERLAP,
    MANDATE_PAPER_IS_THE_OWNERS,
)
from agreements.signing.models import Signature
from municipalities.constraints import all_or_none
from municipalities.people.models import Role, User
from municipalities.register.models import Organisation


@pghistory.track()
class Mandate(models.Model):
    """A mandate (representasjonsfullmakt): the representative may order on the owner's behalf.

    It holds from the first day to the last, both included, under the framework agreements it
    names; `framework_count` says how many, 0: under all of them. Behind it stands a signed paper
    of the owner's, or a signature in the portal. It is a trust between the two that are named: it
    ends with either of them and passes to no successor.
    """

    owner = models.ForeignKey(
        Organisation, models.PROTECT, related_name="mandates_given", verbose_name=_("owner")
    )
    representative = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="mandates_held",
        verbose_name=_("representative"),
    )
    powers = models.CharField(
        _("what may be done"), max_length=17, choices=Powers, default=Powers.ORDER
    )
    frameworks = models.ManyToManyField(
        FrameworkAgreement,
        through="MandateFramework",
        related_name="mandates",
        verbose_name=_("framework agreements"),
    )
    framework_count = models.PositiveSmallIntegerField(_("how many of them"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    document = models.ForeignKey(
        KeptDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signed paper"),
    )
    signature = models.OneToOneField(
        Signature,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signature"),
    )
    given_at = models.DateTimeField(_("given"))
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("given by"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("revoked by"),
    )
    revoked_reason = models.CharField(_("why it is revoked"), max_length=1000, blank=True)

    class Meta:
        ordering = ["-given_at", "-pk"]
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = [
            models.CheckConstraint(
                name="mandate_is_to_someone_else",
                condition=~Q(representative=F("owner")),
                violation_error_message=_("An organisation needs no mandate from itself."),
            ),
            models.CheckConstraint(
                name="mandate_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                name="mandate_powers_are_known", condition=Q(powers__in=Powers.values)
            ),
            models.CheckConstraint(
                name="mandate_has_one_proof",
                condition=Q(document=None, signature__isnull=False)
                | Q(document__isnull=False, signature=None),
            ),
            models.CheckConstraint(
                name="mandate_revoked_in_full",
                condition=all_or_none("revoked_at", "revoked_by", texts=["revoked_reason"]),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="mandate_is_frozen",
                exclude=["revoked_at", "revoked_by", "revoked_reason"],
            ),
            pgtrigger.Protect(
                name="mandate_is_revoked_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.revoked_at IS NOT NULL"),
            ),
            pgtrigger.Protect(name="mandate_is_never_deleted", operation=pgtrigger.Delete),
            MANDATE_PAPER_IS_THE_OWNERS,
            MANDATE_NO_OVERLAP,
            MANDATE_NAMES_ALL_ITS_FRAMEWORKS,
        ]

    def __str__(self) -> str:
        return f"{self.representative}: {self.owner}"

    def get_absolute_url(self) -> str:
        return reverse("mandate", args=[self.owner.organisation_number, self.pk])

    @property
    def roles(self) -> frozenset[Role]:
        """The roles at the representative that count at the owner."""
        return ROLES[self.powers]

    @property
    def parties(self) -> tuple[Organisation, Organisation]:
        """The two between whom it is."""
        return (self.owner, self.representative)

    @property
    def covers_all_frameworks(self) -> bool:
        """Whether it holds under every framework agreement."""
        return self.framework_count == 0


class MandateFramework(models.Model):
    """A framework agreement that a mandate names, from the day it was given. Append-only."""

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="named")
    framework = models.ForeignKey(FrameworkAgreement, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("framework agreement of a mandate")
        verbose_name_plural = _("framework agreements of mandates")
        constraints = [
            models.UniqueConstraint(name="mandate_framework_once", fields=["mandate", "framework"]),
        ]
        triggers = [
            pgtrigger.Protect(
                name="mandate_framework_is_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
            MANDATE_IS_NOT_WIDENED,
        ]

    def __str__(self) -> str:
        return f"{self.mandate}: {self.framework}"
