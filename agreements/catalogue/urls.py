"""Addresses of the catalogue."""

from django.urls import path

from agreements.catalogue import views

urlpatterns = [
    path(
        "virksomhet/<str:organisation_number>/volumlisensavtaler/<str:agreement_number>/katalog/",
        views.catalogue,
        name="catalogue",
    ),
]
