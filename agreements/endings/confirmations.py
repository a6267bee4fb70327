"""What people are shown before an agreement is cancelled or a mandate revoked."""

from django.core.exceptions import ValidationError
from django.db.models.query import QuerySet
from django.utils.translation import gettext as _

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.basket.models import Basket, OrderTemplate
from agreements.endings.cancelling import check_may_cancel
from agreements.mandates.models import Mandate
from agreements.orders.models import Order
from agreements.orders.states import OrderState
from municipalities import formatting
from municipalities.confirmation import Confirmation, fact
from municipalities.people.models import User


def cancellation_confirmation(agreement: VolumeLicenceAgreement, *, by: User) -> Confirmation:
    """What cancelling an agreement does, and what goes along with it."""
    baskets = Basket.objects.filter(volume_licence_agreement=agreement, lines__isnull=False)
    templates = OrderTemplate.objects.filter(volume_licence_agreement=agreement)
    names = {"number": agreement.number}
    return Confirmation(
        heading=_("Cancel agreement %(number)s") % names,
        button=_("Cancel agreement %(number)s") % names,
        facts=(
            fact(_("Framework agreement"), agreement.accession.framework.name),
            fact(_("Programme"), agreement.programme.name),
            fact(_("Reseller"), agreement.reseller.name),
            fact(_("Drawn up"), _drawn_up(agreement)),
            fact(_("Baskets that are emptied"), *_owners(baskets)),
            fact(_("Templates that are deleted"), *templates.values_list("name", flat=True)),
        ),
        consequences=(
            _("Nobody can order under the agreement any more. You can draw up a new one."),
        ),
        refusals=tuple(_refusals_to_cancel(agreement, by=by)),
        is_harmful=True,
    )


def _drawn_up(agreement: VolumeLicenceAgreement) -> str:
    return f"{agreement.drawn_up_by.name}, {formatting.moment(agreement.drawn_up_at)}"


def _owners(baskets):
    return baskets.order_by("user__name").values_list("user__name", flat=True).distinct()


def _refusals_to_cancel(agreement: VolumeLicenceAgreement, *, by: User):
    try:
        check_may_cancel(agreement, by=by)
    except ValidationError as refusal:
        return refusal.messages
    return []


def revocation_confirmation(mandate: Mandate, *, reason: str) -> Confirmation:
    """What revoking a mandate does: to whom, and which orders go no further."""
    names = {"representative": mandate.representative.name, "owner": mandate.owner.name}
    frameworks = [framework.name for framework in mandate.frameworks.all()]
    return Confirmation(
        heading=_("Revoke the mandate of %(representative)s") % names,
        button=_("Revoke the mandate of %(representative)s") % names,
        facts=(
            fact(_("Owner"), mandate.owner.name),
            fact(_("Representative"), mandate.representative.name),
            fact(_("What they may do"), mandate.get_powers_display()),
            fact(_("Under"), *(frameworks or [_("every framework agreement")])),
            fact(_("Days"), _days(mandate)),
            fact(_("Orders that go no further"), *map(_summary_fact, _resting_on(mandate))),
            fact(_("Reason"), reason),
        ),
        consequences=(
            _("Nobody can order under the mandate any more. It ends at once, permanently."),
            _("What is sent already stands, and your own people follow it up."),
        ),
        refusals=(_("The mandate is revoked already."),) if mandate.revoked_at else (),
        is_harmful=True,
    )


def _resting_on(mandate: Mandate) -> QuerySet[Order]:
    """The orders that came by a mandate and have not reached their reseller, oldest first."""
    return (
        Order.objects.filter(
            steps__mandate=mandate, state__in=[OrderState.SUBMITTED, OrderState.APPROVED]
        )
        .select_related("submitted_by", "organisation")
        .distinct()
        .order_by("submitted_at", "pk")
    )


def _summary_fact(order: Order) -> str:
    return _("%(number)s: %(net)s without VAT, %(person)s, %(state)s") % {
        "number": order.number,
        "net": formatting.kroner(order.net),
        "person": order.submitted_by.name,
        "state": order.get_state_display().lower(),
    }


def _days(mandate: Mandate) -> str:
    return f"{formatting.day(mandate.starts_on)}–{formatting.day(mandate.ends_on)}"
