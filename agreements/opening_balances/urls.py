"""Addresses of opening balances."""

from django.urls import include, path

from agreements.opening_balances import views

opening_balances = [
    path("", views.opening_balances, name="opening_balances"),
    path("ny/", views.opening_balance_new, name="opening_balance_new"),
    path("eksempel.xlsx", views.opening_balance_sample, name="opening_balance_sample"),
    path("<int:pk>/", views.opening_balance, name="opening_balance"),
    path("<int:pk>/velg/", views.opening_balance_choose, name="opening_balance_choose"),
    path("<int:pk>/poster/", views.opening_balance_post, name="opening_balance_post"),
    path("<int:pk>/reverser/", views.opening_balance_reverse, name="opening_balance_reverse"),
    path("<int:pk>/forkast/", views.opening_balance_discard, name="opening_balance_discard"),
]

urlpatterns = [
    path("virksomhet/<slug:organisation_number>/inngaaende-beholdning/", include(opening_balances)),
]
