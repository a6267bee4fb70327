"""The orders and what came of them, with the rows that the actions in orders/ would write."""

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypedDict, cast
from uuid import UUID

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.catalogue.models import PriceList
from agreements.catalogue.price_terms import price_terms
from agreements.catalogue.pricing import line_net, order_amount
from agreements.catalogue.queries import PricedProduct, products_for, vat_percent
from agreements.demonstration.days import newest, seeded_random
from agreements.demonstration.order_plans import choose_lines
from agreements.frameworks.models import Reseller
from agreements.holdings.actions import entry_of_part
from agreements.models import (
    DeliveryAttempt,
    Dispatch,
    LedgerEntry,
    LineSettlement,
    Order,
    OrderLine,
    OrderStep,
)
from agreements.orders.order_parties import parties_of_order
from agreements.orders.states import OrderState
from agreements.price_levels.known_levels import ONLINE_SERVICES_WITHOUT_LEVELS
from agreements.reseller_answers.settlements import SettledPart, settlement_of
from municipalities.constraints import filled

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

CONFIRMED = OrderState.CONFIRMED

REASONS = {
    "nb": (
        "Vi har ledige lisenser fra i fjor. Tell på nytt før du bestiller.",
        "Kostnadsstedet er feil. Bruk det som gjelder for IKT.",
        "Antallet er for høyt. Ta bare med dem som begynner i år.",
    ),
    "nn": (
        "Vi har ledige lisensar frå i fjor. Tel på nytt før du bestiller.",
        "Kostnadsstaden er feil. Bruk den som gjeld for IKT.",
        "Talet er for høgt. Ta berre med dei som byrjar i år.",
    ),
}
REJECTION = "Produktet er utgått fra lageret vårt."
MAIL_ERROR = "[Errno 111] Connection refused"


class AtLevel(TypedDict):
    """What stands with a product for sale: the level it is sold at, empty for none."""

    level_code: str


type ProductForSale = WithAnnotations[PricedProduct, AtLevel]


class ProductsForSale:
    """What is for sale under an agreement, asked for once for each price list and level."""

    def __init__(self) -> None:
        self._products: dict[tuple, list[ProductForSale]] = {}

    def products(self, agreement: VolumeLicenceAgreement, price_list: PriceList, on: date):
        """The products as a basket orders them, each with its `unit_net` and `level_code`."""
        with_levels = on < ONLINE_SERVICES_WITHOUT_LEVELS
        key = (price_list.pk, agreement.programme_id, agreement.price_level_id, with_levels)
        if key not in self._products:
            terms = price_terms(agreement, on)
            for_sale = products_for(agreement, on, terms=terms).order_by("name")
            products = cast(list[ProductForSale], list(for_sale))
            for product in products:
                level = terms.level_of(product)
                product.level_code = level.code if level else ""
            self._products[key] = products
        return self._products[key]


def make_orders(plans, staffs) -> None:
    """The orders with lines, steps, dispatches and ledger entries; `plans` oldest first."""
    sequences: Counter[tuple[int, int]] = Counter()
    shelves, orders, lines = ProductsForSale(), [], []
    for plan in plans:
        organisation = plan.agreement.accession.organisation
        year = plan.submitted_at.year
        sequences[organisation.pk, year] += 1
        number = {"year": year, "sequence": sequences[organisation.pk, year]}
        staff = staffs[organisation.organisation_number]
        order, its_lines = _order(plan, staff, shelves, number=number)
        orders.append(order)
        lines += its_lines
    Order.objects.bulk_create(orders)
    OrderLine.objects.bulk_create(lines)
    pairs = list(zip(plans, orders, strict=True))
    OrderStep.objects.bulk_create(
        step for plan, order in pairs for step in _steps(plan, order, staffs)
    )
    dispatches = Dispatch.objects.bulk_create(
        _dispatch(plan, order) for plan, order in pairs if order.approved_at
    )
    DeliveryAttempt.objects.bulk_create(_attempt(dispatch) for dispatch in dispatches)
    _settle({order.pk: plan for plan, order in pairs}, lines)


def _order(plan, staff, shelves, *, number) -> tuple[Order, list[OrderLine]]:
    """An order with everything it is placed under, and its lines."""
    agreement, on = plan.agreement, plan.submitted_at.date()
    framework = agreement.accession.framework
    price_list = newest(framework.price_lists.all(), on)
    lines = _lines(plan, shelves.products(agreement, price_list, on))
    amount = order_amount([line.net for line in lines], vat_percent=vat_percent(on))
    order = Order(
        organisation=agreement.accession.organisation,
        volume_licence_agreement=agreement,
        terms_version=newest(framework.terms_versions.all(), on),
        price_list=price_list,
        price_level=agreement.price_level.code if agreement.price_level else "",
        counting_basis=agreement.counting_basis,
        vat_percent=amount.vat_percent,
        net=amount.net,
        vat=amount.vat,
        gross=amount.gross,
        **number,
        **_acts(plan, staff),
        **parties_of_order(agreement, by=staff.orderer),
    )
    for line in lines:
        line.order = order
    return order, lines


