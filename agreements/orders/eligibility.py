"""May an order be placed, approved and sent today? One gate, asked anew at each of the three.

What a new order needs: an organisation that exists, an agreement that stands and runs, a framework
agreement that is not suspended or over, and a reseller that takes orders. An order that lowers a
confirmed one is no call-off: it gives back under what was signed then, so that neither a
suspension, nor the end of the agreement, nor a reseller without new customers stands in its way.
Only an organisation that is gone and a reform that has moved the agreement do.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.accessions.states import AccessionState
from agreements.accessions.terms import term_on
from agreements.frameworks.queries import open_suspension
from agreements.mandates.actions import check_mandate
from municipalities import formatting


def check_may_order(agreement, *, on, mandates=()):
    """Refuse a new order where what it needs is not there on a day.

    `mandates` are those it is placed or approved by; they are held until the transaction ends.
    Codes: organisation_deregistered, accession_over, agreement_cancelled, agreement_withdrawn,
    framework_suspended, agreement_not_started, agreement_expired, reseller_inactive,
    mandate_is_over.
    """
    _check_is_registered(agreement.accession.organisation, on=on)
    _check_stands(agreement)
    _check_not_suspended(agreement.accession.framework)
    _check_runs(agreement, on=on)
    _check_reseller(agreement.reseller)
    for mandate in mandates:
        check_mandate(mandate, agreement, on=on)


def check_may_lower(agreement, *, on, mandates=()):
    """Refuse an order that lowers a confirmed one, where nobody is left to give anything up.

    Codes: organisation_deregistered, order_has_passed_on, agreement_withdrawn, mandate_is_over.
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
            params={"organisations": ", ".join(heir.name for heir in organisation.passed_into)},
        )
    _check_not_withdrawn(agreement)
    for mandate in mandates:
        check_mandate(mandate, agreement, on=on)


def check_may_go_on(order, *, on, by_mandate=None):
    """Refuse to approve or send an order that could not be submitted today.

    `by_mandate` is what the approver acts by. An order rests on every mandate it has come by so
    far: when one is over or revoked, it goes no further. The facts are read anew: those on the
    order are as old as the page.
    """
    agreement = VolumeLicenceAgreement.objects.select_related(
        "accession__organisation", "accession__framework", "reseller"
    ).get(pk=order.volume_licence_agreement_id)
    behind = {step.mandate for step in order.steps.select_related("mandate").exclude(mandate=None)}
    behind |= {by_mandate} if by_mandate else set()
    mandates = sorted(behind, key=lambda mandate: mandate.pk)
    check = check_may_lower if order.lowers else check_may_order
    check(agreement, on=on, mandates=mandates)


def _check_is_registered(organisation, *, on):
    if not organisation.is_registered(on):
        raise ValidationError(
            _(
                "%(deregistration)s You cannot order for it. Contact KS: a reform may have to "
                "move its agreements to another organisation first."
            ),
            code="organisation_deregistered",
            params={"deregistration": organisation.deregistration},
        )


def _check_stands(agreement):
    if agreement.accession.state != AccessionState.COUNTERSIGNED:
        raise ValidationError(
            _("The accession is over. You cannot order under it."), code="accession_over"
        )
    _check_not_withdrawn(agreement)


def _check_not_withdrawn(agreement):
    if agreement.withdrawn_by_id:
        raise ValidationError(
            _("The agreement is cancelled. You cannot order under it."), code="agreement_cancelled"
        )
    if agreement.withdrawn_at:
        raise ValidationError(
            _("The reform that brought this agreement is reversed. You cannot order under it."),
            code="agreement_withdrawn",
        )


def _check_not_suspended(framework):
    suspension = open_suspension(framework)
    if suspension:
        raise ValidationError(
            _("The agreement is suspended until about %(day)s: %(reason)s"),
            code="framework_suspended",
            params={"day": formatting.day(suspension.expected_end), "reason": suspension.reason},
        )


def _check_runs(agreement, *, on):
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


def _check_reseller(reseller):
    if not reseller.is_active:
        raise ValidationError(
            _(
                "%(reseller)s takes no new orders. Draw up a volume licence agreement with another "
                "reseller, or ask KS."
            ),
            code="reseller_inactive",
            params={"reseller": reseller.name},
        )
