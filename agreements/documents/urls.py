"""Addresses where anybody checks an issued document."""

from django.urls import path

from agreements.documents import views

urlpatterns = [
    path("verifiser/", views.verify, name="verify"),
    path("verifiser/<str:code>/", views.verify_code, name="verify_code"),
]
