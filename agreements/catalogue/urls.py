"""Addresses of catalogue."""

urlpatterns = []
