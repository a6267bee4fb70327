"""Who changed an organisation's official e-mail address, when, and on what source."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from municipalities.people.models import User
from municipalities.register.models import Organisation


class OfficialEmailChange(models.Model):
    """One change of an organisation's official e-mail address. Append-only.

    `email_before` and `email_after` are "" where there was, or is, no address. `changed_by` is
    None for the portal itself, which reads Enhetsregisteret.
    """

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="official_email_changes",
        verbose_name=_("organisation"),
    )
    email_before = models.EmailField(_("e-mail address before"), blank=True)
    email_after = models.EmailField(_("e-mail address after"), blank=True)
    source = models.CharField(_("source"), max_length=300)
    changed_at = models.DateTimeField(_("changed"))
    changed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("changed by")
    )

    class Meta:
        ordering = ["-changed_at", "-pk"]
        verbose_name = _("change of an official e-mail address")
        verbose_name_plural = _("changes of official e-mail addresses")
        constraints = [
            models.CheckConstraint(
                name="official_email_change_changes_the_address",
                condition=~Q(email_before=F("email_after")),
            ),
            models.CheckConstraint(
                name="official_email_change_names_its_source",
                condition=~Q(source=""),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="official_email_change_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.email_after or '–'}"
