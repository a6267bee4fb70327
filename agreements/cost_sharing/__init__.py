"""Dated keys of per cents that make up 100, and what each sharer of an order pays."""
