"""Addresses of what Enhetsregisteret says."""

from django.urls import path

from municipalities.registry import case_views

urlpatterns = [
    path("ks/enhetsregisteret/", case_views.registry, name="ks_registry"),
    path("ks/enhetsregisteret/spor/", case_views.ask, name="ks_registry_ask"),
]
