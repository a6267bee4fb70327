"""Sending approved orders to resellers: each at most once, and never silently lost.

An approved order has a Dispatch row from the same transaction, and a task that sends it. The
sender first claims the row in a transaction of its own, so that of two workers one sends. If the
portal stops between claim and outcome, nobody can know whether the mail left: the case officers'
list of dispatches shows it, and a person decides.
"""

import logging

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.tasks import task
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreements.orders.actions import approve_order, move_order
from agreements.orders.documents import order_pdf
from agreements.orders.models import Dispatch
from agreements.orders.order_files import FORMATS, checked_order_file
from agreements.orders.queries import orders_in_full, stuck
from agreements.orders.states import OrderKind, OrderState

logger = logging.getLogger(__name__)


@transaction.atomic
def approve_and_send(order, *, by, now):
    """Approve an order and queue the message; the task row commits with the approval."""
    dispatch = approve_order(order, by=by, now=now)
    send_dispatch.enqueue(dispatch.pk)


@task
def send_dispatch(dispatch_id):
    """Send one order to its reseller, if nobody has begun to."""
    claimed = Dispatch.objects.filter(pk=dispatch_id, claimed_at=None).update(
        claimed_at=timezone.now()
    )
    if not claimed:
        logger.info("Dispatch %s is already claimed; nothing sent.", dispatch_id)
        return
    dispatch = Dispatch.objects.get(pk=dispatch_id)
    order = orders_in_full().get(pk=dispatch.order_id)
    try:
        order_message(order, recipient=dispatch.recipient).send()
    except Exception as error:
        # Whatever went wrong, the case officers must see it; the task result keeps the trace.
        Dispatch.objects.filter(pk=dispatch_id).update(failed_at=timezone.now(), error=_said(error))
        raise
    mark_sent(dispatch, by=None, now=timezone.now())


def _said(error):
    """The error's words: of a file that breaks rules, those rules' sentences."""
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


def order_message(order, *, recipient):
    """The e-mail with the order as PDF, in the organisation's written standard.

    A reseller whose system reads orders gets the file beside it, of a new order: a change goes
    to a person. A file that breaks a rule is a ValidationError, and nothing leaves.
    """
    language = order.organisation.language
    with translation.override(language):
        subject = _("Order %(number)s from %(organisation)s") % {
            "number": order.number,
            "organisation": order.organisation.name,
        }
        body = render_to_string("orders/mail/order.txt", {"order": order})
    message = EmailMessage(subject, body, to=[recipient], reply_to=[order.submitted_by.email])
    message.attach(f"{order.number}.pdf", order_pdf(order), "application/pdf")
    file_format = order.volume_licence_agreement.reseller.dispatch_by
    if file_format in FORMATS and order.kind == OrderKind.NEW:
        file = checked_order_file(order, file_format)
        message.attach(f"{order.number}-{file_format}.xml", file, "application/xml")
    return message


@transaction.atomic
def mark_arrived(dispatch, *, by, now):
    """Record what a case officer knows about a stuck message: that it did arrive."""
    _check_stuck(dispatch, now=now)
    mark_sent(dispatch, by=by, now=now)


@transaction.atomic
def mark_sent(dispatch, *, by, now):
    """Record that the message has left."""
    unsent = Dispatch.objects.filter(pk=dispatch.pk, sent_at=None, claimed_at__isnull=False)
    if not unsent.update(sent_at=now, failed_at=None, error=""):
        raise ValidationError(_("This order is already marked as sent."), code="already_sent")
    move_order(dispatch.order, OrderState.SENT, by=by, now=now)


@transaction.atomic
def retry_dispatch(dispatch, *, now):
    """Send again what a case officer knows has not arrived."""
    _check_stuck(dispatch, now=now)
    Dispatch.objects.filter(pk=dispatch.pk).update(claimed_at=None, failed_at=None, error="")
    send_dispatch.enqueue(dispatch.pk)


def _check_stuck(dispatch, *, now):
    """Hold the row, and refuse when the message is on its way or has left."""
    if not Dispatch.objects.select_for_update().filter(stuck(now), pk=dispatch.pk).exists():
        raise ValidationError(_("This order is on its way or already sent."), code="not_stuck")
