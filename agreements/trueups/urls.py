"""Addresses of true-ups."""

from django.urls import include, path

from agreements.trueups import case_views, views

true_ups = [
    path("", views.true_ups, name="true_ups"),
    path("<int:pk>/", views.true_up, name="true_up"),
    path("<int:pk>/tell/", views.true_up_count, name="true_up_count"),
    path("<int:pk>/bestill/", views.true_up_order, name="true_up_order"),
    path("<int:pk>/ingen-endring/", views.true_up_sign, name="true_up_sign"),
]

urlpatterns = [
    path("virksomhet/<slug:organisation_number>/etterrapportering/", include(true_ups)),
    path("ks/etterrapportering/", case_views.true_ups, name="ks_true_ups"),
    path("ks/etterrapportering/purr/", case_views.remind, name="ks_true_ups_remind"),
]
