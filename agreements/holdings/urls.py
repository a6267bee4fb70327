"""Addresses of holdings."""

from django.urls import include, path

from agreements.holdings import views

holdings = [
    path("", views.holdings, name="holdings"),
    path("beholdning.pdf", views.position_document, name="position_pdf"),
    path("beholdning.csv", views.position_file, {"suffix": "csv"}, name="position_csv"),
    path("beholdning.xlsx", views.position_file, {"suffix": "xlsx"}, name="position_xlsx"),
]

urlpatterns = [path("virksomhet/<slug:organisation_number>/beholdning/", include(holdings))]
