"""Addresses of holdings."""

from django.urls import path

from agreements.holdings import views

urlpatterns = [
    path("virksomhet/<str:organisation_number>/beholdning/", views.holdings, name="holdings"),
]
