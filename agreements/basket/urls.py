"""Addresses of baskets and order templates."""

from django.urls import include, path

from agreements.basket import line_views, paper_views, refill_views, template_views, views

basket = [
    path("", views.basket, name="basket"),
    path("lagre-mal/", template_views.basket_save_template, name="basket_save_template"),
    path("<int:product_id>/", line_views.basket_set_line, name="basket_set_line"),
    path("<int:product_id>/fjern/", views.basket_remove_line, name="basket_remove_line"),
    path("nytt-vedlegg/", paper_views.basket_paper_new, name="basket_paper_new"),
    path("send-inn/", views.order_submit, name="order_submit"),
]
templates = [
    path("", template_views.order_templates, name="order_templates"),
    path("<int:pk>/bruk/", refill_views.order_template_use, name="order_template_use"),
    path("<int:pk>/navn/", template_views.order_template_rename, name="order_template_rename"),
    path("<int:pk>/slett/", template_views.order_template_delete, name="order_template_delete"),
]
urlpatterns = [
    path(
        "virksomhet/<slug:organisation_number>/volumlisensavtaler/<slug:agreement_number>/kurv/",
        include(basket),
    ),
    path("virksomhet/<slug:organisation_number>/bestillingsmaler/", include(templates)),
    path(
        "virksomhet/<slug:organisation_number>/bestillinger/<slug:order_number>/bestill-igjen/",
        refill_views.order_again,
        name="order_again",
    ),
]
