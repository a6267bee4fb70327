"""The addresses of `municipalities`."""

from django.urls import include, path

urlpatterns = [
    path("", include("municipalities.people.urls")),
    path("", include("municipalities.official_emails.urls")),
    path("", include("municipalities.registry.urls")),
]
