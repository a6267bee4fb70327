"""Address of the page of lots."""

from django.urls import path

from agreements.order_totals import case_views

urlpatterns = [
    path("ks/avtaler/<slug:reference>/delkontrakter/", case_views.lots, name="ks_lots"),
]
