"""Addresses of an organisation's mandates."""

from django.urls import include, path

from agreements.mandates import views

mandates = [
    path("", views.mandates, name="mandates"),
    path("ny/", views.mandate_new, name="mandate_new"),
    path("<int:pk>/", views.mandate, name="mandate"),
    path("<int:pk>/papir/", views.mandate_paper, name="mandate_paper"),
]

urlpatterns = [
    path("virksomhet/<slug:organisation_number>/fullmakter/", include(mandates)),
]
