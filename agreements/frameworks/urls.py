"""Addresses of frameworks."""

urlpatterns = []
