"""What Enhetsregisteret was found to say otherwise, and the runs that found it."""

from datetime import date

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from municipalities import formatting
from municipalities.people.models import User
from municipalities.register.models import Organisation
from municipalities.register.registry_status import RegistryNotice

UNDATED = "undated"
"""A deletion under way of which the registry gives no day."""


class RegistryRun(models.Model):
    """One time the registry was asked about the organisations of the portal.

    Of `organisations`, so many were `asked` about and so many are `failures`, [organisation number,
    problem] each; the rest were never asked about, and `stopped` says why. A run without `ended_at`
    is at work, or was killed: what it had found stays.
    """

    class Stopped(models.TextChoices):
        NOT = "", _("No")
        NO_ANSWER = "no_answer", _("The registry did not answer.")
        MANY_GONE = "many_gone", _("More were gone at once than is likely.")

    began_at = models.DateTimeField(_("began"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    since = models.DateField(
        _("changes since"), null=True, blank=True, help_text=_("Empty: all were asked about.")
    )
    organisations = models.PositiveIntegerField(_("organisations to ask about"), default=0)
    asked = models.PositiveIntegerField(_("asked about"), default=0)
    found = models.PositiveIntegerField(_("new findings"), default=0)
    failures = models.JSONField(_("could not be asked"), default=list, blank=True)
    stopped = models.CharField(
        _("stopped early"), max_length=9, choices=Stopped, default=Stopped.NOT, blank=True
    )

    class Meta:
        ordering = ["-began_at", "-pk"]
        verbose_name = _("run against the registry")
        verbose_name_plural = _("runs against the registry")

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d}"

    @property
    def never_asked(self) -> int:
        """How many organisations the run did not come to."""
        return max(self.organisations - self.asked - len(self.failures), 0)


@pghistory.track()
class RegistryFinding(models.Model):
    """A difference between the portal and the registry, until a case officer decides.

    `before` is what stood in the portal, `after` what the registry says: a name, a form, an
    address, a day, or a notice and its day (`notice_text`). One of a kind waits for an
    organisation at a time; a newer observation takes its place. actions.py alone writes the state.
    """

    class Kind(models.TextChoices):
        NAME = "name", _("Name")
        FORM = "form", _("Organisation form")
        ADDRESS = "address", _("Address")
        EMAIL = "email", _("Official e-mail address")
        NOTICE = "notice", _("Bankruptcy or dissolution")
        BEING_DELETED = "being_deleted", _("Being deleted")
        DELETED = "deleted", _("Deleted")
        REMOVED = "removed", _("Removed for legal reasons")
        UNKNOWN = "unknown", _("Not in the registry")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")
        SUPERSEDED = "superseded", _("No longer so")

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="registry_findings",
        verbose_name=_("organisation"),
    )
    kind = models.CharField(_("what"), max_length=13, choices=Kind)
    before = models.CharField(_("in the portal"), max_length=300, blank=True)
    after = models.CharField(_("in the registry"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    run = models.ForeignKey(
        RegistryRun, models.PROTECT, related_name="findings", verbose_name=_("found by")
    )
    found_at = models.DateTimeField(_("found"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    reason = models.CharField(_("reason"), max_length=1000, blank=True)

    class Meta:
        ordering = ["-found_at", "-pk"]
        verbose_name = _("finding in the registry")
        verbose_name_plural = _("findings in the registry")
        constraints = [
            models.UniqueConstraint(
                name="registry_finding_one_waits",
                fields=["organisation", "kind"],
                condition=Q(state="waiting"),
            ),
            models.CheckConstraint(
                name="registry_finding_decided_by_somebody",
                condition=Q(state__in=["waiting", "superseded"], decided_by=None)
                | Q(state="accepted", decided_at__isnull=False, decided_by__isnull=False)
                | Q(state="rejected", decided_at__isnull=False, decided_by__isnull=False)
                & ~Q(reason=""),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="registry_finding_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="registry_finding_decided_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.state <> 'waiting'"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_kind_display()}"

    @property
    def portal_value(self):
        """What stood in the portal, as people write it."""
        return self._as_people_write(self.before)

    @property
    def registry_value(self):
        """What the registry says, as people write it."""
        return self._as_people_write(self.after)

    def _as_people_write(self, text: str):
        match self.kind:
            case self.Kind.DELETED | self.Kind.REMOVED | self.Kind.BEING_DELETED:
                return str(_("Day not given")) if text == UNDATED else _day(text)
            case self.Kind.NOTICE if text:
                notice, _space, day = text.partition(" ")
                return f"{RegistryNotice(notice).label} {_day(day)}".rstrip()
        return text


def notice_text(notice, on: date | None) -> str:
    """A notice and its day (or None) as a finding keeps them: "bankruptcy 2026-03-01"."""
    return f"{notice} {on.isoformat() if on else ''}".strip()


def _day(text: str) -> str:
    return formatting.day(date.fromisoformat(text)) if text else ""
