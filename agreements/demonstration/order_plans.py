"""Who orders what and when, and how far each order has come. Nothing is written here."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from agreements.catalogue.queries import PricedProduct
from agreements.demonstration.accounts import PORSANGER, SOGNDAL
from agreements.demonstration.days import (
    LAST_DAY,
    moment,
    seeded_random,
    some_moment,
    workday,
    workdays,
)
from agreements.models import Product, VolumeLicenceAgreement
from agreements.orders.states import OrderState

HOW_MANY = (0, 0, 0, 0, 0, 1, 1, 1, 2)
HOW_MANY_OF_THE_NAMED = {
    f"MICROSOFT-{SOGNDAL}-01": 30,
    f"LINPRO-{SOGNDAL}-01": 8,
    f"MICROSOFT-{PORSANGER}-01": 14,
}
RECENT = {
    f"MICROSOFT-{SOGNDAL}-01": (
        (date(2026, 11, 9), OrderState.RETURNED),
        (date(2026, 11, 10), OrderState.WITHDRAWN),
        (date(2026, 11, 11), OrderState.REJECTED),
        (date(2026, 11, 12), OrderState.APPROVED),
        (date(2026, 11, 13), OrderState.SENT),
        (date(2026, 11, 18), OrderState.SUBMITTED),
        (date(2026, 11, 20), OrderState.SUBMITTED),
    ),
    f"MICROSOFT-{PORSANGER}-01": (
        (date(2026, 11, 16), OrderState.SENT),
        (date(2026, 11, 19), OrderState.SUBMITTED),
    ),
}
"""Orders by agreement number that shall be where they are, so that there is something to try."""

AT_ONCE = 60_000
"""Kroner that an organisation is ready to spend on one kind of licence in one order."""

LAST_MOMENT = moment(LAST_DAY, 16)
FINAL_STATES = (OrderState.CONFIRMED,) * 15 + (OrderState.RETURNED, OrderState.WITHDRAWN)
STATE_PATHS = {
    OrderState.SUBMITTED: (),
    OrderState.RETURNED: (OrderState.RETURNED,),
    OrderState.WITHDRAWN: (OrderState.WITHDRAWN,),
    OrderState.APPROVED: (OrderState.APPROVED,),
    OrderState.SENT: (OrderState.APPROVED, OrderState.SENT),
    OrderState.REJECTED: (OrderState.APPROVED, OrderState.SENT, OrderState.REJECTED),
    OrderState.CONFIRMED: (OrderState.APPROVED, OrderState.SENT, OrderState.CONFIRMED),
}
"""What happens after the submission, by where it ends."""


@dataclass(frozen=True)
class OrderPlan:
    """An order before it is made: the moment it reached each state, the submission first."""

    agreement: VolumeLicenceAgreement
    moments: dict[OrderState, datetime]

    @property
    def submitted_at(self) -> datetime:
        """When the order was submitted."""
        return self.moments[OrderState.SUBMITTED]

    @property
    def state(self) -> OrderState:
        """Where the order is now."""
        return list(self.moments)[-1]


def plan_orders(agreements) -> list[OrderPlan]:
    """The orders under all agreements, in the order they were submitted."""
    plans = [plan for agreement in agreements for plan in _plans(agreement)]
    return sorted(plans, key=lambda plan: (plan.submitted_at, plan.agreement.number))


def choose_lines(plan, products):
    """What the order is for: quantities by product, out of what is for sale."""
    chance = seeded_random("lines", plan.agreement.number, plan.submitted_at)
    supports = [product for product in products if product.supports_id]
    if not supports:
        chosen = chance.sample(products, chance.randint(1, 5))
        lines = {product: _quantity(product, plan.agreement, chance) for product in chosen}
        return lines | _licences_below(lines, products)
    free = {product.pk: product for product in products}
    lines = {}
    for support in chance.sample(supports, chance.randint(1, 3)):
        quantity = _quantity(support, plan.agreement, chance)
        lines |= {free[support.supports_id]: quantity, support: quantity}
    services = [product for product in products if product.unit in {"hour", "day"}]
    for service in chance.sample(services, chance.randint(0, 2)):
        lines[service] = _quantity(service, plan.agreement, chance)
    return lines


def _licences_below(lines, products):
    """Licences for the assurance and the step-ups among the lines to stand on, where sold."""
    sold = {product.edition_id: product for product in products if product.kind == "licence"}
    needed = {
        sold.get(product.steps_up_from_id or product.edition_id): quantity
        for product, quantity in lines.items()
        if product.kind in {"sa", "step_up"}
    }
    return {
        product: max(quantity, lines.get(product, 0))
        for product, quantity in needed.items()
        if product
    }


def _plans(agreement: VolumeLicenceAgreement):
    chance = seeded_random("orders", agreement.number)
    recent = RECENT.get(agreement.number, ())
    until = workday(recent[0][0], later=-5) if recent else LAST_DAY
    days = workdays(agreement.starts_on, until)
    count = HOW_MANY_OF_THE_NAMED.get(agreement.number) or chance.choice(HOW_MANY)
    past = sorted(chance.sample(days, min(count, len(days))))
    for day, fate in [*((day, chance.choice(FINAL_STATES)) for day in past), *recent]:
        yield OrderPlan(
            agreement, _moments(day, fate, seeded_random("steps", agreement.number, day))
        )


def _moments(day: date, fate, chance) -> dict[OrderState, datetime]:
    """The way to where the order ends, as far as it has come by the last moment."""
    submitted_at = some_moment(chance, day, hours=(8, 12))
    answered = workday(day, later=chance.choice((0, 0, 1, 2)))
    answered_at = some_moment(chance, answered, hours=(12, 16))
    resellers_day = workday(answered, later=chance.randint(1, 4))
    resellers_answer = some_moment(chance, resellers_day, hours=(8, 16))
    moments = {
        OrderState.RETURNED: answered_at,
        OrderState.WITHDRAWN: answered_at,
        OrderState.APPROVED: answered_at,
        OrderState.SENT: answered_at.replace(microsecond=400_000),
        OrderState.REJECTED: resellers_answer,
        OrderState.CONFIRMED: resellers_answer,
    }
    way = (state for state in STATE_PATHS[fate] if moments[state] <= LAST_MOMENT)
    return {OrderState.SUBMITTED: submitted_at} | {state: moments[state] for state in way}


def _quantity(product: PricedProduct, agreement: VolumeLicenceAgreement, chance):
    """As many as such an organisation may need: fewer of what is dear."""
    people = agreement.counted_quantity
    most: dict[str, Any] = {
        Product.Unit.USER_YEAR: people // 10,
        Product.Unit.DEVICE_YEAR: people // 15,
        Product.Unit.SERVER_YEAR: 6,
        Product.Unit.HOUR: 40,
        Product.Unit.DAY: 3,
        Product.Unit.EACH: min(people // 20, AT_ONCE // (product.unit_net or 1)),
    }
    return chance.randint(1, max(3, int(most[product.unit])))
