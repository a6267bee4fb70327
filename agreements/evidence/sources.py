"""Where a ledger entry comes from: the act it was posted by, and the papers behind that."""

from agreements.holdings.models import LedgerEntry
from agreements.orders.models import Order
from agreements.trueups.models import TrueUp
from municipalities.constraints import filled

NO_SOURCE = "none"
"""The type of a source that nobody has told: what a reviewer will ask about."""

SOURCE_RELATIONS = (
    "order_line__order__organisation",
    "order_line__order__true_up",
    "order_line__order__mandate__representative",
    "opening_balance_row__balance",
    "true_up_reduction__count__true_up__signature",
    "true_up_reduction__count__true_up__volume_licence_agreement",
    "transfer_in__plan",
    "transfer_in__outgoing__organisation",
    "transfer_out__plan",
    "transfer_out__incoming__organisation",
)
"""What is fetched together with an entry."""


def source_of(entry: LedgerEntry, *, papers):
    """The source as data: its type, its name, and the hashes of its papers.

    `papers` are the hashes of each order's papers, {order id: [hash]}.
    """
    if entry.kind == LedgerEntry.Kind.CORRECTION:
        return {"type": "correction", "name": "", "corrects": entry.reverses_id, "sha256": []}
    if entry.order_line:
        return _order(entry.order_line.order, papers)
    if row := getattr(entry, "opening_balance_row", None):
        balance = row.balance
        return {
            "type": "opening_balance_file",
            "name": balance.file_name,
            "row": row.number,
            "sha256": [balance.sha256],
        }
    if reduction := getattr(entry, "true_up_reduction", None):
        return _true_up(reduction.count.true_up)
    if transfer := getattr(entry, "transfer_in", None):
        return _reform(transfer.plan, transfer.outgoing)
    if transfer := getattr(entry, "transfer_out", None):
        return _reform(transfer.plan, transfer.incoming)
    return {"type": NO_SOURCE, "name": "", "sha256": []}


def _order(order: Order, papers):
    true_up = getattr(order, "true_up", None)
    return {
        "type": "order",
        "name": order.number,
        "reseller_reference": order.reseller_reference,
        "true_up": true_up and true_up.anniversary,
        "ordered_by": order.mandate.representative.organisation_number if order.mandate else "",
        "sha256": papers.get(order.pk, []),
    }


def _true_up(true_up: TrueUp):
    # Only what is signed gives up licences, and has a signature (true_up_answer_is_whole)
    signature = filled(true_up.signature)
    return {
        "type": "true_up",
        "name": true_up.volume_licence_agreement.number,
        "true_up": true_up.anniversary,
        "signed_by": signature.name,
        "sha256_of_what_was_shown": signature.document_sha256,
        "sha256": [],
    }


def _reform(plan, other):
    return {
        "type": "reform",
        "name": f"{plan.title}, {plan.decision}",
        "other_side": other.organisation.organisation_number,
        "other_entry": other.pk,
        "sha256": [],
    }
