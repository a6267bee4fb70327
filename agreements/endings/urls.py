"""Addresses of the pages that cancel an agreement and revoke a mandate."""

from django.urls import path

from agreements.endings import cancelling_views, mandate_views

urlpatterns = [
    path(
        "virksomhet/<slug:organisation_number>/fullmakter/<int:pk>/trekk/",
        mandate_views.mandate_revoke,
        name="mandate_revoke",
    ),
    path(
        "virksomhet/<slug:organisation_number>/volumlisensavtaler/<slug:agreement_number>/annuller/",
        cancelling_views.volume_licence_agreement_cancel,
        name="volume_licence_agreement_cancel",
    ),
]
