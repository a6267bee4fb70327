"""An organisation's true-ups: count, and order the difference or sign that there is none."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements.signing.ends import signer_form
from agreements.trueups import actions
from agreements.trueups.documents import no_change_offer
from agreements.trueups.forms import CountsForm, DifferenceForm
from agreements.trueups.queries import held_under, true_ups_of
from agreements.trueups.states import TrueUpState
from municipalities.access import organisation_page
from municipalities.people.models import Role
from municipalities.refusals import add_refusal, say_refusal


@require_safe
@organisation_page()
def true_ups(request, organisation):
    """The organisation's true-ups, newest anniversary first."""
    context = {"organisation": organisation, "true_ups": true_ups_of(organisation)}
    return render(request, "trueups/true_ups.html", context)


@require_safe
@organisation_page()
def true_up(request, organisation, pk):
    """One true-up: what is held, what is used, and the answer."""
    return _show(request, organisation, get_object_or_404(true_ups_of(organisation), pk=pk))


def _show(request, organisation, true_up, *, status=200, **forms):
    held = held_under(true_up.volume_licence_agreement, timezone.localdate())
    is_open = true_up.state == TrueUpState.OPEN
    context = {
        "organisation": organisation,
        "true_up": true_up,
        "held": held,
        "is_open": is_open,
        "counts": true_up.counts.select_related("product"),
        "counts_form": CountsForm(held=held),
        "may_order": is_open and Role.ORDERER in request.roles,
        "may_sign": is_open and Role.SIGNATORY in request.roles,
    }
    if context["may_sign"]:
        offer = no_change_offer(true_up, held, language=request.LANGUAGE_CODE)
        context |= {
            "offer": offer,
            "signer": signer_form(request, offer.sha256, prefix="signer"),
        }
    return render(request, "trueups/true_up.html", context | forms, status=status)


@require_POST
@organisation_page(Role.ORDERER)
def true_up_count(request, organisation, pk):
    """Price what was counted; the person looks at it before it is ordered."""
    true_up = get_object_or_404(true_ups_of(organisation), pk=pk)
    held = held_under(true_up.volume_licence_agreement, timezone.localdate())
    form = CountsForm(request.POST, held=held)
    if form.is_valid():
        try:
            net = actions.price_difference(true_up, form.counts(), on=timezone.localdate())
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            ahead = DifferenceForm(initial={"seen_net": net})
            shown = {"counts_form": form, "difference": net, "difference_form": ahead}
            return _show(request, organisation, true_up, **shown)
    return _show(request, organisation, true_up, counts_form=form, status=422)


@require_POST
@organisation_page(Role.ORDERER)
def true_up_order(request, organisation, pk):
    """Order the difference."""
    true_up = get_object_or_404(true_ups_of(organisation), pk=pk)
    held = held_under(true_up.volume_licence_agreement, timezone.localdate())
    counted, form = CountsForm(request.POST, held=held), DifferenceForm(request.POST)
    if counted.is_valid() and form.is_valid():
        try:
            order = actions.order_difference(
                true_up,
                counted.counts(),
                by=request.user,
                seen_net=form.cleaned_data["seen_net"],
                facts={
                    name: form.cleaned_data[name] for name in ("buyer_reference", "cost_centre")
                },
                now=timezone.now(),
            )
        except ValidationError as refusal:
            say_refusal(request, refusal)
            return redirect(true_up)
        messages.success(request, _("The difference is ordered. A colleague must approve it."))
        return redirect(order)
    shown = {"counts_form": counted, "difference_form": form}
    return _show(request, organisation, true_up, status=422, **shown)


@require_POST
@organisation_page(Role.SIGNATORY)
def true_up_sign(request, organisation, pk):
    """Sign that nothing has changed."""
    true_up = get_object_or_404(true_ups_of(organisation), pk=pk)
    if true_up.state != TrueUpState.OPEN:
        raise PermissionDenied
    shown = request.POST.get("shown_sha256", "")
    signer = signer_form(request, shown, data=request.POST, prefix="signer")
    if not signer.is_valid():
        return _show(request, organisation, true_up, signer=signer, status=422)
    try:
        actions.sign_no_change(
            true_up,
            by=request.user,
            shown_sha256=shown,
            language=request.LANGUAGE_CODE,
            proof=signer.proof(),
            now=timezone.now(),
        )
    except ValidationError as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(request, _("You have signed that nothing has changed."))
    return redirect(true_up)
