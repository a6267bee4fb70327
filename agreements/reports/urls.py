"""Addresses of overviews: the public front page, an organisation's, the case officers'."""

from django.urls import path

from agreements.reports import views

urlpatterns = [
    path("", views.front_page, name="front_page"),
    path(
        "virksomhet/<slug:organisation_number>/",
        views.organisation_overview,
        name="organisation_overview",
    ),
    path(
        "virksomhet/<slug:organisation_number>/avtalesammendrag.pdf",
        views.agreement_summary_pdf,
        name="agreement_summary_pdf",
    ),
    path("ks/", views.work_list, name="work_list"),
    path("ks/avtaler/", views.ks_frameworks, name="ks_frameworks"),
]
