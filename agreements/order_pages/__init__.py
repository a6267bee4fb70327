"""The pages of orders: lists, one order with all that is done on it, approving several."""
