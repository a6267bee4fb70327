"""The electronic signer: a person identifies themselves at an OpenID Connect provider.

Authorization code flow with PKCE, as ID-porten and its like speak it (OpenID Connect Core 1.0,
RFC 7636). The nonce is a hash over the text to be signed, so that the provider's own signature
covers it: neither a code nor a token can be carried over to another text. The proof waits in the
person's session for ten minutes, for the press on Sign.
"""

import secrets
import time
from hashlib import sha256

import requests
from allauth.account.adapter import get_adapter
from authlib.integrations.base_client import OAuthError
from authlib.integrations.django_client import OAuth
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from joserfc.errors import JoseError

from agreements.signing.models import Signature
from agreements.signing.port import Proof
from municipalities.access import PortalRequest
from municipalities.people.models import User

SECONDS_TO_SIGN = 600
"""From leaving for the provider to coming back, and from there to the signature."""

SECONDS_TO_ANSWER = 10
"""For the provider, each time it is asked."""

ALGORITHMS = ["RS256", "PS256", "ES256"]
"""What an ID token may be signed with: only a key that the provider alone has."""

CLOCK_SKEW = 60
SESSION_KEY = "electronic_proof"
BROKEN_ANSWERS = (requests.RequestException, JoseError, ValueError, KeyError, RuntimeError)


def is_offered() -> bool:
    """Whether this installation has a provider of electronic identities."""
    return bool(settings.SIGNING_OIDC_ISSUER)


def begin(request: PortalRequest, *, offer_sha256, return_to):
    """Send the person to the provider, to come back knowing who they are for this text.

    Raises ValidationError when the provider does not answer.
    """
    salt = secrets.token_hex(16)
    provider = _provider()
    try:
        address = provider.create_authorization_url(
            _return_address(),
            nonce=_nonce(salt, offer_sha256),
            prompt="login",
            ui_locales=request.LANGUAGE_CODE,
            **({"acr_values": settings.SIGNING_OIDC_ACR} if settings.SIGNING_OIDC_ACR else {}),
        )
    except BROKEN_ANSWERS as error:
        raise _no_answer() from error
    provider.save_authorize_data(
        request,
        redirect_uri=_return_address(),
        salt=salt,
        offer_sha256=offer_sha256,
        return_to=return_to,
        begun_at=int(time.time()),
        **address,
    )
    return address["url"]


def complete(request: PortalRequest):
    """Take the provider's answer: the address to go on at, and the refusal or None.

    When nothing is refused, the session holds a proof for the text the person left with.
    """
    provider = _provider()
    begun = provider.framework.get_state_data(request.session, request.GET.get("state"))
    if begun is None:
        return reverse("front_page"), _refusal("signing_not_begun")
    try:
        claims = _claims(provider, request, begun)
        _check_person(claims, request.user)
    except ValidationError as refusal:
        return begun["return_to"], refusal
    request.session[SESSION_KEY] = {
        "offer_sha256": begun["offer_sha256"],
        "name": _name(claims) or request.user.name,
        "user": request.user.pk,
        "proved_at": int(time.time()),
        "evidence": _evidence(claims, begun),
    }
    return begun["return_to"], None


def _claims(provider, request: PortalRequest, begun):
    """What the provider says of the person; every part of it is checked."""
    try:
        provider.load_server_metadata()["id_token_signing_alg_values_supported"] = ALGORITHMS
        token = provider.authorize_access_token(
            request, claims_options=_expected_claims(), leeway=CLOCK_SKEW
        )
    except OAuthError as error:
        code = "signing_cancelled" if error.error == "access_denied" else "signing_failed"
        raise _refusal(code) from error
    except requests.RequestException as error:
        raise _no_answer() from error
    except BROKEN_ANSWERS as error:
        raise _refusal("signing_failed") from error
    claims = token.get("userinfo")
    now = time.time()
    is_fresh = claims and claims.get("auth_time", now) >= begun["begun_at"] - CLOCK_SKEW
    if not is_fresh or now > begun["begun_at"] + SECONDS_TO_SIGN:
        raise _refusal("signing_failed")
    return claims


