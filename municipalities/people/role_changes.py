"""What KS changes in an organisation's roles, and why."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from municipalities.people.models import Membership, User


class RoleChange(models.Model):
    """A role that a case officer gave or ended, with the reason. Append-only.

    A role that is changed into another is two of these with the same reason.
    """

    class Kind(models.TextChoices):
        GIVEN = "given", _("Given")
        ENDED = "ended", _("Ended")

    membership = models.ForeignKey(
        Membership, models.PROTECT, related_name="changes", verbose_name=_("role")
    )
    kind = models.CharField(_("kind"), max_length=5, choices=Kind)
    reason = models.TextField(_("reason"), max_length=1000)
    changed_at = models.DateTimeField(_("changed"))
    changed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("changed by")
    )

    class Meta:
        ordering = ["-changed_at", "-pk"]
        verbose_name = _("change of a role by KS")
        verbose_name_plural = _("changes of roles by KS")
        constraints = [
            models.UniqueConstraint(
                name="role_change_once_of_a_kind", fields=["membership", "kind"]
            ),
            models.CheckConstraint(name="role_change_gives_its_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="role_change_kind_is_known", condition=Q(kind__in=["given", "ended"])
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="role_change_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.membership}"
