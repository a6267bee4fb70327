"""Evidence packs: all that a licence review asks for, as it stood on a day."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.documents.models import IssuedDocument
from municipalities.people.models import User
from municipalities.register.models import Organisation


class EvidencePack(models.Model):
    """What an organisation can show a publisher who reviews its licences: asked for, then made.

    `as_of` is the day whose position it shows. `document` is the sealed PDF, and `data_sha256` the
    hash under which the same as data lies in the archive, `zip_sha256` that of everything as one
    file (empty: made before these were kept). Once made it never changes; it is never deleted.
    `left_out` names the files, a line each, that the zip had to go on without. `error` says why
    the last try failed.
    """

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="evidence_packs",
        verbose_name=_("organisation"),
    )
    as_of = models.DateField(_("as of"))
    requested_at = models.DateTimeField(_("requested"))
    requested_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("requested by"),
        help_text=_("Empty: from the command line."),
    )
    document = models.OneToOneField(
        IssuedDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence_pack",
        verbose_name=_("issued document"),
    )
    data_sha256 = models.CharField(_("SHA-256 of the data"), max_length=64, blank=True)
    zip_sha256 = models.CharField(_("SHA-256 of the zip"), max_length=64, blank=True)
    left_out = models.TextField(_("left out"), blank=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        ordering = ["-requested_at", "-pk"]
        verbose_name = _("evidence for a licence review")
        verbose_name_plural = _("evidence for licence reviews")
        constraints = [
            models.CheckConstraint(
                name="evidence_pack_made_in_full",
                condition=Q(document=None, data_sha256="", zip_sha256="", left_out="")
                | Q(
                    document__isnull=False,
                    data_sha256__regex=r"^[0-9a-f]{64}$",
                    zip_sha256__regex=r"^([0-9a-f]{64})?$",
                    error="",
                ),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="evidence_pack_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="evidence_pack_made_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.document_id IS NOT NULL"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.as_of}"

    @property
    def is_made(self) -> bool:
        """Whether there is a file to fetch."""
        return self.document_id is not None
