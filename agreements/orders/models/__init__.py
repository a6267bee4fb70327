"""Ordering: the table of contents."""

from agreements.orders.models.attachments import OrderAttachment
from agreements.orders.models.dispatch import DeliveryAttempt, Dispatch
from agreements.orders.models.links import ResellerLink
from agreements.orders.models.order import Order, OrderLine
from agreements.orders.models.proposals import Proposal, ProposalState, ProposedLine
from agreements.orders.models.responses import OrderResponse
from agreements.orders.models.settlements import LineSettlement
from agreements.orders.models.steps import OrderQuestion, OrderStep

__all__ = [
    "DeliveryAttempt",
    "Dispatch",
    "LineSettlement",
    "Order",
    "OrderAttachment",
    "OrderLine",
    "OrderQuestion",
    "OrderResponse",
    "OrderStep",
    "Proposal",
    "ProposalState",
    "ProposedLine",
    "ResellerLink",
]