def _expected_claims():
    expected = {
        "iss": {"essential": True, "value": settings.SIGNING_OIDC_ISSUER},
        "aud": {"essential": True, "value": settings.SIGNING_OIDC_CLIENT_ID},
    }
    if settings.SIGNING_OIDC_ACR:
        expected["acr"] = {"essential": True, "values": settings.SIGNING_OIDC_ACR.split()}
    return expected


def _check_person(claims, user: User) -> None:
    """The identity is the signed-in person's: by name, and the same one as last time."""
    identified = set(_name(claims).casefold().split())
    known = set(user.name.casefold().split())
    if identified and not (known <= identified or identified <= known):
        raise _refusal("another_person")
    earlier = Signature.objects.filter(
        signed_by=user, method=Signature.Method.OPENID_CONNECT, evidence__iss=claims["iss"]
    ).first()
    if earlier and earlier.evidence["subject_hash"] != _subject_hash(claims):
        raise _refusal("another_person")


def _name(claims) -> str:
    """The person's name as the provider gives it; empty where it gives none."""
    parts = [claims.get("given_name"), claims.get("family_name")]
    return str(claims.get("name") or " ".join(part for part in parts if part))[:150]


def _evidence(claims, begun):
    """What is kept of the identification: enough to check it later, no national number."""
    return {
        "iss": claims["iss"],
        "subject_hash": _subject_hash(claims),
        "acr": claims.get("acr", ""),
        "auth_time": claims.get("auth_time"),
        "iat": claims["iat"],
        "nonce": begun["nonce"],
        "nonce_salt": begun["salt"],
    }


def _subject_hash(claims) -> str:
    # Keyed: a subject may be a national number, and all of those can be tried in a minute.
    return salted_hmac(
        "electronic signer", f"{claims['iss']} {claims['sub']}", algorithm="sha256"
    ).hexdigest()


def _nonce(salt, offer_sha256) -> str:
    return sha256(f"{salt}.{offer_sha256}".encode()).hexdigest()


def _return_address():
    return settings.SITE_URL + reverse("signing_return")


def _provider():
    return OAuth().register(
        "signing",
        client_id=settings.SIGNING_OIDC_CLIENT_ID,
        client_secret=settings.SIGNING_OIDC_CLIENT_SECRET,
        server_metadata_url=f"{settings.SIGNING_OIDC_ISSUER.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile",
            "code_challenge_method": "S256",
            "default_timeout": SECONDS_TO_ANSWER,
        },
    )


def _no_answer() -> ValidationError:
    return ValidationError(
        _("The service for electronic identity does not answer. Try again in a while."),
        code="signing_no_answer",
    )


def _refusal(code) -> ValidationError:
    sentences = {
        "signing_cancelled": _("You cancelled. Nothing is signed."),
        "signing_failed": _("We could not confirm who you are. Nothing is signed. Try again."),
        "signing_not_begun": _("This identification is over or already used. Start again."),
        "another_person": _(
            "The electronic identity belongs to someone else than you are signed in as."
        ),
    }
    return ValidationError(sentences[code], code=code)


class ElectronicSignForm(forms.Form):
    """Stands in the page once the person is identified for the text it shows; asks for nothing."""

    is_electronic = True

    def __init__(self, *args, request: PortalRequest, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    @property
    def name(self):
        """Who was identified."""
        return self.request.session[SESSION_KEY]["name"]

    def proof(self) -> Proof:
        """The person's identification for the text on the page."""
        kept = self.request.session[SESSION_KEY]
        return Proof(
            method=Signature.Method.OPENID_CONNECT,
            name=kept["name"],
            client_address=get_adapter().get_client_ip(self.request),
            evidence=kept["evidence"],
        )


def is_identified(request: PortalRequest, offer_sha256) -> bool:
    """Whether the session holds a fresh proof of this person for this text."""
    kept = request.session.get(SESSION_KEY)
    return bool(
        kept
        and kept["offer_sha256"] == offer_sha256
        and kept["user"] == request.user.pk
        and time.time() <= kept["proved_at"] + SECONDS_TO_SIGN
    )
