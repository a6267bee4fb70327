"""What became of each step, each night."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DailyStep(models.Model):
    """A step of a nightly run, written when it has ended. An `error` means that it failed."""

    class Step(models.TextChoices):
        """The steps, in the order in which they are run."""

        REFORMS = "reforms", _("Carry out reforms")
        PRICE_LEVELS = "price_levels", _("Fix price levels of renewed terms")
        TRUE_UPS = "true_ups", _("Open true-ups")
        REMINDERS = "reminders", _("Remind those who have not answered")
        ALERTS = "alerts", _("Notify case officers of coming dates")
        REGISTER = "register", _("Ask Enhetsregisteret")
        CEILINGS = "ceilings", _("Count the ceilings again")
        DECLARATIONS = "declarations", _("Issue declarations that are missing")
        CLEAN_UP = "clean_up", _("Delete what is no longer needed")
        DOCUMENTS = "documents", _("Compare documents with their files")
        DIGESTS = "digests", _("Write to case officers about what waits")

    step = models.CharField(_("step"), max_length=12, choices=Step)
    began_at = models.DateTimeField(_("began"))
    ended_at = models.DateTimeField(_("ended"))
    report = models.TextField(_("report"), blank=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        ordering = ["-began_at", "-pk"]
        verbose_name = _("nightly step")
        verbose_name_plural = _("nightly steps")
        indexes = [models.Index(fields=["step", "-began_at"], name="daily_step_newest")]
        constraints = [
            models.CheckConstraint(
                name="daily_step_is_known",
                condition=models.Q(
                    step__in=[
                        "reforms",
                        "price_levels",
                        "true_ups",
                        "reminders",
                        "alerts",
                        "register",
                        "ceilings",
                        "declarations",
                        "clean_up",
                        "documents",
                        "digests",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="daily_step_ended_after_it_began",
                condition=models.Q(ended_at__gte=models.F("began_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.get_step_display()
