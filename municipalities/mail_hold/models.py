"""When mail was held and let go, and where the database was then."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MailSwitch(models.Model):
    """A turn of the switch; the newest one holds.

    Mail is let go at a `place` (place.py) alone: a restored database is at another, so its mail is
    held until somebody has looked. `is_first` is the one that a new database is made with.
    """

    is_held = models.BooleanField(_("mail is held"))
    is_first = models.BooleanField(_("from the beginning"), default=False)
    place = models.CharField(_("place of the database"), max_length=200)
    turned_at = models.DateTimeField(_("turned"))

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("mail switch")
        verbose_name_plural = _("mail switches")
        constraints = [
            models.UniqueConstraint(
                name="mail_switch_begins_once", fields=["is_first"], condition=Q(is_first=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.turned_at}: {self.is_held}"
