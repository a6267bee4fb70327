"""What a buyer is about to order: basket, prices, templates, ordering again, submission."""
