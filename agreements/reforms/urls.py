"""Addresses of reforms."""

from django.urls import include, path

from agreements.reforms import case_views

one = [
    path("", case_views.reform, name="ks_reform"),
    path("fordel/", case_views.reform_allocate, name="ks_reform_allocate"),
    path("godkjenn/", case_views.reform_approve, name="ks_reform_approve"),
    path("trekk/", case_views.reform_withdraw, name="ks_reform_withdraw"),
    path("gjennomfor/", case_views.reform_carry_out, name="ks_reform_carry_out"),
    path("reverser/", case_views.reform_reverse, name="ks_reform_reverse"),
    path("overlapp/", case_views.reform_overlap, name="ks_reform_overlap"),
]

urlpatterns = [
    path("ks/reformer/", case_views.reforms, name="ks_reforms"),
    path("ks/reformer/ny/", case_views.reform_new, name="ks_reform_new"),
    path("ks/reformer/<int:pk>/", include(one)),
]
