"""The case officers' pages of reforms: draft, look through, approve, carry out, reverse."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.reforms import actions
from agreements.reforms.drafting import DIVIDED, allocate, draft_plan
from agreements.reforms.forms import CarryOutForm, OverlapForm, ReverseForm, SharesForm
from agreements.reforms.models.plan import ReformPlan
from agreements.reforms.plan_forms import PlanForm
from agreements.reforms.preview import preview, shares
from agreements.reforms.queries import (
    outcome_of,
    parties_in_full,
    plans,
    plans_with_counts,
    predecessor_parties,
    successor_parties,
    undecided_overlaps,
)
from agreements.reforms.states import ReformState
from municipalities.access import PortalRequest, case_officer_page
from municipalities.refusals import add_refusal, show_outcome

PLANS_A_PAGE = 25
WAITING = {ReformState.DRAFTED, ReformState.APPROVED}


@require_safe
@case_officer_page
def reforms(request: PortalRequest) -> HttpResponse:
    """All reforms, newest day first."""
    page = Paginator(plans_with_counts(), PLANS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "ks/reforms.html", {"page_obj": page})


@require_http_methods(["GET", "HEAD", "POST"])
@case_officer_page
def reform_new(request: PortalRequest) -> HttpResponse | HttpResponseRedirect:
    """Draft a reform, or ask for more rows to write organisations in."""
    if request.method != "POST":
        return _show_new(request, PlanForm())
    if "more" in request.POST:
        return _show_new(request, PlanForm.with_more_rows(request.POST))
    form = PlanForm(request.POST)
    if form.is_valid():
        try:
            return redirect(draft_plan(form.facts(), by=request.user, now=timezone.now()))
        except ValidationError as refusal:
            form.refuse(refusal)
    return _show_new(request, form, status=422)


def _show_new(request: PortalRequest, form, *, status: int = 200) -> HttpResponse:
    return render(request, "ks/reform_new.html", {"form": form}, status=status)


@require_safe
@case_officer_page
def reform(request: PortalRequest, pk: int) -> HttpResponse:
    """A reform: what would go where, or what went where."""
    return _show(request, _plan(pk))


def _plan(pk: int) -> ReformPlan:
    return get_object_or_404(plans(), pk=pk)


def _show(
    request: PortalRequest, plan: ReformPlan, *, forms=None, status: int = 200
) -> HttpResponse:
    seen = preview(plan) if plan.state in WAITING else None
    context = {
        "plan": plan,
        "is_due": plan.takes_effect_on <= timezone.localdate(),
        "is_own": plan.writer == request.user,
        "carry_out_form": CarryOutForm(prefix="carry_out"),
        "reverse_form": ReverseForm(prefix="reverse"),
        "preview": seen,
        "parties": parties_in_full(plan),
    }
    may_write = plan.writer in (None, request.user)
    if seen and plan.state == ReformState.DRAFTED and plan.kind in DIVIDED and may_write:
        context["shares_form"] = SharesForm(shares=seen.shares)
    if plan.state not in WAITING:
        context |= outcome_of(plan)
        undecided = undecided_overlaps(plan)
        if undecided.exists():
            context["overlap_form"] = OverlapForm(overlaps=undecided, prefix="overlap")
    return render(request, "ks/reform.html", context | (forms or {}), status=status)


@require_POST
@case_officer_page
def reform_allocate(request: PortalRequest, pk: int) -> HttpResponse | HttpResponseRedirect:
    """Say how many of each holding each successor gets."""
    plan = _plan(pk)
    owned = shares(plan, predecessor_parties(plan), successor_parties(plan))
    form = SharesForm(request.POST, shares=owned)
    if not form.is_valid():
        return _show(request, plan, forms={"shares_form": form}, status=422)
    with show_outcome(request, done=_("The shares are written.")):
        allocate(plan, form.rows(), by=request.user)
    return redirect(plan)


@require_POST
@case_officer_page
def reform_approve(request: PortalRequest, pk: int) -> HttpResponseRedirect:
    """Approve what a colleague has drafted, as it was shown."""
    approve = partial(actions.approve_plan, seen=request.POST.get("seen", ""))
    return _act(request, pk, approve, _("The reform is approved."))


@require_POST
@case_officer_page
def reform_withdraw(request: PortalRequest, pk: int) -> HttpResponseRedirect:
    """Give up a reform that is not carried out."""
    return _act(request, pk, actions.withdraw_plan, _("The reform is withdrawn."))


@require_POST
@case_officer_page
def reform_carry_out(request: PortalRequest, pk: int) -> HttpResponse | HttpResponseRedirect:
    """Carry out an approved reform, when the officer is sure."""
    form = CarryOutForm(request.POST, prefix="carry_out")
    if not form.is_valid():
        return _show(request, _plan(pk), forms={"carry_out_form": form}, status=422)
    return _act(request, pk, actions.carry_out, _("The reform is carried out."))


def _act(request: PortalRequest, pk: int, act, done) -> HttpResponseRedirect:
    plan = _plan(pk)
    with show_outcome(request, done=done):
        act(plan, by=request.user, now=timezone.now())
    return redirect(plan)


@require_POST
@case_officer_page
def reform_reverse(request: PortalRequest, pk: int) -> HttpResponse | HttpResponseRedirect:
    """Take back what a reform did, with a reason."""
    plan = _plan(pk)
    form = ReverseForm(request.POST, prefix="reverse")
    if form.is_valid():
        try:
            actions.reverse_plan(
                plan, by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"]
            )
        except ValidationError as refusal:
            sentences = [_("The reform cannot be reversed."), *refusal.messages]
            messages.error(request, " ".join(sentences))
        else:
            messages.success(request, _("The reform is reversed."))
            return redirect(plan)
    return _show(request, _plan(pk), forms={"reverse_form": form}, status=422)


@require_POST
@case_officer_page
def reform_overlap(request: PortalRequest, pk: int) -> HttpResponse | HttpResponseRedirect:
    """Record what becomes of agreements that stand side by side."""
    plan = _plan(pk)
    form = OverlapForm(request.POST, overlaps=undecided_overlaps(plan), prefix="overlap")
    if form.is_valid():
        try:
            actions.decide_overlap(plan, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The decision is recorded."))
            return redirect(plan)
    return _show(request, plan, forms={"overlap_form": form}, status=422)
