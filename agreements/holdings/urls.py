"""Addresses of holdings."""

from django.urls import include, path

from agreements.holdings import views

holdings = [
    path("", views.holdings, name="holdings"),
    path("beholdning.pdf", views.holdings_pdf, name="holdings_pdf"),
    path("beholdning.csv", views.holdings_file, {"suffix": "csv"}, name="holdings_csv"),
    path("beholdning.xlsx", views.holdings_file, {"suffix": "xlsx"}, name="holdings_xlsx"),
    path("rettigheter/", views.rights, name="rights"),
    path("<slug:agreement_number>/<int:product_id>/", views.holding, name="holding"),
]

urlpatterns = [
    path("virksomhet/<slug:organisation_number>/beholdning/", include(holdings)),
]
