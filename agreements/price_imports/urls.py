"""Addresses of price files, all of them the case officers'."""

from django.urls import include, path

from agreements.price_imports import case_views

price_import = [
    path("", case_views.price_import, name="ks_price_import"),
    path("endringer/", case_views.price_import_changes, name="ks_price_import_changes"),
    path("funn.csv", case_views.price_import_findings, name="ks_price_import_findings"),
    path("ta-i-bruk/", case_views.price_import_apply, name="ks_price_import_apply"),
    path("reverser/", case_views.price_import_reverse, name="ks_price_import_reverse"),
    path("les-igjen/", case_views.price_import_read_again, name="ks_price_import_read_again"),
]

urlpatterns = [
    path(
        "ks/avtaler/<slug:reference>/prisfiler/", case_views.price_imports, name="ks_price_imports"
    ),
    path("ks/prisfiler/<int:pk>/", include(price_import)),
]
