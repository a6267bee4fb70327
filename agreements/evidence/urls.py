"""Addresses of evidence for licence reviews."""

from django.urls import include, path

from agreements.evidence import views

evidence = [
    path("", views.evidence_packs, name="evidence_packs"),
    path("lag/", views.evidence_pack_request, name="evidence_pack_request"),
    path("<int:pk>.zip", views.evidence_pack_zip, name="evidence_pack_zip"),
]

urlpatterns = [
    path("virksomhet/<slug:organisation_number>/lisensgjennomgang/", include(evidence)),
]
