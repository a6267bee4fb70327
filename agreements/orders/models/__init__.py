"""Ordering: the table of contents."""

from agreements.orders.models.attachments import OrderAttachment
from agreements.orders.models.basket import MAX_QUANTITY, Basket, BasketLine
from agreements.orders.models.delegations import LONGEST_DAYS, PAUSE_DAYS, ApprovalDelegation
from agreements.orders.models.dispatch import DeliveryAttempt, Dispatch
from agreements.orders.models.links import ResellerLink
from agreements.orders.models.order import Order, OrderLine
from agreements.orders.models.proposals import Proposal, ProposalState, ProposedLine
from agreements.orders.models.responses import OrderResponse
from agreements.orders.models.segments import Segment
from agreements.orders.models.settlements import LineSettlement
from agreements.orders.models.steps import OrderQuestion, OrderStep
from agreements.orders.models.templates import OrderTemplate, OrderTemplateLine

__all__ = [
    "LONGEST_DAYS",
    "PAUSE_DAYS",
    "MAX_QUANTITY",
    "ApprovalDelegation",
    "Basket",
    "BasketLine",
    "DeliveryAttempt",
    "Dispatch",
    "LineSettlement",
    "Order",
    "OrderAttachment",
    "OrderLine",
    "OrderQuestion",
    "OrderResponse",
    "OrderStep",
    "OrderTemplate",
    "OrderTemplateLine",
    "Proposal",
    "ProposalState",
    "ProposedLine",
    "ResellerLink",
    "Segment",
]
