"""Papers that people bring and the portal keeps: signed agreements, powers of attorney."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from municipalities.constraints import all_or_none
from municipalities.people.models import User
from municipalities.register.models import Organisation


@pghistory.track()
class KeptDocument(models.Model):
    """A paper of an organisation (dokument), kept permanently as it was cleaned on the way in.

    The file lies in the archive under the hash of its bytes. Who asks for access to a withheld
    one is told the legal basis (offentleglova). What is wrong is withdrawn with a reason, never
    deleted; the database refuses every other change.
    """

    class Kind(models.TextChoices):
        SIGNED_AGREEMENT = "signed_agreement", _("Signed agreement")
        POWER_OF_ATTORNEY = "power_of_attorney", _("Power of attorney")
        DELEGATION = "delegation", _("Decision on delegation")
        OTHER = "other", _("Other document")

    class Access(models.TextChoices):
        OPEN = "open", _("Open")
        WITHHELD = "withheld", _("Withheld from the public")

    class LegalBasis(models.TextChoices):
        """The sections of offentleglova that municipal papers are withheld by."""

        SECRECY = "13", _("offentleglova § 13: duty of secrecy")
        INTERNAL = "14", _("offentleglova § 14: internal document")
        NEGOTIATION = "23", _("offentleglova § 23: negotiating position")
        CONTROL = "24", _("offentleglova § 24: control and safety")

    class ContentType(models.TextChoices):
        """What a file may be, by its contents."""

        PDF = "application/pdf", "PDF"
        PNG = "image/png", "PNG"
        JPEG = "image/jpeg", "JPEG"

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="kept_documents",
        verbose_name=_("organisation"),
    )
    kind = models.CharField(_("kind"), max_length=17, choices=Kind)
    title = models.CharField(_("title"), max_length=200)
    access = models.CharField(_("access"), max_length=8, choices=Access, default=Access.OPEN)
    legal_basis = models.CharField(
        _("legal basis"),
        max_length=2,
        choices=LegalBasis,
        blank=True,
        help_text=_("By what the document is withheld."),
    )
    journal_reference = models.CharField(
        _("journal reference"),
        max_length=50,
        blank=True,
        help_text=_("Your own case number, for example 25/1234-5."),
    )
    original_name = models.CharField(_("name of the file"), max_length=255)
    content_type = models.CharField(_("type of file"), max_length=15, choices=ContentType)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("withdrawn by"),
    )
    withdrawn_reason = models.CharField(_("why it is withdrawn"), max_length=1000, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("kept document")
        verbose_name_plural = _("kept documents")
        constraints = [
            models.CheckConstraint(
                name="kept_document_withheld_by_law",
                condition=Q(access="open", legal_basis="")
                | Q(access="withheld") & ~Q(legal_basis=""),
                violation_error_message=_("Choose why the document is withheld, and only then."),
            ),
            models.CheckConstraint(
                name="kept_document_type_is_known",
                condition=Q(
                    content_type__in=["application/pdf", "image/png", "image/jpeg"], size__gt=0
                ),
            ),
            models.CheckConstraint(
                name="kept_document_sha256_is_a_hash",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
            ),
            models.CheckConstraint(
                name="kept_document_withdrawn_in_full",
                condition=all_or_none("withdrawn_at", "withdrawn_by", texts=["withdrawn_reason"]),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="kept_document_is_frozen",
                exclude=["withdrawn_at", "withdrawn_by", "withdrawn_reason"],
            ),
            pgtrigger.Protect(
                name="kept_document_is_withdrawn_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.withdrawn_at IS NOT NULL"),
            ),
            pgtrigger.Protect(name="kept_document_is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("kept_document", args=[self.organisation.organisation_number, self.pk])

    @property
    def suffix(self) -> str:
        """The ending of the file's name."""
        return self.get_content_type_display().lower()

    @property
    def file_name(self) -> str:
        """The name it came under, with the ending of what it is."""
        stem = self.original_name.rpartition(".")[0] or self.original_name
        return f"{stem}.{self.suffix}"
