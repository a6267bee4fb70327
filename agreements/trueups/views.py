"""An organisation's true-ups: count, and order what is more or sign what is not."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements.signing.ends import signer_form
from agreements.trueups import actions
from agreements.trueups.documents import Statement, counts_offer
from agreements.trueups.forms import CountsForm, DifferenceForm, written_counts
from agreements.trueups.queries import held_under, true_ups_of, with_awaited
from municipalities.access import organisation_page
from municipalities.people.models import Role
from municipalities.refusals import add_refusal, say_refusal


@require_safe
@organisation_page()
def true_ups(request, organisation):
    """The organisation's true-ups, newest anniversary first."""
    listed = with_awaited(true_ups_of(organisation), timezone.localdate())
    context = {"organisation": organisation, "true_ups": listed}
    return render(request, "trueups/true_ups.html", context)


@require_safe
@organisation_page()
def true_up(request, organisation, pk):
    """One true-up: what is held, what is used, and the answer; counts may stand in the address."""
    true_up, held = _true_up_and_held(organisation, pk)
    if counted := written_counts(request.GET):
        return _show_counted(request, true_up, CountsForm(counted, held=held, is_whole=False))
    return _show(request, true_up, CountsForm(held=held))


@require_POST
@organisation_page(Role.ORDERER, Role.SIGNATORY)
def true_up_count(request, organisation, pk):
    """Tell what was counted more or fewer of, and what it costs; nothing is stored yet."""
    true_up, held = _true_up_and_held(organisation, pk)
    return _show_counted(request, true_up, CountsForm(request.POST, held=held))


def _true_up_and_held(organisation, pk):
    """A true-up of the organisation's, and what is held under its agreement today; or 404."""
    today = timezone.localdate()
    true_up = get_object_or_404(with_awaited(true_ups_of(organisation), today), pk=pk)
    return true_up, held_under(true_up.volume_licence_agreement, today)


def _show_counted(request, true_up, form, *, status=200, **filled_in):
    """The page with what was counted; `filled_in` is a form that was filled in wrong."""
    if form.is_valid():
        try:
            difference = actions.difference_of(true_up, form.held, form.counts())
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            ahead = DifferenceForm(initial={"seen_net": difference.net})
            shown = {"difference": difference, "difference_form": ahead} | filled_in
            return _show(request, true_up, form, status=status, **shown)
    return _show(request, true_up, form, status=422, **filled_in)


def _show(request, true_up, form, *, status=200, **shown):
    """The page; `shown` may hold the Difference, the form to order it, and the signer."""
    agreement = true_up.volume_licence_agreement
    may_order = true_up.is_awaited and Role.ORDERER in request.roles
    may_sign = true_up.is_awaited and Role.SIGNATORY in request.roles
    context = {
        "organisation": agreement.accession.organisation,
        "true_up": true_up,
        "held": form.held,
        "not_counted": [row for row in form.held if not row.is_counted],
        "counts": true_up.counts.select_related("product"),
        "counts_form": form,
        "may_count": may_order or (may_sign and agreement.programme.subscriptions_go_down),
        "may_order": may_order,
        "may_sign": may_sign,
    } | shown
    if may_sign:
        context |= _to_sign(request, true_up, form, context.get("signer"))
    return render(request, "trueups/true_up.html", context, status=status)


def _to_sign(request, true_up, form, signer):
    """What a signatory signs with the counts of the page, and the form for it.

    An electronic signer leads back here, with what differs from what is held.
    """
    offer = counts_offer(true_up, form.held, form.counts(), language=request.LANGUAGE_CODE)
    back_to = f"{true_up.get_absolute_url()}?{urlencode(form.changes())}"
    fresh = signer_form(request, offer.sha256, prefix="signer", back_to=back_to)
    return {"offer": offer, "signer": signer or fresh}


@require_POST
@organisation_page(Role.ORDERER)
def true_up_order(request, organisation, pk):
    """Order the difference."""
    true_up, held = _true_up_and_held(organisation, pk)
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
    return _show_counted(request, true_up, counted, status=422, difference_form=form)


@require_POST
@organisation_page(Role.SIGNATORY)
def true_up_sign(request, organisation, pk):
    """Sign what is used: nothing has changed, or there are fewer of something."""
    true_up, held = _true_up_and_held(organisation, pk)
    counted, sha256 = CountsForm(request.POST, held=held), request.POST.get("shown_sha256", "")
    signer = signer_form(request, sha256, data=request.POST, prefix="signer")
    if not (counted.is_valid() and signer.is_valid()):
        return _show_counted(request, true_up, counted, status=422, signer=signer)
    statement = Statement(counts=counted.counts(), language=request.LANGUAGE_CODE, sha256=sha256)
    try:
        actions.sign_counts(
            true_up, statement, by=request.user, proof=signer.proof(), now=timezone.now()
        )
    except ValidationError as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(request, _("You have signed the answer to the true-up."))
    return redirect(true_up)
