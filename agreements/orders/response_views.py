"""What a reseller answers, for those who ordered: files brought, parts recorded, proposals."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from agreements.exchange.envelope import MAX_SIZE
from agreements.mandates.scope import for_some
from agreements.orders import proposals
from agreements.orders.actions import confirm_order
from agreements.orders.models import ProposalState
from agreements.orders.proposals import Decision
from agreements.orders.response_forms import ConfirmForm, ProposalForm, ResponseForm
from agreements.orders.responses import import_response
from agreements.orders.scope import for_order
from agreements.orders.views import get_order, show_order
from municipalities.access import acting_by, mandates_acting, organisation_page
from municipalities.people.models import Role
from municipalities.refusals import say_refusal


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(Role.ORDERER, by_mandate=for_some)
def order_response(request, organisation):
    """Bring the file in which a reseller answers one of the organisation's orders."""
    return bring_response(
        request,
        "orders/order_response.html",
        organisation=organisation,
        mandates=mandates_acting(request, Role.ORDERER),
        context={"organisation": organisation},
    )


def bring_response(request, template, *, context, organisation=None, mandates=None):
    """The page that takes a reseller's file; without an organisation, to any order (for KS).

    With `mandates`, to an order that these cover.
    """
    form = ResponseForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        content = form.cleaned_data["file"].read(MAX_SIZE + 1)
        try:
            response = import_response(
                content,
                by=request.user,
                now=timezone.now(),
                organisation=organisation,
                mandates=mandates,
            )
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            done = _("%(order)s: the answer is “%(answer)s”.")
            answer = response.get_code_display()
            messages.success(request, done % {"order": response.order, "answer": answer})
            return redirect(response.order)
    status = 422 if form.errors else 200
    return render(request, template, context | {"form": form}, status=status)


@require_POST
@organisation_page(Role.ORDERER, by_mandate=for_order)
def order_confirm(request, organisation, order_number):
    """Record what the reseller has confirmed and refused; what is confirmed is owned."""
    order = get_order(organisation, order_number)
    form = ConfirmForm(request.POST, order=order)
    if not form.is_valid():
        return show_order(request, organisation, order, confirm_form=form, status=422)
    try:
        confirm_order(
            order,
            by=request.user,
            mandate=acting_by(request, Role.ORDERER),
            reseller_reference=form.cleaned_data["reseller_reference"],
            answered=form.answered,
            seen_answers=form.cleaned_data["seen_answers"],
            now=timezone.now(),
        )
    except ValidationError as refusal:
        say_refusal(request, refusal)
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
@organisation_page(Role.ORDERER, Role.APPROVER, by_mandate=for_order)
def order_proposal(request, organisation, order_number, pk):
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
        mandate=acting_by(request, role),
        reply=form.cleaned_data["reply"],
    )
    try:
        act(proposal, decision)
    except ValidationError as refusal:
        say_refusal(request, refusal)
    else:
        proposal.refresh_from_db()
        messages.success(request, DECIDED[proposal.state])
    return redirect(order)


DECIDED = {
    ProposalState.UNAPPROVED: gettext_lazy(
        "The proposal is accepted. It costs more than was approved, so an approver decides before "
        "the reseller is told."
    ),
    ProposalState.ACCEPTED: gettext_lazy(
        "The proposal is accepted. The reply is on its way to the reseller."
    ),
    ProposalState.DECLINED: gettext_lazy(
        "The proposal is declined. The reply is on its way to the reseller."
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
