"""Which end a person signs with: the electronic one once they are identified, else the built-in."""

from urllib.parse import urlencode

from django.urls import reverse

from agreements.signing import electronic
from agreements.signing.built_in import BuiltInSignForm
from agreements.signing.electronic import ElectronicSignForm
from municipalities.access import PortalRequest


def signer_form(
    request: PortalRequest, offer_sha256, *, data=None, prefix, back_to="", initial=None
) -> BuiltInSignForm | ElectronicSignForm:
    """The form with which the person signs this text; its `begin_address` leads to the provider.

    Who comes from there lands at `back_to`, by default where they are. `initial` is what the
    fields begin with.
    """
    if electronic.is_identified(request, offer_sha256):
        return electronic.ElectronicSignForm(data, request=request, prefix=prefix)
    form = BuiltInSignForm(data, request=request, prefix=prefix, initial=initial)
    form.begin_address = _begin_address(back_to or request.path, offer_sha256)
    return form


def _begin_address(back_to, offer_sha256) -> str:
    if not electronic.is_offered():
        return ""
    address = reverse("signing_begin", args=[offer_sha256])
    return f"{address}?{urlencode({'next': back_to})}"
