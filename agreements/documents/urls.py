"""Addresses of issued documents, and where anybody checks one."""

from django.urls import include, path

from agreements.documents import views

issued = [
    path("", views.issued_documents, name="issued_documents"),
    path("<str:code>/", views.issued_document, name="issued_document"),
]

urlpatterns = [
    path("virksomhet/<slug:organisation_number>/utstedt/", include(issued)),
    path("verifiser/", views.verify, name="verify"),
    path("verifiser/<str:code>/", views.verify_code, name="verify_code"),
]
