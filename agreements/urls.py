"""The addresses of `agreements`, in the order of the work."""

from django.urls import include, path

urlpatterns = [
    path("", include("agreements.documents.urls")),
    path("", include("agreements.kept_documents.urls")),
    path("", include("agreements.signing.urls")),
    path("", include("agreements.segments.urls")),
    path("", include("agreements.framework_administration.urls")),
    path("", include("agreements.mandates.urls")),
    path("", include("agreements.cost_sharing.urls")),
    path("", include("agreements.accessions.urls")),
    path("", include("agreements.catalogue.urls")),
    path("", include("agreements.price_imports.urls")),
    path("", include("agreements.holdings.urls")),
    path("", include("agreements.opening_balances.urls")),
    path("", include("agreements.counts.urls")),
    path("", include("agreements.order_totals.urls")),
    path("", include("agreements.approvals.urls")),
    path("", include("agreements.basket.urls")),
    path("", include("agreements.dispatch.urls")),
    path("", include("agreements.reseller_answers.urls")),
    path("", include("agreements.corrections.urls")),
    path("", include("agreements.order_pages.urls")),
    path("", include("agreements.endings.urls")),
    path("", include("agreements.trueups.urls")),
    path("", include("agreements.reforms.urls")),
    path("", include("agreements.evidence.urls")),
    path("", include("agreements.digests.urls")),
    path("", include("agreements.reports.urls")),
]
