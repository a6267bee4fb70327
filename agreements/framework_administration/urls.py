"""Addresses of framework agreements."""

from django.urls import URLPattern, URLResolver, include, path

from agreements.framework_administration import (
    announcing_views,
    case_views,
    ceiling_views,
    draft_views,
    party_views,
    programme_views,
    terms_views,
)
from agreements.framework_administration import views as framework_administration_views

draft = [
    path("", draft_views.draft, name="ks_draft"),
    path("parter/", draft_views.draft_parties, name="ks_draft_parties"),
    path("datoer/", draft_views.draft_dates, name="ks_draft_dates"),
    path("kunngjoring/", draft_views.draft_basis, name="ks_draft_basis"),
    path("virksomheter/", draft_views.draft_organisations, name="ks_draft_organisations"),
    path("tak/", draft_views.draft_ceilings, name="ks_draft_ceilings"),
    path("program/", programme_views.draft_programmes, name="ks_draft_programmes"),
    path("program/nytt/", programme_views.programme_new, name="ks_draft_programme_new"),
    path("program/<int:pk>/", programme_views.programme, name="ks_draft_programme"),
    path(
        "program/<int:pk>/fjern/",
        programme_views.programme_remove,
        name="ks_draft_programme_remove",
    ),
    path("tekster/", draft_views.draft_texts, name="ks_draft_texts"),
    path("kunngjor/", announcing_views.announce, name="ks_draft_announce"),
]

case: list[URLPattern | URLResolver] = [
    path("", case_views.framework, name="ks_framework"),
    path("utkast/", include(draft)),
    path("forhandsvisning/", announcing_views.preview, name="ks_framework_preview"),
    path("vilkar/", terms_views.framework_terms, name="ks_framework_terms"),
    path("volum/", case_views.framework_volume, name="ks_framework_volume"),
    path("endre/", case_views.framework_amend, name="ks_framework_amend"),
    path("stans/", case_views.framework_suspend, name="ks_framework_suspend"),
    path("gjenoppta/", case_views.framework_resume, name="ks_framework_resume"),
    path("tak/<int:pk>/", case_views.ceiling_override, name="ks_ceiling_override"),
    path("tak/<int:pk>/endre/", ceiling_views.ceiling_amend, name="ks_ceiling_amend"),
    path("tak/endring/<int:pk>/", ceiling_views.ceiling_amendment, name="ks_ceiling_amendment"),
    path(
        "tak/endring/<int:pk>/trekk/",
        ceiling_views.ceiling_amendment_withdraw,
        name="ks_ceiling_amendment_withdraw",
    ),
]

parties = [
    path("leverandorer/", party_views.suppliers, name="ks_suppliers"),
    path("leverandorer/ny/", party_views.supplier_new, name="ks_supplier_new"),
    path("leverandorer/<int:pk>/", party_views.supplier, name="ks_supplier"),
    path("forhandlere/", party_views.resellers, name="ks_resellers"),
    path("forhandlere/ny/", party_views.reseller_new, name="ks_reseller_new"),
    path("forhandlere/<int:pk>/", party_views.reseller, name="ks_reseller"),
    path("forhandlere/<int:pk>/adresse/", party_views.reseller_address, name="ks_reseller_address"),
]

urlpatterns = [
    path("avtaler/", framework_administration_views.frameworks, name="frameworks"),
    path("avtaler/<slug:reference>/", framework_administration_views.framework, name="framework"),
    path("ks/ny-avtale/", draft_views.framework_new, name="ks_framework_new"),
    path("ks/avtaler/<slug:reference>/", include(case)),
    path("ks/", include(parties)),
]
