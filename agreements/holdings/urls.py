"""Addresses of holdings."""

from django.urls import path

from agreements.holdings import views

urlpatterns = [
    path("virksomhet/<slug:organisation_number>/beholdning/", views.holdings, name="holdings"),
]
