"""What a reseller answers, for those who ordered: files brought, parts recorded, proposals."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from agreements.order_pages.views import show_order
from agreements.orders.lookups import get_order
from agreements.orders.models import ProposalState
from agreements.orders.page_mandates import mandates_for_order
from agreements.reseller_answers import proposals
from agreements.reseller_answers.actions import confirm_order
from agreements.reseller_answers.forms import ConfirmForm, ProposalForm
from agreements.reseller_answers.proposals import Decision
from municipalities.access import PortalRequest, mandate_for_role, organisation_page
from municipalities.outbox.leaving import with_mail_delay
from municipalities.people.models import Role
from municipalities.refusals import show_refusal
from municipalities.register.models import Organisation


@require_POST
@organisation_page(Role.ORDERER, by_mandate=mandates_for_order)
def order_confirm(
    request: PortalRequest, organisation: Organisation, order_number: str
) -> HttpResponse | HttpResponseRedirect:
    """Record what the reseller has confirmed and refused; what is confirmed is owned."""
    order = get_order(organisation, order_number)
    form = ConfirmForm(request.POST, order=order)
    if not form.is_valid():
        return show_order(request, organisation, order, confirm_form=form, status=422)
    try:
        confirm_order(
            order,
            by=request.user,
            mandate=mandate_for_role(request, Role.ORDERER),
            reseller_reference=form.cleaned_data["reseller_reference"],
            answered=form.answered,
            seen_answers=form.cleaned_data["seen_answers"],
            now=timezone.now(),
        )
    except ValidationError as refusal:
        show_refusal(request, refusal)
    else:
        any_is_confirmed = any(confirmed for confirmed, _refused in form.answered.values())
        messages.success(
            request,
            _("The answer is recorded, and the holdings are updated.")
            if any_is_confirmed
            else _("The answer is recorded."),
        )
    return redirect(order)


@require_POST
@organisation_page(Role.ORDERER, Role.APPROVER, by_mandate=mandates_for_order)
def order_proposal(
    request: PortalRequest, organisation: Organisation, order_number: str, pk: int
) -> HttpResponse | HttpResponseRedirect:
    """Accept, approve or decline what the reseller proposes."""
    order = get_order(organisation, order_number)
    proposal = get_object_or_404(order.proposals, pk=pk)
    declines = request.POST.get("decision") == "decline"
    form = ProposalForm(request.POST, declines=declines)
    if not form.is_valid():
        return show_order(request, organisation, order, proposal_form=form, status=422)
    role, act = DECISIONS[form.cleaned_data["seen_state"], declines]
    if role not in request.roles:
        raise PermissionDenied
    decision = Decision(
        by=request.user,
        now=timezone.now(),
        mandate=mandate_for_role(request, role),
        reply=form.cleaned_data["reply"],
    )
    try:
        act(proposal, decision)
    except ValidationError as refusal:
        show_refusal(request, refusal)
    else:
        proposal.refresh_from_db()
        messages.success(request, with_mail_delay(DECIDED[proposal.state], timezone.now()))
    return redirect(order)


DECIDED = {
    ProposalState.UNAPPROVED: gettext_lazy(
        "The proposal is accepted. It costs more than was approved, so an approver decides "
        "before the reseller is notified."
    ),
    ProposalState.ACCEPTED: gettext_lazy(
        "The proposal is accepted. The reply to the reseller is in the queue."
    ),
    ProposalState.DECLINED: gettext_lazy(
        "The proposal is declined. The reply to the reseller is in the queue."
    ),
}


DECISIONS = {
    (ProposalState.WAITING, False): (Role.ORDERER, proposals.accept_proposal),
    (ProposalState.WAITING, True): (Role.ORDERER, proposals.decline_proposal),
    (ProposalState.UNAPPROVED, False): (Role.APPROVER, proposals.approve_proposal),
    (ProposalState.UNAPPROVED, True): (Role.APPROVER, proposals.decline_approval),
}
"""Who decides about a proposal as the person saw it, and whether that declines: by which act.

Each act refuses a proposal that has moved on since.
"""
