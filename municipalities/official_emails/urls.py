"""Addresses of the official e-mail addresses."""

from django.urls import path

from municipalities.official_emails import case_views

urlpatterns = [
    path(
        "ks/virksomheter/<slug:organisation_number>/e-postadresse/",
        case_views.official_email,
        name="ks_official_email",
    ),
]
