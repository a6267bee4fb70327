"""The address of a case officer's choice of mail."""

from django.urls import path

from agreements.digests import views

urlpatterns = [path("ks/e-post/", views.officer_mail, name="ks_officer_mail")]
