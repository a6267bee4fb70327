"""Addresses of framework agreements."""

from django.urls import include, path

from agreements.frameworks import case_views, views

case = [
    path("", case_views.framework, name="ks_framework"),
    path("volum/", case_views.framework_volume, name="ks_framework_volume"),
    path("endre/", case_views.framework_amend, name="ks_framework_amend"),
    path("stans/", case_views.framework_suspend, name="ks_framework_suspend"),
    path("gjenoppta/", case_views.framework_resume, name="ks_framework_resume"),
    path("tak/<int:pk>/", case_views.ceiling_override, name="ks_ceiling_override"),
]

urlpatterns = [
    path("avtaler/", views.frameworks, name="frameworks"),
    path("avtaler/<slug:reference>/", views.framework, name="framework"),
    path("ks/avtaler/<slug:reference>/", include(case)),
]
