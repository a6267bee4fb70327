"""Addresses of the reseller's page, and of the files in which resellers answer."""

from django.urls import include, path

from agreements.reseller_answers import case_views, reseller_views, views

reseller = [
    path("", reseller_views.reseller_order, name="reseller_order"),
    path("bekreft/", reseller_views.reseller_accept, name="reseller_accept"),
    path("avvis/", reseller_views.reseller_reject, name="reseller_reject"),
    path("endre/", reseller_views.reseller_change, name="reseller_change"),
    path("bestilling.pdf", reseller_views.reseller_order_pdf, name="reseller_order_pdf"),
    path(
        "vedlegg/<int:pk>/",
        reseller_views.reseller_order_attachment,
        name="reseller_order_attachment",
    ),
    path(
        "bestilling-<slug:file_format>.xml",
        reseller_views.reseller_order_file,
        name="reseller_order_file",
    ),
]
urlpatterns = [
    path(
        "virksomhet/<slug:organisation_number>/bestillinger/svar-fra-forhandler/",
        views.order_response,
        name="order_response",
    ),
    path("ks/utsendinger/svar/", case_views.order_response, name="ks_order_response"),
    path("forhandler/<str:token>/", include(reseller)),
]
