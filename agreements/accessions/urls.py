"""Addresses of the register of organisations, accessions and volume licence agreements."""

from django.urls import include, path

from agreements.accessions import case_views, views

accession = [
    path("", views.accession, name="accession"),
    path("erklaering.pdf", views.accession_declaration_pdf, name="accession_declaration_pdf"),
]
agreement = [
    path("", views.volume_licence_agreements, name="volume_licence_agreements"),
    path(
        "ny/<slug:reference>/",
        views.volume_licence_agreement_new,
        name="volume_licence_agreement_new",
    ),
    path(
        "<slug:agreement_number>/", views.volume_licence_agreement, name="volume_licence_agreement"
    ),
]
organisation = [
    path("tiltredelser/", views.accessions, name="accessions"),
    path("tiltredelse/<slug:reference>/", include(accession)),
    path("volumlisensavtaler/", include(agreement)),
]

urlpatterns = [
    path("virksomheter/", views.organisations, name="organisations"),
    path("virksomhet/<slug:organisation_number>/", include(organisation)),
    path("ks/tiltredelser/<int:pk>/", case_views.accession, name="ks_accession"),
    path(
        "ks/tiltredelser/<int:pk>/avvis/", case_views.accession_reject, name="ks_accession_reject"
    ),
]
