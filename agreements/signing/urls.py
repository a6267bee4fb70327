"""Addresses on the way to the provider of electronic identities and back."""

from django.urls import path, register_converter

from agreements.signing import views


class Sha256Converter:
    """A hash in an address: 64 hexadecimal digits."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(Sha256Converter, "sha256")

urlpatterns = [
    path("signering/<sha256:offer_sha256>/", views.begin, name="signing_begin"),
    path("signering/tilbake/", views.provider_callback, name="signing_return"),
]
