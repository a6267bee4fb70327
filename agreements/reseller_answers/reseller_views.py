"""The reseller's page of one order, opened by a link without an account.

What was answered is stored as when a file comes in (responses.py).
"""

from functools import wraps

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements.dispatch.links import find_link, holds
from agreements.documents.responses import pdf_response
from agreements.exchange.order_response import ACCEPTED, CHANGED, REJECTED, Response
from agreements.kept_documents.responses import file_response
from agreements.orders.attachments import papers_to_send
from agreements.orders.documents import order_pdf
from agreements.orders.models import Order, ResellerLink
from agreements.orders.order_files import FORMATS, checked_order_file
from agreements.orders.queries import orders_in_full
from agreements.orders.states import OrderState
from agreements.reseller_answers.reseller_forms import AcceptForm, ChangeForm, RejectForm
from agreements.reseller_answers.responses import answer_by_link
from municipalities.access import activate_organisation_language

ANSWERS_AN_HOUR = 20


def reseller_page(view):
    """Make a view a page of the order that the link in its address opens."""

    @wraps(view)
    def page(request: HttpRequest, token: str, **kwargs):
        link = find_link(token)
        if link is None:
            return render(request, "resellers/no_link.html", status=404)
        activate_organisation_language(request, link.order.organisation)
        if not holds(link, now=timezone.now()):
            return render(request, "resellers/no_link.html", status=410)
        return view(request, token, link, orders_in_full().get(pk=link.order_id), **kwargs)

    return page


@require_safe
@reseller_page
def reseller_order(
    request: HttpRequest, token: str, link: ResellerLink, order: Order
) -> HttpResponse:
    """Read the order, and answer it."""
    return _show(request, token, order)


@require_safe
@reseller_page
def reseller_order_pdf(
    request: HttpRequest, token: str, link: ResellerLink, order: Order
) -> HttpResponse:
    """The order as a PDF."""
    return pdf_response(order_pdf(order), filename=f"bestilling-{order.number}.pdf")


@require_safe
@reseller_page
def reseller_order_file(
    request: HttpRequest, token: str, link: ResellerLink, order: Order, file_format: str
) -> HttpResponse:
    """The order as a file for the reseller's system."""
    if file_format not in FORMATS:
        raise Http404
    try:
        file = checked_order_file(order, file_format)
    except ValidationError as refusal:
        return _show(request, token, order, status=422, refusal=refusal)
    name = f"{order.organisation.organisation_number}-{order.number}-{file_format}.xml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(file, content_type="application/xml", headers=headers)


@require_safe
@reseller_page
def reseller_order_attachment(
    request: HttpRequest, token: str, link: ResellerLink, order: Order, pk: int
) -> HttpResponse:
    """A paper that was attached to the order."""
    papers = {paper.pk: paper for paper in papers_to_send(order)}
    if pk not in papers:
        raise Http404
    return file_response(papers[pk])


@require_POST
@reseller_page
def reseller_accept(
    request: HttpRequest, token: str, link: ResellerLink, order: Order
) -> HttpResponse | HttpResponseRedirect:
    """The reseller confirms the order."""
    form = AcceptForm(request.POST)
    return _answer(
        request,
        token,
        link,
        order,
        form=("accept_form", form),
        answer=lambda typed: _response(
            ACCEPTED, number=typed["reference"], promised_to=typed["delivery_on"]
        ),
    )


@require_POST
@reseller_page
def reseller_reject(
    request: HttpRequest, token: str, link: ResellerLink, order: Order
) -> HttpResponse | HttpResponseRedirect:
    """The reseller refuses the order."""
    form = RejectForm(request.POST)
    return _answer(
        request,
        token,
        link,
        order,
        form=("reject_form", form),
        answer=lambda typed: _response(REJECTED, note=typed["reason"]),
    )


@require_POST
@reseller_page
def reseller_change(
    request: HttpRequest, token: str, link: ResellerLink, order: Order
) -> HttpResponse | HttpResponseRedirect:
    """The reseller answers line by line: less, later, at another price."""
    form = ChangeForm(request.POST, order=order)
    return _answer(
        request,
        token,
        link,
        order,
        form=("change_form", form),
        answer=lambda typed: _response(
            CHANGED, number=typed["reference"], note=typed["note"], lines=tuple(form.answers())
        ),
    )


def _response(code, *, number="", note: str = "", lines=(), promised_to=None) -> Response:
    """What was typed, as an answer in a file is; the link says to which order."""
    return Response(
        number=number,
        order_number="",
        buyers=(),
        sellers=(),
        code=code,
        note=note,
        lines=lines,
        promised_to=promised_to,
    )


def _answer(
    request: HttpRequest, token: str, link: ResellerLink, order: Order, *, form, answer
) -> HttpResponse | HttpResponseRedirect:
    """Store what a form says, or show the page again with what is wrong."""
    name, typed = form
    refused = None
    if typed.is_valid():
        try:
            _check_pace(link)
            answer_by_link(
                link,
                answer(typed.cleaned_data),
                now=timezone.now(),
                seen_answers=typed.cleaned_data.get("seen_answers"),
            )
        except ValidationError as refusal:
            refused = refusal
        else:
            return redirect("reseller_order", token)
    return _show(request, token, order, status=422, **{name: typed, "refusal": refused})


def _check_pace(link: ResellerLink) -> None:
    """Refuse more answers within an hour than anybody needs."""
    key = f"reseller-link-{link.pk}"
    cache.add(key, 0, timeout=3600)
    if cache.incr(key) > ANSWERS_AN_HOUR:
        raise ValidationError(
            _("You have answered very often. Wait an hour, or call the buyer."), code="too_often"
        )


def _show(
    request: HttpRequest, token: str, order: Order, *, status: int = 200, **forms
) -> HttpResponse:
    context = {
        "token": token,
        "order": order,
        "papers": papers_to_send(order),
        "responses": order.responses.all(),
        "proposal_waits": any(proposal.is_open for proposal in order.proposals.all()),
        "may_answer": order.state == OrderState.SENT,
        "accept_form": AcceptForm(),
        "reject_form": RejectForm(),
        "change_form": ChangeForm(order=order),
    } | forms
    return render(request, "resellers/order.html", context, status=status)
