"""May an order be placed, approved and sent today? One gate, asked anew at each of the three.

What a new order needs: an organisation that exists, an agreement that stands and runs, a framework
agreement that is not suspended or over, and a reseller that takes orders. An order that lowers a
confirmed one is no call-off: it gives back under what was signed then, so that neither a
suspension, nor the end of the agreement, nor a reseller without new customers stands in its way.
Only an organisation that is gone and a reform that has moved the agreement do.

A new order also asks for things that pass: a day of delivery, a common last day, a cost-sharing
key. They are frozen with the order, and asked about each time as well.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.accessions.states import AccessionState
from agreements.accessions.terms import term_on
from agreements.cost_sharing.queries import keys_in_force
from agreements.frameworks.models import FrameworkAgreement, Reseller
from agreements.frameworks.queries import open_suspension
from agreements.mandates.actions import check_mandate
from agreements.mandates.models import Mandate
from agreements.orders.models import Order
from municipalities import formatting
from municipalities.register.models import Organisation

REQUESTED_FACTS = ("mandate", "cost_sharing_key", "requested_delivery_to", "co_term_on")
"""The facts of a new order that hold for a time, as an order and a submission name them."""


def check_may_order(agreement: VolumeLicenceAgreement, *, on: date, mandates=()) -> None:
    """Refuse a new order where what it needs is not there on a day.

    `mandates` are those it is placed or approved by; they are held until the transaction ends.
    Codes: organisation_deregistered, accession_over, agreement_cancelled, agreement_withdrawn,
    framework_suspended, agreement_not_started, agreement_expired, reseller_inactive,
    mandate_party_deregistered, mandate_is_over.
    """
    _check_is_registered(agreement.accession.organisation, on=on)
    _check_stands(agreement)
    _check_not_suspended(agreement.accession.framework)
    _check_runs(agreement, on=on)
    _check_reseller(agreement.reseller)
    for mandate in mandates:
        check_mandate(mandate, agreement, on=on)


def check_may_lower(agreement: VolumeLicenceAgreement, *, on: date, mandates=()) -> None:
    """Refuse an order that lowers a confirmed one, where nobody is left to give anything up.

    Codes: organisation_deregistered, order_has_passed_on, agreement_withdrawn,
    mandate_party_deregistered, mandate_is_over.
    """
    organisation = agreement.accession.organisation
    _check_is_registered(organisation, on=on)
    if agreement.accession.state == AccessionState.TRANSFERRED:
        raise ValidationError(
            _(
                "What was ordered has passed to %(organisations)s in a reform, and is not given up "
                "here. There, fewer subscriptions can be reported in the yearly true-up, where the "
                "programme lets them go down. Ask KS about anything else."
            ),
            code="order_has_passed_on",
            params={
                "organisations": ", ".join(successor.name for successor in organisation.passed_into)
            },
        )
    _check_not_withdrawn(agreement)
    for mandate in mandates:
        check_mandate(mandate, agreement, on=on)


def check_requested(agreement: VolumeLicenceAgreement, facts, *, on: date) -> None:
    """Refuse a new order that asks for what has passed on a day.

    `facts` holds what REQUESTED_FACTS names. A first day of delivery may have passed since the
    order was submitted: delivery can still be in time, as long as the last day is to come. Codes:
    key_is_over, co_term_has_passed, delivery_in_the_past.
    """
    _check_key(facts.get("cost_sharing_key"), agreement, facts.get("mandate"), on=on)
    check_common_last_day(facts.get("co_term_on"), on=on)
    _check_delivery(facts.get("requested_delivery_to"), on=on)


def check_may_proceed(order: Order, *, on: date, by_mandate=None) -> None:
    """Refuse to approve or send an order that could not be submitted today.

    `by_mandate` is what the approver acts by, or None.
    """
    agreement = _check_gate(order, on=on, by_mandates=[by_mandate])
    if not order.lowers:
        check_requested(agreement, {name: getattr(order, name) for name in REQUESTED_FACTS}, on=on)


def check_may_cost_more(order: Order, *, on: date, by_mandates) -> None:
    """Refuse to agree on a higher sum of a sent order where it could not be ordered today.

    `by_mandates` are what those who decide act by, or None. What the order asks for of delivery and
    the like is not asked about: the reseller has it, and answers it.
    """
    _check_gate(order, on=on, by_mandates=by_mandates)


def _check_gate(order: Order, *, on: date, by_mandates) -> VolumeLicenceAgreement:
    """Ask the gate about an order again; returns its agreement, as it is now.

    An order rests on every mandate it has come by so far: when one is over or revoked, it goes no
    further. The facts are read anew: those on the order are as old as the page.
    """
    agreement = VolumeLicenceAgreement.objects.select_related(
        "accession__organisation", "accession__framework", "reseller"
    ).get(pk=order.volume_licence_agreement_id)
    behind = {step.mandate for step in order.steps.select_related("mandate").exclude(mandate=None)}
    behind |= {mandate for mandate in by_mandates if mandate}
    check = check_may_lower if order.lowers else check_may_order
    check(agreement, on=on, mandates=sorted(behind, key=lambda mandate: mandate.pk))
    return agreement


def _check_is_registered(organisation: Organisation, *, on: date) -> None:
    if not organisation.is_registered(on):
        raise ValidationError(
            _(
                "%(deregistration)s You cannot order for it. Contact KS: a reform may have to "
                "move its agreements to another organisation first."
            ),
            code="organisation_deregistered",
            params={"deregistration": organisation.deregistration},
        )


def _check_stands(agreement: VolumeLicenceAgreement) -> None:
    if agreement.accession.state != AccessionState.COUNTERSIGNED:
        raise ValidationError(
            _("The accession is over. You cannot order under it."), code="accession_over"
        )
    _check_not_withdrawn(agreement)


def _check_not_withdrawn(agreement: VolumeLicenceAgreement) -> None:
    if agreement.withdrawn_by_id:
        raise ValidationError(
            _("The agreement is cancelled. You cannot order under it."), code="agreement_cancelled"
        )
    if agreement.withdrawn_at:
        raise ValidationError(
            _("The reform that brought this agreement is reversed. You cannot order under it."),
            code="agreement_withdrawn",
        )


def _check_not_suspended(framework: FrameworkAgreement) -> None:
    suspension = open_suspension(framework)
    if suspension:
        raise ValidationError(
            _("The agreement is suspended until about %(day)s: %(reason)s"),
            code="framework_suspended",
            params={"day": formatting.day(suspension.expected_end), "reason": suspension.reason},
        )


def _check_runs(agreement: VolumeLicenceAgreement, *, on: date) -> None:
    framework = agreement.accession.framework
    first = max(agreement.starts_on, framework.starts_on)
    last = min(term_on(agreement, on).ends_on, framework.ends_on)
    if on < first:
        raise ValidationError(
            _("You can order from %(day)s, when the agreement starts."),
            code="agreement_not_started",
            params={"day": formatting.day(first)},
        )
    if on > last:
        raise ValidationError(
            _("The agreement ended on %(day)s. You cannot order under it."),
            code="agreement_expired",
            params={"day": formatting.day(last)},
        )


def _check_reseller(reseller: Reseller) -> None:
    if not reseller.is_active:
        raise ValidationError(
            _(
                "%(reseller)s takes no new orders. Draw up a volume licence agreement with another "
                "reseller, or ask KS."
            ),
            code="reseller_inactive",
            params={"reseller": reseller.name},
        )


def _check_key(
    key, agreement: VolumeLicenceAgreement, mandate: Mandate | None, *, on: date
) -> None:
    """Refuse a cost-sharing key of somebody else's, or one that does not hold on the day."""
    acting_organisations = [agreement.accession.organisation_id]
    acting_organisations += [mandate.representative_id] if mandate else []
    if key and not keys_in_force(acting_organisations, on).filter(pk=key.pk).exists():
        raise ValidationError(
            _("The cost-sharing key %(key)s does not hold today. Order with another."),
            code="key_is_over",
            params={"key": key.name},
        )


def check_common_last_day(last_day: date | None, *, on: date) -> None:
    """Refuse a common last day that leaves nothing of the rights that end on it."""
    if last_day and last_day <= on:
        raise ValidationError(
            _("The common last day must be after today. Choose another, or none."),
            code="co_term_has_passed",
        )


def _check_delivery(last_day: date | None, *, on: date) -> None:
    if last_day and last_day < on:
        raise ValidationError(
            _("Delivery is asked for by %(day)s, which has passed. Order with a later day."),
            code="delivery_in_the_past",
            params={"day": formatting.day(last_day)},
        )
