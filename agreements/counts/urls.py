"""Addresses of counts."""

from django.urls import include, path

from agreements.counts import views

counts = [
    path("", views.counts, name="counts"),
    path("ny/", views.count_new, name="count_new"),
    path("fil/", views.counts_import, name="counts_import"),
    path("fil/eksempel.xlsx", views.counts_sample, name="counts_sample"),
]

urlpatterns = [path("virksomhet/<slug:organisation_number>/telling/", include(counts))]
