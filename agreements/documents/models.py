"""Issued documents: what the portal has sealed and given out, kept permanently."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.documents.codes import grouped
from municipalities.people.models import User
from municipalities.register.models import Organisation


class DocumentKind(models.TextChoices):
    """What a document is."""

    ACCESSION_DECLARATION = "accession_declaration", _("Declaration of accession")
    AGREEMENT_SUMMARY = "agreement_summary", _("Agreement summary")
    ORDER = "order", _("Order")
    EVIDENCE_PACK = "evidence_pack", _("Evidence for a licence review")


class IssuedDocument(models.Model):
    """A sealed PDF as it was given out (utstedt dokument).

    The file lies in the archive under the hash of its bytes, and is never rendered again. The
    database refuses every change of the row, so it needs no history.
    """

    code = models.CharField(_("code"), max_length=16, unique=True)
    kind = models.CharField(_("kind"), max_length=21, choices=DocumentKind)
    title = models.CharField(_("title"), max_length=500)
    language = models.CharField(
        _("language"), max_length=2, choices=[("nb", _("Bokmål")), ("nn", _("Nynorsk"))]
    )
    as_of = models.DateField(_("as of"), help_text=_("The day whose facts the document shows."))
    terms_version = models.CharField(_("terms version"), max_length=100, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="issued_documents",
        verbose_name=_("organisation"),
    )
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, unique=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    has_self_made_seal = models.BooleanField(
        _("self-made seal"), help_text=_("The seal proves that the file is unchanged, not by whom.")
    )
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("issued by"),
        help_text=_("Empty when the portal did it by itself."),
    )

    class Meta:
        ordering = ["-issued_at", "-pk"]
        verbose_name = _("issued document")
        verbose_name_plural = _("issued documents")
        constraints = [
            models.CheckConstraint(
                name="issued_document_code_is_readable",
                condition=Q(code__regex=r"^[0-9A-HJKMNP-TV-Z]{16}$"),
            ),
            models.CheckConstraint(
                name="issued_document_sha256_is_a_hash",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
            ),
            models.CheckConstraint(name="issued_document_is_not_empty", condition=Q(size__gt=0)),
            models.CheckConstraint(
                name="issued_document_kind_is_known", condition=Q(kind__in=DocumentKind.values)
            ),
            models.CheckConstraint(
                name="issued_document_language_is_known", condition=Q(language__in=["nb", "nn"])
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="issued_document_is_kept", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("verify_code", args=[grouped(self.code)])

    @property
    def printed_code(self):
        """The code in groups of four, as people read it."""
        return grouped(self.code)
