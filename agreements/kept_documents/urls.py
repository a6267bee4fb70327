"""Addresses of an organisation's papers."""

from django.urls import include, path

from agreements.kept_documents import views

papers = [
    path("", views.kept_documents, name="kept_documents"),
    path("nytt/", views.kept_document_new, name="kept_document_new"),
    path("<int:pk>/", views.kept_document, name="kept_document"),
    path("<int:pk>/trekk/", views.kept_document_withdraw, name="kept_document_withdraw"),
]

urlpatterns = [
    path("virksomhet/<slug:organisation_number>/dokumenter/", include(papers)),
]
