"""Addresses of holdings."""

urlpatterns = []
