"""Addresses of those who stand in for an approver."""

from django.urls import path

from agreements.approvals import views

urlpatterns = [
    path(
        "virksomhet/<slug:organisation_number>/bestillinger/stedfortredere/",
        views.order_delegations,
        name="order_delegations",
    ),
    path(
        "virksomhet/<slug:organisation_number>/bestillinger/stedfortredere/<int:pk>/trekk/",
        views.order_delegation_revoke,
        name="order_delegation_revoke",
    ),
]
