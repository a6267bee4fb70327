"""Baskets and order templates: the table of contents."""

from agreements.basket.models.basket import Basket, BasketLine
from agreements.basket.models.templates import OrderTemplate, OrderTemplateLine

__all__ = ["Basket", "BasketLine", "OrderTemplate", "OrderTemplateLine"]
