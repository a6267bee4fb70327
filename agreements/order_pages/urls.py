"""Addresses of orders: the lists, one order, and what is done on its page."""

from django.urls import URLPattern, URLResolver, include, path

from agreements.order_pages import (
    approval_views,
    case_views,
    hold_views,
    response_views,
    template_views,
    views,
)

order = [
    path("", views.order, name="order"),
    path("spor/", approval_views.order_ask, name="order_ask"),
    path("svar/", approval_views.order_answer, name="order_answer"),
    path("godkjenn/", views.order_approve, name="order_approve"),
    path("send-tilbake/", views.order_return, name="order_return"),
    path("stopp/", hold_views.order_stop, name="order_stop"),
    path("trekk/", views.order_withdraw, name="order_withdraw"),
    path("bekreft/", response_views.order_confirm, name="order_confirm"),
    path("forslag/<int:pk>/", response_views.order_proposal, name="order_proposal"),
    path("lagre-mal/", template_views.order_save_template, name="order_save_template"),
    path("bestilling.pdf", views.order_pdf, name="order_pdf"),
    path("bestilling-<slug:file_format>.xml", views.order_file, name="order_file"),
]
orders: list[URLPattern | URLResolver] = [
    path("", views.orders, name="orders"),
    path("paa-vegne-av/", views.orders_on_behalf, name="orders_on_behalf"),
    path("til-godkjenning/", approval_views.order_approvals, name="order_approvals"),
    path("<slug:order_number>/", include(order)),
]
orders_of_all = [
    path("", case_views.all_orders, name="ks_orders"),
    path("bestillinger.csv", case_views.all_orders_file, {"suffix": "csv"}, name="ks_orders_csv"),
    path(
        "bestillinger.xlsx", case_views.all_orders_file, {"suffix": "xlsx"}, name="ks_orders_xlsx"
    ),
]
urlpatterns = [
    path("virksomhet/<slug:organisation_number>/bestillinger/", include(orders)),
    path("ks/bestillinger/", include(orders_of_all)),
]
