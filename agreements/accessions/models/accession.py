"""Joining a framework agreement: where an organisation stands, and on what it rests."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.accessions.states import ENDED, NOT_SIGNED, STORED, AccessionState
from agreements.frameworks.models import FrameworkAgreement, TermsVersion
from agreements.kept_documents.models import KeptDocument
from municipalities.constraints import all_or_none
from municipalities.people.models import User
from municipalities.register.models import Organisation


class AuthorityGrounds(models.TextChoices):
    """By what right a person signs for the organisation: never by title alone."""

    STATUTE = "statute", _("Legal representative by law")
    DELEGATION = "delegation", _("Delegated authority")
    POWER_OF_ATTORNEY = "power_of_attorney", _("Power of attorney")


@pghistory.track()
class Accession(models.Model):
    """An organisation's accession to a framework agreement (tiltredelse), from invitation to end.

    actions.move_accession alone writes the state, together with the dated act that led to it;
    whether it is in force on a day follows from the framework's dates, see states.py. Names are
    kept as they were on the day. `answer_by` is the last day to answer an invitation.
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
    state = models.CharField(_("state"), max_length=13, choices=AccessionState)
    begun_at = models.DateTimeField(_("begun"))
    answer_by = models.DateField(_("answer by"), null=True, blank=True)
    assigned_to = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("case officer"),
    )
    terms_version = models.ForeignKey(
        TermsVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("terms version"),
    )
    grounds = models.CharField(
        _("grounds of authority"), max_length=17, choices=AuthorityGrounds, blank=True
    )
    grounds_reference = models.CharField(
        _("decision or document"),
        max_length=200,
        blank=True,
        help_text=_("Case number, decision or document that gives the authority."),
    )
    grounds_document = models.ForeignKey(
        KeptDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("the document itself"),
    )
    budget_authority = models.CharField(
        _("budget authority"),
        max_length=200,
        blank=True,
        help_text=_("Who is responsible for the budget: name and position."),
    )
    first_contact = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("first contact"),
    )
    second_contact = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("second contact"),
    )
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)
    signed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signed by"),
    )
    signed_name = models.CharField(_("name of the signatory"), max_length=150, blank=True)
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

    class Meta:
        ordering = ["-begun_at"]
        verbose_name = _("accession")
        verbose_name_plural = _("accessions")
        constraints = [
            models.UniqueConstraint(
                name="accession_once_per_framework",
                fields=["organisation", "framework"],
                condition=~Q(state__in=ENDED),
                violation_error_message=_("The organisation has already joined this agreement."),
            ),
            models.CheckConstraint(name="accession_state_is_stored", condition=Q(state__in=STORED)),
            models.CheckConstraint(
                name="accession_signed_in_full",
                condition=Q(state__in=NOT_SIGNED, signed_at=None, signed_by=None, signed_name="")
                | Q(
                    signed_at__isnull=False,
                    signed_by__isnull=False,
                    terms_version__isnull=False,
                    first_contact__isnull=False,
                    second_contact__isnull=False,
                )
                & ~Q(state__in=NOT_SIGNED)
                & ~Q(signed_name="")
                & ~Q(grounds="")
                & ~Q(budget_authority=""),
            ),
            models.CheckConstraint(
                name="accession_contacts_are_two_people",
                condition=~Q(first_contact=F("second_contact")),
                violation_error_message=_("Choose two different contacts."),
            ),
            models.CheckConstraint(
                name="accession_countersigned_in_full",
                condition=all_or_none(
                    "countersigned_at", "countersigned_by", texts=["countersigned_name"]
                ),
            ),
            models.CheckConstraint(
                name="accession_in_force_only_countersigned",
                condition=Q(
                    state__in=["countersigned", "terminated", "transferred"],
                    countersigned_at__isnull=False,
                )
                | (
                    ~Q(state__in=["countersigned", "terminated", "transferred"])
                    & Q(countersigned_at=None)
                ),
            ),
            models.CheckConstraint(
                name="accession_countersigner_is_not_signatory",
                condition=~Q(countersigned_by=F("signed_by")),
                violation_error_message=_("Nobody countersigns their own signature."),
            ),
            models.CheckConstraint(
                name="accession_delegation_has_reference",
                condition=Q(grounds__in=["", "statute"]) | ~Q(grounds_reference=""),
                violation_error_message=_(
                    "State the decision or document that gives you the authority."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.framework}"

    def get_absolute_url(self) -> str:
        return reverse(
            "accession",
            args=[self.organisation.organisation_number, self.framework.reference],
        )
