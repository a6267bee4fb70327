"""How the cost of what is bought together is shared: dated keys of per cents that make up 100."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from municipalities.people.models import User
from municipalities.register.models import Organisation


def refuse_unless_100_percent(key_id) -> str:
    """The statements that refuse a key whose per cents are not exactly 100."""
    return f"""
        IF (SELECT COALESCE(SUM(s.percent), 0) FROM agreements_costshare s
            WHERE s.key_id = {key_id}) <> 100 THEN
            RAISE EXCEPTION 'cost_shares_make_up_100_percent' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    """  # noqa: S608 - two names of columns, from below


@pghistory.track()
class CostSharingKey(models.Model):
    """A cost-sharing key (fordelingsnøkkel) of an organisation, from a day on.

    It holds until a newer one of the same name begins. Never changed: an order keeps the shares
    it was placed under.
    """

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="cost_sharing_keys",
        verbose_name=_("organisation"),
    )
    name = models.CharField(_("name"), max_length=60)
    starts_on = models.DateField(_("from"))
    made_at = models.DateTimeField(_("recorded"))
    made_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )

    class Meta:
        ordering = ["name", "-starts_on", "pk"]
        verbose_name = _("cost-sharing key")
        verbose_name_plural = _("cost-sharing keys")
        constraints = [
            models.UniqueConstraint(
                name="cost_sharing_key_once_a_day",
                fields=["organisation", "name", "starts_on"],
                violation_error_message=_("There is a key of this name from this day already."),
            ),
            models.CheckConstraint(name="cost_sharing_key_has_a_name", condition=~Q(name="")),
        ]
        triggers = [
            pgtrigger.Protect(
                name="cost_sharing_key_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
            pgtrigger.Trigger(
                name="cost_sharing_key_makes_up_100_percent",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func=refuse_unless_100_percent("NEW.id"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("cost_sharing_keys", args=[self.organisation.organisation_number])


class CostShare(models.Model):
    """One organisation's part of what is bought under a key. Append-only."""

    key = models.ForeignKey(CostSharingKey, models.PROTECT, related_name="shares")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    percent = models.DecimalField(_("per cent"), max_digits=5, decimal_places=2)

    class Meta:
        ordering = ["key", "-percent", "organisation__name", "pk"]
        verbose_name = _("share of a cost-sharing key")
        verbose_name_plural = _("shares of cost-sharing keys")
        constraints = [
            models.UniqueConstraint(name="cost_share_once", fields=["key", "organisation"]),
            models.CheckConstraint(
                name="cost_share_is_a_part", condition=Q(percent__gt=0, percent__lte=100)
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="cost_share_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
            pgtrigger.Trigger(
                name="cost_shares_make_up_100_percent",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func=refuse_unless_100_percent("NEW.key_id"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.percent} %"
