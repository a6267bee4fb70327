"""An organisation's orders: the list, one order, and what people do with it."""

from collections.abc import Iterable
from typing import cast

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models.query import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.accessions.models.volume_licence_agreement import VolumeLicenceAgreement
from agreements.accessions.queries import volume_licence_agreements_of
from agreements.approvals import actions as approvals_actions
from agreements.basket.forms import TemplateForm
from agreements.dispatch.forms import StopForm
from agreements.dispatch.links import open_link_of
from agreements.dispatch.sending import approve_and_send
from agreements.documents.responses import pdf_response
from agreements.mandates.page_mandates import frameworks_open_to, mandates_for_page
from agreements.order_pages.confirmations import approval_confirmation, withdrawal_confirmation
from agreements.order_pages.forms import AnswerForm, OrdersOfSegmentForm, QuestionForm, ReturnForm
from agreements.orders.allowed_actions import allowed_actions
from agreements.orders.documents import order_pdf as render_order
from agreements.orders.lookups import get_order, trail_of_orders
from agreements.orders.models import Order
from agreements.orders.order_files import FORMATS, checked_order_file
from agreements.orders.page_mandates import mandates_for_order
from agreements.orders.queries import OrderOnBehalf, orders_of, orders_on_behalf_of_others
from agreements.reseller_answers.forms import ConfirmForm, ProposalForm
from municipalities.access import PortalRequest, mandate_for_role, organisation_page
from municipalities.confirmation import show_confirmation
from municipalities.constraints import filled
from municipalities.outbox.leaving import mail_delay, with_mail_delay
from municipalities.people.models import Role
from municipalities.refusals import show_outcome, show_refusal
from municipalities.register.models import Organisation

ORDERS_A_PAGE = 25


@require_safe
@organisation_page(by_mandate=mandates_for_page)
def orders(request: PortalRequest, organisation: Organisation) -> HttpResponse:
    """The organisation's orders, newest first."""
    form = OrdersOfSegmentForm(request.GET, organisation=organisation)
    chosen = form.cleaned_data.get("segment") if form.is_valid() else None
    listed = orders_of(organisation, frameworks=frameworks_open_to(request))
    listed = listed.filter(**{"segment": chosen} if chosen else {})
    page = Paginator(listed, ORDERS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "segment_form": form,
        "organisation": organisation,
        "may_approve": Role.APPROVER in request.own_roles,
        "may_order": Role.ORDERER in request.own_roles,
        "may_bring_answer": Role.ORDERER in request.roles,
        "may_name_delegate": bool({Role.APPROVER, Role.ADMINISTRATOR} & request.own_roles),
        "page_obj": page,
        "agreements": _agreements(request, organisation),
    }
    return render(request, "orders/orders.html", context)


def _agreements(
    request: PortalRequest, organisation: Organisation
) -> QuerySet[VolumeLicenceAgreement]:
    """The agreements the person may see orders under."""
    agreements = volume_licence_agreements_of(organisation)
    frameworks = frameworks_open_to(request)
    if frameworks is None:
        return agreements
    return agreements.filter(accession__framework__in=frameworks)


@require_safe
@organisation_page()
def orders_on_behalf(request: PortalRequest, organisation: Organisation) -> HttpResponse:
    """What the organisation has ordered for others by their mandates, newest first."""
    orders = orders_on_behalf_of_others(organisation, timezone.localdate())
    page = Paginator(orders, ORDERS_A_PAGE).get_page(request.GET.get("page"))
    may_open = [
        order
        for order in cast(Iterable[OrderOnBehalf], page)
        # The query takes orders by mandate alone
        if order.mandate_holds and request.own_roles & filled(order.mandate).roles
    ]
    context = {"organisation": organisation, "page_obj": page, "may_open": may_open}
    return render(request, "orders/orders_on_behalf.html", context)


@require_safe
@organisation_page(by_mandate=mandates_for_order)
def order(request: PortalRequest, organisation: Organisation, order_number: str) -> HttpResponse:
    """One order: what it was placed under, its lines, its way so far, and what can be done."""
    order = get_order(organisation, order_number)
    return show_order(request, organisation, order)


