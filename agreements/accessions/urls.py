"""Addresses of accessions."""

urlpatterns = []
