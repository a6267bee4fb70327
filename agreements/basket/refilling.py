"""Filling a basket from an order or a template, with what it says about the order."""

from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.basket.actions import fill_basket
from agreements.basket.models import Basket, OrderTemplate
from agreements.basket.prices import OrderedProduct
from agreements.basket.queries import basket_of
from agreements.cost_sharing.queries import keys_in_force
from agreements.orders.allowed_actions import can_be_replaced
from agreements.orders.attachments import attachable_documents
from agreements.orders.models import Order
from agreements.orders.states import OrderState
from municipalities.people.models import User

TEXTS = ("buyer_reference", "cost_centre", "delivery_contact", "delivery_email")
UNFULFILLED_STATES = {OrderState.RETURNED, OrderState.WITHDRAWN, OrderState.REJECTED}
"""States of orders that may be ordered anew as they were: nothing was delivered."""


@dataclass(frozen=True)
class Contents:
    """What a basket is filled with; `draft` is text by the name of the basket's fields."""

    agreement: VolumeLicenceAgreement
    lines: list
    draft: dict = field(default_factory=dict)
    co_term_on: date | None = None
    replaces: Order | None = None


def contents_of_order(order: Order, *, on: date) -> Contents:
    """What an order fills a basket with on a day; all of it where the order came to nothing.

    A returned order is corrected by the one that is placed. Raises ValidationError.
    """
    if order.lowers:
        raise ValidationError(
            _("This order lowers another. Order that one again."), code="order_is_a_correction"
        )
    draft = _as_draft(reusable_details(order), on=on) | _days_ahead(order, on=on)
    co_term_on = None
    if order.state in UNFULFILLED_STATES:
        draft |= _of_this_order_alone(order)
        co_term_on = order.co_term_on if order.co_term_on and order.co_term_on > on else None
    return Contents(
        agreement=order.volume_licence_agreement,
        lines=list(order.lines.select_related("product")),
        draft=draft,
        co_term_on=co_term_on,
        replaces=order if can_be_replaced(order) else None,
    )


def contents_of_template(template: OrderTemplate, *, on: date) -> Contents:
    """What a template fills a basket with on a day."""
    return Contents(
        agreement=template.volume_licence_agreement,
        lines=list(template.lines.select_related("product")),
        draft=_as_draft(reusable_details(template), on=on),
    )


def reusable_details(source):
    """What an order or a template says that holds the next time too, by OrderTemplate's fields.

    A receiver that followed from the segment is not repeated: the segment may get another.
    """
    details = {name: getattr(source, name) for name in (*TEXTS, "segment", "cost_sharing_key")}
    segment, receiver = details["segment"], (source.delivery_contact, source.delivery_email)
    if segment and receiver == (segment.contact_name, segment.contact_email):
        details |= {"delivery_contact": "", "delivery_email": ""}
    return details


def _as_draft(details, *, on: date):
    draft = {name: details[name] for name in TEXTS if details[name]}
    segment, key = details["segment"], details["cost_sharing_key"]
    if segment and segment.closed_at is None:
        draft["segment"] = str(segment.pk)
    if key and keys_in_force([key.organisation_id], on).filter(pk=key.pk).exists():
        draft["cost_sharing_key"] = str(key.pk)
    return draft


def _days_ahead(order: Order, *, on: date):
    """The days of delivery that have not passed."""
    days = {
        name: getattr(order, name) for name in ("requested_delivery_from", "requested_delivery_to")
    }
    return {name: day.isoformat() for name, day in days.items() if day and day >= on}


def _of_this_order_alone(order: Order) -> dict[str, str | list[str]]:
    """What the next order of the same has anew, but one that came to nothing keeps."""
    attached = order.attachments.values("document")
    papers = attachable_documents(order.organisation).filter(pk__in=attached)
    draft: dict[str, str | list[str]] = {"attachments": [str(paper.pk) for paper in papers]}
    if order.requisition_number:
        draft["requisition_number"] = order.requisition_number
    return draft


def basket_fingerprint(basket: Basket | None) -> str:
    """A hash of which basket it is and what it holds; empty where nobody put or typed anything."""
    if basket is None:
        return ""
    lines = sorted(basket.lines.values_list("product", "quantity"))
    if not lines and not any(basket.draft.values()):
        return ""
    return sha256(f"{basket.submission_key} {lines}".encode()).hexdigest()


@transaction.atomic
def refill_basket(contents, *, by: User, seen, now: datetime, adding=False):
    """Fill the person's basket; returns the names no longer for sale. Raises ValidationError.

    `seen` is the basket_fingerprint that the person decided about. What is there gives way,
    unless one is `adding`: then quantities are added together, and what is typed stands.
    """
    agreement = contents.agreement
    # Held, so that of two clicks at once the second sees what the first has filled in
    own = Basket.objects.filter(user=by, volume_licence_agreement=agreement)
    basket = own.select_for_update().first()
    if basket_fingerprint(basket) != seen:
        raise ValidationError(
            _("Your basket has changed since you opened the page. Nothing was put in it now."),
            code="basket_changed",
        )
    held = {line.product_id: line.quantity for line in basket.lines.all()} if basket else {}
    if basket and not adding:
        basket.delete()
        held = {}
    lines = [
        OrderedProduct(line.product, line.quantity + held.get(line.product_id, 0))
        for line in contents.lines
    ]
    gone = fill_basket(agreement, lines, by=by, now=now)
    basket = basket_of(by, agreement)
    if basket:
        _fill_in(basket, contents)
    return gone


def _fill_in(basket: Basket, contents) -> None:
    """Write what is not written in the basket already."""
    typed = {name: text for name, text in basket.draft.items() if text}
    Basket.objects.filter(pk=basket.pk).update(
        draft=contents.draft | typed,
        co_term_on=basket.co_term_on or contents.co_term_on,
        replaces=basket.replaces_id or (contents.replaces and contents.replaces.pk),
    )
