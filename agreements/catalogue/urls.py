"""Addresses of the catalogue."""

from django.urls import include, path

from agreements.catalogue import case_views, views

pages = [
    path("", views.catalogue, name="catalogue"),
    path("sammenlign/", views.catalogue_compare, name="catalogue_compare"),
    path("produkt/<int:product_id>/", views.catalogue_product, name="catalogue_product"),
    path("prisliste.csv", views.catalogue_file, {"suffix": "csv"}, name="catalogue_csv"),
    path("prisliste.xlsx", views.catalogue_file, {"suffix": "xlsx"}, name="catalogue_xlsx"),
]

urlpatterns = [
    path("ks/prislister/", case_views.price_lists, name="ks_price_lists"),
    path(
        "virksomhet/<slug:organisation_number>/volumlisensavtaler/<slug:agreement_number>/katalog/",
        include(pages),
    ),
]
