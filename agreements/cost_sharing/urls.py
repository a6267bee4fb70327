"""Addresses of an organisation's cost-sharing keys."""

from django.urls import include, path

from agreements.cost_sharing import views

keys = [
    path("", views.cost_sharing_keys, name="cost_sharing_keys"),
    path("ny/", views.cost_sharing_key_new, name="cost_sharing_key_new"),
]

urlpatterns = [
    path("virksomhet/<slug:organisation_number>/fordelingsnokler/", include(keys)),
]
