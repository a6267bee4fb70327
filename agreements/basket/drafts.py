"""Keeping what a person has typed in a basket until it is submitted."""

from django.db import transaction

from agreements.basket.models import Basket, BasketLine


@transaction.atomic
def save_typed(basket: Basket, *, quantities, draft) -> bool:
    """Store the quantities {product id: quantity} and the rest of what was typed.

    Returns whether any quantity is another one than before.
    """
    lines = basket.lines.select_for_update(of=["self"])
    changed = [
        line for line in lines if quantities.get(line.product_id, line.quantity) != line.quantity
    ]
    for line in changed:
        line.quantity = quantities[line.product_id]
    BasketLine.objects.bulk_update(changed, ["quantity"])
    save_draft(basket, draft)
    return bool(changed)


def save_draft(basket: Basket, draft) -> None:
    """Store what was typed, as text by the field's name."""
    Basket.objects.filter(pk=basket.pk).update(draft=draft)
    basket.draft = draft


def clear_replaced_order(basket: Basket) -> None:
    """Let the basket no longer correct a returned order."""
    Basket.objects.filter(pk=basket.pk).update(replaces=None)
