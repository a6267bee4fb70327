"""What each case officer wants mail about."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Subject(models.TextChoices):
    """What may wait for KS."""

    CASES = "cases", _("Accession cases that wait for KS")
    ROLE_REQUESTS = "role_requests", _("Role requests")
    ORDERS = "orders", _("Orders that have not reached the reseller")
    TRUE_UPS = "true_ups", _("True-ups that are not answered")
    FOLLOW_UP = "follow_up", _("Documents, ceilings and lots to follow up, and who never answers")
    REFORMS = "reforms", _("Reforms, and findings from Enhetsregisteret")
    NIGHTLY = "nightly", _("Nightly work that failed")


IMMEDIATE_SUBJECTS = (Subject.CASES, Subject.ROLE_REQUESTS)
"""The subjects that one can be notified of at once, besides."""


def every_subject() -> list[str]:
    """The subjects of the daily mail until a case officer chooses: nothing is forgotten."""
    return list(Subject.values)


def _subjects(label, default):
    return ArrayField(
        models.CharField(max_length=13, choices=Subject),
        verbose_name=label,
        default=default,
        blank=True,
    )


class OfficerMail(models.Model):
    """A case officer's choice of mail; whoever has none gets the daily mail about everything.

    `digest_on` is the day of the last daily mail: there is at most one a day.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="officer_mail",
        verbose_name=_("case officer"),
    )
    daily = _subjects(_("in one mail a day"), every_subject)
    immediate = _subjects(_("at once"), list)
    digest_on = models.DateField(_("last daily mail"), null=True, editable=False)

    class Meta:
        ordering = ["user"]
        verbose_name = _("choice of mail")
        verbose_name_plural = _("choices of mail")
        constraints = [
            models.CheckConstraint(
                name="officer_mail_daily_is_known",
                condition=models.Q(daily__contained_by=list(Subject.values)),
            ),
            models.CheckConstraint(
                name="officer_mail_immediate_is_known",
                condition=models.Q(
                    immediate__contained_by=[subject.value for subject in IMMEDIATE_SUBJECTS]
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)