def show_order(
    request: PortalRequest, organisation: Organisation, order: Order, *, status: int = 200, **forms
) -> HttpResponse:
    """The order's page; `forms` are those that come back with what is wrong."""
    now = timezone.now()
    open_proposal = next((one for one in order.proposals.all() if one.is_open), None)
    context = {
        "organisation": organisation,
        "order": order,
        "allowed": allowed_actions(
            order,
            person_id=request.user.pk,
            roles=request.roles,
            own_roles=request.own_roles,
            proposal=open_proposal,
        ),
        "return_form": ReturnForm(),
        "confirm_form": ConfirmForm(order=order),
        "stop_form": StopForm(),
        "question_form": QuestionForm(),
        "answer_form": AnswerForm(),
        "template_form": TemplateForm(),
        "open_proposal": open_proposal,
        "proposal_form": ProposalForm(proposal=open_proposal),
        "link": open_link_of(order, now=now),
        "mail_delay": mail_delay(now),
    } | forms
    return render(request, "orders/order.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(Role.APPROVER, by_mandate=mandates_for_order)
def order_approve(
    request: PortalRequest, organisation: Organisation, order_number: str
) -> HttpResponse | HttpResponseRedirect:
    """Show what an approval does, and approve an order when that is confirmed; it goes out."""
    order = get_order(organisation, order_number)
    mandate = mandate_for_role(request, Role.APPROVER)
    approval = approval_confirmation(order, by=request.user, mandate=mandate)
    if approval.is_confirmed_by(request.POST):
        now = timezone.now()
        done = with_mail_delay(_("The order is approved, and in the queue to the reseller."), now)
        return _act(request, order, done, approve_and_send, mandate=mandate, now=now)
    return show_order_confirmation(request, organisation, order, approval)


@require_POST
@organisation_page(Role.APPROVER, by_mandate=mandates_for_order)
def order_return(
    request: PortalRequest, organisation: Organisation, order_number: str
) -> HttpResponse | HttpResponseRedirect:
    """Send an order back with a reason."""
    order = get_order(organisation, order_number)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return show_order(request, organisation, order, return_form=form, status=422)
    done = _("The order is sent back.")
    return _act(
        request,
        order,
        done,
        approvals_actions.return_order,
        mandate=mandate_for_role(request, Role.APPROVER),
        reason=form.cleaned_data["reason"],
        now=timezone.now(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(Role.ORDERER, by_mandate=mandates_for_order)
def order_withdraw(
    request: PortalRequest, organisation: Organisation, order_number: str
) -> HttpResponse | HttpResponseRedirect:
    """Show what is withdrawn, and withdraw an order that is not approved when it is confirmed."""
    order = get_order(organisation, order_number)
    withdrawal = withdrawal_confirmation(order, by=request.user)
    if withdrawal.is_confirmed_by(request.POST):
        mandate = mandate_for_role(request, Role.ORDERER)
        details = {"mandate": mandate, "now": timezone.now()}
        return _act(
            request,
            order,
            _("The order is withdrawn."),
            approvals_actions.withdraw_order,
            **details,
        )
    return show_order_confirmation(request, organisation, order, withdrawal)


def show_order_confirmation(
    request: PortalRequest, organisation: Organisation, order: Order, confirmation
) -> HttpResponse:
    """The page that shows what will happen with an order, with a way back to it."""
    return show_confirmation(
        request,
        confirmation,
        organisation=organisation,
        section="orders",
        trail=[*trail_of_orders(organisation), (order.number, order.get_absolute_url())],
    )


@require_safe
@organisation_page(by_mandate=mandates_for_order)
def order_pdf(
    request: PortalRequest, organisation: Organisation, order_number: str
) -> HttpResponse:
    """The order as a PDF, in the language of the page."""
    order = get_order(organisation, order_number)
    document = render_order(order, language=request.LANGUAGE_CODE)
    return pdf_response(document, filename=f"bestilling-{order.number}.pdf")


@require_safe
@organisation_page(by_mandate=mandates_for_order)
def order_file(
    request: PortalRequest, organisation: Organisation, order_number: str, file_format: str
) -> HttpResponse | HttpResponseRedirect:
    """The order as a file for suppliers' systems; a broken rule is said on the order's page."""
    if file_format not in FORMATS:
        raise Http404
    order = get_order(organisation, order_number)
    try:
        file = checked_order_file(order, file_format)
    except ValidationError as refusal:
        show_refusal(request, refusal)
        return redirect(order)
    name = f"{organisation.organisation_number}-{order.number}-{file_format}.xml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(file, content_type="application/xml", headers=headers)


def _act(request: PortalRequest, order: Order, done, act, **details) -> HttpResponseRedirect:
    """Do one thing to an order, say how it went, and show the order again."""
    with show_outcome(request, done=done):
        act(order, by=request.user, **details)
    return redirect(order)
