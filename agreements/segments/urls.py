"""Addresses of the parts of an organisation that orders are for."""

from django.urls import include, path

from agreements.segments import views

segments = [
    path("", views.segments, name="segments"),
    path("nytt/", views.segment_new, name="segment_new"),
    path("<int:pk>/", views.segment_edit, name="segment_edit"),
    path("<int:pk>/lukk/", views.segment_close, name="segment_close"),
]
urlpatterns = [
    path("virksomhet/<slug:organisation_number>/segmenter/", include(segments)),
]
