"""An organisation's true-ups: count, and order what is more or sign what is not."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements.signing.built_in import BuiltInSignForm
from agreements.signing.electronic import ElectronicSignForm
from agreements.signing.signers import signer_form
from agreements.trueups import actions
from agreements.trueups.differences import Difference
from agreements.trueups.documents import Statement, counts_offer
from agreements.trueups.forms import CountsForm, DifferenceForm, written_counts
from agreements.trueups.queries import (
    TrueUpNow,
    held_under,
    true_ups_of,
    with_awaited,
    with_standing_orders,
)
from municipalities.access import PortalRequest, organisation_page
from municipalities.people.models import Role
from municipalities.refusals import add_refusal, show_refusal
from municipalities.register.models import Organisation


@require_safe
@organisation_page()
def true_ups(request: PortalRequest, organisation: Organisation) -> HttpResponse:
    """The organisation's true-ups, newest anniversary first."""
    listed = with_awaited(true_ups_of(organisation), timezone.localdate())
    context = {"organisation": organisation, "true_ups": listed}
    return render(request, "trueups/true_ups.html", context)


@require_safe
@organisation_page()
def true_up(request: PortalRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """One true-up: what is held, what is used, and the answer; counts may stand in the address."""
    true_up, held = _true_up_and_held(organisation, pk)
    if counted := written_counts(request.GET):
        return _show_counted(request, true_up, CountsForm(counted, held=held))
    return _show(request, true_up, CountsForm(held=held))


@require_POST
@organisation_page(Role.ORDERER, Role.SIGNATORY)
def true_up_count(request: PortalRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """Tell what was counted more or fewer of, and what it costs; nothing is stored yet."""
    return _show_counted(request, *_counted(request, organisation, pk))


@require_POST
@organisation_page(Role.ORDERER)
def true_up_order(
    request: PortalRequest, organisation: Organisation, pk: int
) -> HttpResponse | HttpResponseRedirect:
    """Order the difference."""
    true_up, counted = _counted(request, organisation, pk)
    shown, form = _shown(request, counted), DifferenceForm(request.POST)
    if not counted.is_valid():
        return _show_counted(request, true_up, counted)
    try:
        actions.check_as_shown(true_up, counted.held, shown)
        if not form.is_valid():
            return _show_counted(request, true_up, counted, difference_form=form)
        order = actions.order_difference(
            true_up,
            shown,
            by=request.user,
            seen_net=form.cleaned_data["seen_net"],
            facts=form.facts,
            now=timezone.now(),
        )
    except ValidationError as refusal:
        return _show_refused(request, organisation, pk, refusal)
    messages.success(request, _("The difference is ordered. A colleague must approve it."))
    return redirect(order)


@require_POST
@organisation_page(Role.SIGNATORY)
def true_up_sign(
    request: PortalRequest, organisation: Organisation, pk: int
) -> HttpResponse | HttpResponseRedirect:
    """Sign what is used: nothing has changed, or there are fewer of something."""
    true_up, counted = _counted(request, organisation, pk)
    shown = _shown(request, counted)
    if not counted.is_valid():
        return _show_counted(request, true_up, counted)
    try:
        # Before the password is looked at: who types it anew, does so below what they then see
        actions.check_as_shown(true_up, counted.held, shown)
        signer = _signer(request, true_up, counted, shown.sha256, data=request.POST)
        if not signer.is_valid():
            return _show_counted(request, true_up, counted, signer=signer)
        actions.sign_counts(
            true_up, shown, by=request.user, proof=signer.proof(), now=timezone.now()
        )
    except ValidationError as refusal:
        return _show_refused(request, organisation, pk, refusal)
    messages.success(request, _("You have signed the answer to the true-up."))
    return redirect(true_up)


def _true_up_and_held(organisation: Organisation, pk: int):
    """A true-up of the organisation's, and what is held under its agreement today; or 404."""
    today = timezone.localdate()
    found = get_object_or_404(with_awaited(true_ups_of(organisation), today), pk=pk)
    [true_up] = with_standing_orders([found])
    return true_up, held_under(true_up.volume_licence_agreement, today)


def _counted(request: PortalRequest, organisation: Organisation, pk: int):
    """A true-up as it is now, and the form of the counts that were sent."""
    true_up, held = _true_up_and_held(organisation, pk)
    return true_up, CountsForm(written_counts(request.POST), held=held)


def _shown(request: PortalRequest, counted) -> Statement:
    """What the person who presses a button has seen."""
    sha256 = request.POST.get("shown_sha256", "")
    return Statement(counts=counted.counts(), language=request.LANGUAGE_CODE, sha256=sha256)


def _show_refused(
    request: PortalRequest, organisation: Organisation, pk: int, refusal
) -> HttpResponse | HttpResponseRedirect:
    """The page as it is now, with all that was typed; or the answer of somebody else."""
    true_up, counted = _counted(request, organisation, pk)
    if not true_up.is_awaited:
        show_refusal(request, refusal)
        return redirect(true_up)
    return _show_counted(request, true_up, counted, refusal=refusal)


def _show_counted(
    request: PortalRequest, true_up: TrueUpNow, counted, *, refusal=None, **filled_in
) -> HttpResponse:
    """The page with what was counted, and why it is not taken: 422 where something is wrong.

    `filled_in` is a form that was filled in wrong; what is wrong with the counts comes first.
    """
    difference = _difference(true_up, counted)
    if difference and refusal:
        add_refusal(counted, refusal)
    filled_in = filled_in if difference else {}
    status = 422 if counted.errors or filled_in else 200
    return _show(request, true_up, counted, status=status, difference=difference, **filled_in)


def _difference(true_up: TrueUpNow, counted) -> Difference | None:
    """The Difference of the counts; None where the form says what is wrong with them."""
    if not counted.is_valid():
        return None
    try:
        return actions.difference_of(true_up, counted.held, counted.counts())
    except ValidationError as refusal:
        add_refusal(counted, refusal)
        return None


def _show(
    request: PortalRequest,
    true_up: TrueUpNow,
    counted,
    *,
    status: int = 200,
    difference=None,
    **filled_in,
) -> HttpResponse:
    """The page: one form, so that no button loses what is typed for another."""
    agreement = true_up.volume_licence_agreement
    may_order = true_up.is_awaited and Role.ORDERER in request.roles
    may_sign = true_up.is_awaited and Role.SIGNATORY in request.roles
    context = {
        "organisation": agreement.accession.organisation,
        "true_up": true_up,
        "held": counted.held,
        "not_counted": [row for row in counted.held if not row.is_counted],
        "counts": true_up.counts.select_related("product"),
        "counts_form": counted,
        "difference": difference,
        "may_count": may_order or (may_sign and agreement.programme.allows_subscription_decrease),
        "may_order": may_order,
        "may_sign": may_sign,
    }
    if may_order or may_sign:
        context |= _signing_context(request, true_up, counted) | filled_in
        context["can_be_signed"] = difference or not counted.is_bound
    return render(request, "trueups/true_up.html", context, status=status)


def _signing_context(request: PortalRequest, true_up: TrueUpNow, counted):
    """What a signatory signs with the counts of the page, and the forms with what is typed."""
    offer = counts_offer(true_up, counted.held, counted.counts(), language=request.LANGUAGE_CODE)
    return {
        "offer": offer,
        "difference_form": DifferenceForm(initial=request.POST.dict()),
        "signer": _signer(request, true_up, counted, offer.sha256),
    }


def _signer(
    request: PortalRequest, true_up: TrueUpNow, counted, sha256, *, data=None
) -> BuiltInSignForm | ElectronicSignForm:
    """The form to sign with; an electronic signer leads back to the page with its counts."""
    return signer_form(
        request,
        sha256,
        data=data,
        prefix="signer",
        back_to=f"{true_up.get_absolute_url()}?{urlencode(counted.changes())}",
        initial={"typed_name": request.POST.get("signer-typed_name", "")},
    )
