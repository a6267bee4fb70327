"""Addresses of framework agreements."""

from django.urls import path

from agreements.frameworks import views

urlpatterns = [
    path("avtaler/", views.frameworks, name="frameworks"),
    path("avtaler/<slug:reference>/", views.framework, name="framework"),
]
