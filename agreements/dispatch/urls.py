"""Addresses of orders on their way to resellers."""

from django.urls import include, path

from agreements.dispatch import case_views, views

link = [
    path("ny/", views.order_link_new, name="order_link_new"),
    path("steng/", views.order_link_revoke, name="order_link_revoke"),
]
dispatch = [
    path("", case_views.dispatches, name="ks_dispatches"),
    path("<int:pk>/", case_views.dispatch, name="ks_dispatch"),
    path("<int:pk>/lenke/ny/", case_views.dispatch_link_new, name="ks_dispatch_link_new"),
    path("<int:pk>/lenke/steng/", case_views.dispatch_link_revoke, name="ks_dispatch_link_revoke"),
    path("<int:pk>/send-igjen/", case_views.dispatch_retry, name="ks_dispatch_retry"),
    path("<int:pk>/slipp/", case_views.dispatch_release, name="ks_dispatch_release"),
    path("<int:pk>/stopp/", case_views.dispatch_stop, name="ks_dispatch_stop"),
    path("<int:pk>/er-sendt/", case_views.dispatch_mark_sent, name="ks_dispatch_mark_sent"),
]
urlpatterns = [
    path(
        "virksomhet/<slug:organisation_number>/bestillinger/<slug:order_number>/lenke/",
        include(link),
    ),
    path("ks/utsendinger/", include(dispatch)),
]
