"""Addresses of the catalogue."""

from django.urls import path

from agreements.catalogue import views

urlpatterns = [
    path(
        "virksomhet/<slug:organisation_number>/volumlisensavtaler/<slug:agreement_number>/katalog/",
        views.catalogue,
        name="catalogue",
    ),
]
