"""Electronic signatures: who signed exactly what, when, from where, and how they were known."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from municipalities.people.models import User


class Signature(models.Model):
    """One person's signature under exactly one text. Append-only.

    `document_sha256` is the hash of the text that was shown (hexadecimal), `consent_text` the
    sentence the person agreed to, `evidence` what the signer's end knows: no passwords and no
    national identity numbers.
    """

    class Method(models.TextChoices):
        BUILT_IN = "built_in", _("Password and name in the portal")
        OPENID_CONNECT = "openid_connect", _("Electronic identity")

    signed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("signed by")
    )
    name = models.CharField(_("name"), max_length=150)
    method = models.CharField(_("method"), max_length=14, choices=Method)
    consent_text = models.TextField(_("consent"))
    document_sha256 = models.CharField(_("hash of what was shown"), max_length=64)
    client_address = models.GenericIPAddressField(_("address"))
    evidence = models.JSONField(_("evidence"), default=dict, blank=True)
    signed_at = models.DateTimeField(_("signed"))

    class Meta:
        ordering = ["-signed_at"]
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.CheckConstraint(
                name="signature_hash_is_sha256",
                condition=Q(document_sha256__regex=r"^[0-9a-f]{64}$"),
            ),
            models.CheckConstraint(
                name="signature_names_the_signatory_and_the_consent",
                condition=~Q(name="") & ~Q(consent_text=""),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="signature_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.signed_at:%Y-%m-%d}"