def _acts(plan, staff):
    """The columns that people's acts fill in."""
    chance = seeded_random("order", plan.agreement.number, plan.submitted_at)
    key, cost_centre = chance.getrandbits(128), chance.randrange(1000, 9000, 10)
    reference = f"SO-{chance.randint(10_000, 99_999)}"
    approved_at = plan.moments.get(OrderState.APPROVED)
    return {
        "state": plan.state,
        "submission_key": UUID(int=key, version=4),
        "buyer_reference": staff.orderer.name,
        "cost_centre": str(cost_centre),
        "submitted_at": plan.submitted_at,
        "submitted_by": staff.orderer,
        "approved_at": approved_at,
        "approved_by": staff.approver if approved_at else None,
        "answer_by": _answer_by(plan.agreement.reseller, approved_at),
        "reseller_reference": reference if plan.state == OrderState.CONFIRMED else "",
    }


def _answer_by(reseller: Reseller, approved_at):
    """The reseller's deadline, where the order is approved."""
    return reseller.answer_deadline(approved_at.date()) if approved_at else None


def _lines(plan, for_sale) -> list[OrderLine]:
    """The lines, in the order the basket had them."""
    quantities = choose_lines(plan, for_sale)
    chosen = [product for product in for_sale if product in quantities]
    return [
        OrderLine(
            position=position,
            product=product,
            lot_id=product.lot_id,
            part_number=product.part_number,
            name=product.name,
            unit=product.unit,
            pool=product.pool,
            price_level=product.level_code,
            points=product.unit_points,
            term_months=product.term_months,
            quantity=quantities[product],
            unit_net=product.unit_net,
            net=line_net(quantity=quantities[product], unit_net=product.unit_net),
        )
        for position, product in enumerate(chosen, start=1)
    ]


def _steps(plan, order: Order, staffs):
    """Who moved the order when; the portal itself sends it and takes in the answer."""
    approver = staffs[order.organisation.organisation_number].approver
    actors = {OrderState.APPROVED: approver, OrderState.RETURNED: approver}
    actors |= {OrderState.SENT: None, OrderState.REJECTED: None}
    for state, at in plan.moments.items():
        yield OrderStep(
            order=order,
            state=state,
            at=at,
            by=actors.get(state, order.submitted_by),
            reason=_reason(state, plan, order),
        )


def _reason(state, plan, order: Order) -> str:
    if state == OrderState.REJECTED:
        return REJECTION
    if state != OrderState.RETURNED:
        return ""
    chance = seeded_random("reason", plan.agreement.number, plan.submitted_at)
    return chance.choice(REASONS[order.organisation.language])


def _dispatch(plan, order: Order) -> Dispatch:
    """The message to the reseller: sent, or failed where the order has come no further."""
    approved_at = filled(order.approved_at)  # only what is approved is sent
    claimed_at = approved_at + timedelta(milliseconds=200)
    sent_at = plan.moments.get(OrderState.SENT)
    failure: dict[str, Any] = {} if sent_at else {"failed_at": claimed_at, "error": MAIL_ERROR}
    return Dispatch(
        order=order,
        recipient=plan.agreement.reseller.email,
        queued_at=approved_at,
        claimed_at=claimed_at,
        sent_at=sent_at,
        **failure,
    )


def _attempt(dispatch: Dispatch) -> DeliveryAttempt:
    """The one attempt there was; the mail server was down, or took the message."""
    outcome = DeliveryAttempt.Outcome.SENT if dispatch.sent_at else DeliveryAttempt.Outcome.NOT_LEFT
    return DeliveryAttempt(
        dispatch=dispatch,
        began_at=filled(dispatch.claimed_at),
        ended_at=filled(dispatch.sent_at or dispatch.failed_at),
        outcome=outcome,
        error=dispatch.error,
    )


def _settle(plans, lines) -> None:
    """Settle the lines of answered orders (plans by order), with their ledger entries."""
    confirmed = [_part(line) for line in lines if plans[line.order_id].state == CONFIRMED]
    refused = [
        _part(line, is_confirmed=False)
        for line in lines
        if plans[line.order_id].state == OrderState.REJECTED
    ]
    entries = LedgerEntry.objects.bulk_create(
        entry_of_part(
            part,
            order=part.line.order,
            on=(at := plans[part.line.order_id].moments[CONFIRMED]).date(),
            by=part.line.order.submitted_by,
            now=at,
        )
        for part in confirmed
    )
    settled = [*zip(confirmed, entries, strict=True), *((part, None) for part in refused)]
    LineSettlement.objects.bulk_create(_settlement(part, entry, plans) for part, entry in settled)


def _part(line, *, is_confirmed=True) -> SettledPart:
    return SettledPart.as_ordered(line, line.quantity, is_confirmed=is_confirmed)


def _settlement(part, entry, plans) -> LineSettlement:
    order = part.line.order
    plan = plans[order.pk]
    by = order.submitted_by if part.is_confirmed else None
    return settlement_of(part, order, entry=entry, by=by, now=plan.moments[plan.state])
