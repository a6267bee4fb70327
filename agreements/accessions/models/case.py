"""What is done in an accession case: acts, exceptions from the gate, the declaration issued."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from pgtrigger.core import Trigger

from agreements.accessions.models.accession import Accession
from agreements.accessions.states import ActKind, JoiningCondition
from agreements.documents.models import IssuedDocument
from agreements.frameworks.models import FrameworkAgreement
from agreements.signing.models import Signature
from municipalities.people.models import User
from municipalities.register.models import Organisation


def _keeps_its_results(name: str, condition) -> Trigger:
    """A row written from now on has what was seen; an old one has nothing to be filled in."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        condition=pgtrigger.Condition(condition),
        func=f"RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation';",
    )


ACCESSION_ACT_KEEPS_ITS_RESULTS = _keeps_its_results(
    "accession_act_keeps_its_results",
    "NEW.conditions IS NULL AND NEW.kind IN"
    " ('approved', 'countersigned', 'returned', 'rejected', 'terminated')",
)
CONDITION_OVERRIDE_KEEPS_ITS_RESULTS = _keeps_its_results(
    "condition_override_keeps_its_results", "NEW.conditions IS NULL"
)


class AccessionAct(models.Model):
    """Something done in an accession case: what, when, by whom, why. Append-only.

    `by` is None for the portal itself. `condition` is the joining condition that a rejection rests
    on; `signature` the evidence behind a signature or countersignature. A decision of KS keeps in
    `conditions` what the gate said then (shown_conditions.py has the shape); those from before do
    not.
    """

    accession = models.ForeignKey(
        Accession, models.PROTECT, related_name="acts", verbose_name=_("accession")
    )
    kind = models.CharField(_("act"), max_length=13, choices=ActKind)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    note = models.TextField(_("note"), blank=True)
    signature = models.OneToOneField(
        Signature,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signature"),
    )
    joining_condition = models.CharField(
        _("joining condition"), max_length=9, choices=JoiningCondition, blank=True
    )
    conditions = models.JSONField(
        _("results of the joining conditions"),
        null=True,
        blank=True,
        help_text=_("Each condition with its facts, as the case officer saw them when deciding."),
    )

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("act of an accession")
        verbose_name_plural = _("acts of accessions")
        constraints = [
            models.CheckConstraint(
                name="accession_act_gives_its_reason",
                condition=~Q(kind__in=["returned", "declined", "rejected", "terminated", "noted"])
                | ~Q(note=""),
                violation_error_message=_("Write the reason."),
            ),
            models.CheckConstraint(
                name="accession_act_only_signatures_are_signed",
                condition=Q(signature=None) | Q(kind__in=["submitted", "countersigned"]),
            ),
            models.CheckConstraint(
                name="accession_act_rejection_names_a_leg",
                condition=Q(kind="rejected") & ~Q(joining_condition="")
                | ~Q(kind="rejected") & Q(joining_condition=""),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="accession_act_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
            ACCESSION_ACT_KEEPS_ITS_RESULTS,
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.accession}"


class IssuedDeclaration(models.Model):
    """The declaration that was issued when KS had countersigned: one an accession, permanently."""

    accession = models.OneToOneField(
        Accession,
        models.PROTECT,
        related_name="issued_declaration",
        verbose_name=_("accession"),
    )
    document = models.OneToOneField(
        IssuedDocument, models.PROTECT, related_name="+", verbose_name=_("issued document")
    )

    class Meta:
        verbose_name = _("issued declaration")
        verbose_name_plural = _("issued declarations")
        triggers = [
            pgtrigger.Protect(
                name="issued_declaration_is_kept", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]

    def __str__(self) -> str:
        return f"{self.accession}: {self.document.printed_code}"


class ConditionOverride(models.Model):
    """A case officer's reasoned decision to waive one joining condition for an organisation.

    One condition at most for each organisation and framework agreement, and only a condition that
    says whom the agreement is for or when; it stands on the accession's document. Append-only.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    framework = models.ForeignKey(
        FrameworkAgreement,
        models.PROTECT,
        related_name="+",
        verbose_name=_("framework agreement"),
    )
    joining_condition = models.CharField(
        _("joining condition"), max_length=9, choices=JoiningCondition
    )
    reason = models.TextField(_("reason"), max_length=1000)
    conditions = models.JSONField(
        _("results of the joining conditions"),
        null=True,
        blank=True,
        help_text=_("Each condition with its facts, as the case officer saw them when deciding."),
    )
    made_at = models.DateTimeField(_("when"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("exception from a joining condition")
        verbose_name_plural = _("exceptions from joining conditions")
        constraints = [
            models.UniqueConstraint(
                name="condition_override_one_per_organisation_and_framework",
                fields=["organisation", "framework"],
                violation_error_message=_("KS has already made an exception from one condition."),
            ),
            models.CheckConstraint(
                name="condition_override_of_an_overridable_condition",
                condition=Q(joining_condition__in=["named", "kind", "window"]),
            ),
            models.CheckConstraint(name="condition_override_has_a_reason", condition=~Q(reason="")),
        ]
        triggers = [
            pgtrigger.Protect(
                name="condition_override_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
            CONDITION_OVERRIDE_KEEPS_ITS_RESULTS,
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_joining_condition_display()}"
