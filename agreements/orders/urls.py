"""Addresses of baskets, orders and their dispatch."""

from django.urls import include, path

from agreements.orders import (
    approval_views,
    basket_line_views,
    basket_paper_views,
    basket_views,
    cancelling_views,
    case_views,
    correction_views,
    delegation_views,
    delivery_views,
    hold_views,
    lot_views,
    mandate_views,
    order_list_views,
    refill_views,
    reseller_views,
    response_views,
    segment_views,
    template_views,
    views,
)

basket = [
    path("", basket_views.basket, name="basket"),
    path("lagre-mal/", template_views.basket_save_template, name="basket_save_template"),
    path("<int:product_id>/", basket_line_views.basket_set_line, name="basket_set_line"),
    path("<int:product_id>/fjern/", basket_views.basket_remove_line, name="basket_remove_line"),
    path("nytt-vedlegg/", basket_paper_views.basket_paper_new, name="basket_paper_new"),
    path("send-inn/", basket_views.order_submit, name="order_submit"),
]
order = [
    path("spor/", approval_views.order_ask, name="order_ask"),
    path("svar/", approval_views.order_answer, name="order_answer"),
    path("", views.order, name="order"),
    path("godkjenn/", views.order_approve, name="order_approve"),
    path("send-tilbake/", views.order_return, name="order_return"),
    path("stopp/", hold_views.order_stop, name="order_stop"),
    path("trekk/", views.order_withdraw, name="order_withdraw"),
    path("bekreft/", response_views.order_confirm, name="order_confirm"),
    path("forslag/<int:pk>/", response_views.order_proposal, name="order_proposal"),
    path("lenke/ny/", delivery_views.order_link_new, name="order_link_new"),
    path("lenke/steng/", delivery_views.order_link_revoke, name="order_link_revoke"),
    path("bestill-igjen/", refill_views.order_again, name="order_again"),
    path("lagre-mal/", template_views.order_save_template, name="order_save_template"),
    path("endre/", correction_views.order_change, name="order_change"),
    path("bestilling.pdf", views.order_pdf, name="order_pdf"),
    path("bestilling-<slug:file_format>.xml", views.order_file, name="order_file"),
]
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
segments = [
    path("", segment_views.segments, name="segments"),
    path("nytt/", segment_views.segment_new, name="segment_new"),
    path("<int:pk>/", segment_views.segment_edit, name="segment_edit"),
    path("<int:pk>/lukk/", segment_views.segment_close, name="segment_close"),
]
templates = [
    path("", template_views.order_templates, name="order_templates"),
    path("<int:pk>/bruk/", refill_views.order_template_use, name="order_template_use"),
    path("<int:pk>/navn/", template_views.order_template_rename, name="order_template_rename"),
    path("<int:pk>/slett/", template_views.order_template_delete, name="order_template_delete"),
]
dispatch = [
    path("", case_views.dispatches, name="ks_dispatches"),
    path("svar/", case_views.order_response, name="ks_order_response"),
    path("<int:pk>/", case_views.dispatch, name="ks_dispatch"),
    path("<int:pk>/lenke/ny/", case_views.dispatch_link_new, name="ks_dispatch_link_new"),
    path("<int:pk>/lenke/steng/", case_views.dispatch_link_revoke, name="ks_dispatch_link_revoke"),
    path("<int:pk>/send-igjen/", case_views.dispatch_retry, name="ks_dispatch_retry"),
    path("<int:pk>/slipp/", hold_views.dispatch_release, name="ks_dispatch_release"),
    path("<int:pk>/stopp/", hold_views.dispatch_stop, name="ks_dispatch_stop"),
    path("<int:pk>/er-sendt/", case_views.dispatch_mark_sent, name="ks_dispatch_mark_sent"),
]

urlpatterns = [
    path(
        "virksomhet/<slug:organisation_number>/fullmakter/<int:pk>/trekk/",
        mandate_views.mandate_revoke,
        name="mandate_revoke",
    ),
    path(
        "virksomhet/<slug:organisation_number>/volumlisensavtaler/<slug:agreement_number>/kurv/",
        include(basket),
    ),
    path(
        "virksomhet/<slug:organisation_number>/volumlisensavtaler/<slug:agreement_number>/annuller/",
        cancelling_views.volume_licence_agreement_cancel,
        name="volume_licence_agreement_cancel",
    ),
    path("virksomhet/<slug:organisation_number>/segmenter/", include(segments)),
    path("virksomhet/<slug:organisation_number>/bestillingsmaler/", include(templates)),
    path("virksomhet/<slug:organisation_number>/bestillinger/", views.orders, name="orders"),
    path(
        "virksomhet/<slug:organisation_number>/bestillinger/paa-vegne-av/",
        views.orders_on_behalf,
        name="orders_on_behalf",
    ),
    path(
        "virksomhet/<slug:organisation_number>/bestillinger/stedfortredere/",
        delegation_views.order_delegations,
        name="order_delegations",
    ),
    path(
        "virksomhet/<slug:organisation_number>/bestillinger/stedfortredere/<int:pk>/trekk/",
        delegation_views.order_delegation_revoke,
        name="order_delegation_revoke",
    ),
    path(
        "virksomhet/<slug:organisation_number>/bestillinger/til-godkjenning/",
        approval_views.order_approvals,
        name="order_approvals",
    ),
    path(
        "virksomhet/<slug:organisation_number>/bestillinger/svar-fra-forhandler/",
        response_views.order_response,
        name="order_response",
    ),
    path("virksomhet/<slug:organisation_number>/bestillinger/<slug:order_number>/", include(order)),
    path("ks/avtaler/<slug:reference>/delkontrakter/", lot_views.lots, name="ks_lots"),
    path("ks/bestillinger/", order_list_views.all_orders, name="ks_orders"),
    path(
        "ks/bestillinger/bestillinger.csv",
        order_list_views.all_orders_file,
        {"suffix": "csv"},
        name="ks_orders_csv",
    ),
    path(
        "ks/bestillinger/bestillinger.xlsx",
        order_list_views.all_orders_file,
        {"suffix": "xlsx"},
        name="ks_orders_xlsx",
    ),
    path("ks/utsendinger/", include(dispatch)),
    path("forhandler/<str:token>/", include(reseller)),
]
