"""Every address of the portal."""

from django.contrib import admin
from django.urls import include, path

handler500 = "kslisens.errors.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("konto/", include("allauth.urls")),
    path("sprak/", include("django.conf.urls.i18n")),
    path("", include("municipalities.urls")),
    path("", include("agreements.urls")),
]
