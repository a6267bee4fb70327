"""Signing with an electronic identity, against a real provider on this machine."""

import time
from hashlib import sha256

import pytest
import requests
import time_machine
from django.urls import reverse

from agreements.accessions.documents import accession_offer
from agreements.models import Accession, Signature
from agreements.signing import electronic
from tests import agreement_factories as make
from tests.confirming import confirm
from tests.openid_provider import ANOTHER_KEY, CLIENT_ID, CLIENT_SECRET, OpenIdProvider

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings):
    """A running provider that this portal is a client of."""
    made = OpenIdProvider()
    settings.SIGNING_OIDC_ISSUER = made.issuer
    settings.SIGNING_OIDC_CLIENT_ID = CLIENT_ID
    settings.SIGNING_OIDC_CLIENT_SECRET = CLIENT_SECRET
    settings.SIGNING_OIDC_ACR = "idporten-loa-substantial idporten-loa-high"
    yield made
    made.stop()


class Signatory:
    """Nordvik's signatory at a browser."""

    def __init__(self, cast, framework, client):
        self.nordvik, self.framework, self.client = cast.nordvik, framework, client
        self.page = reverse(
            "accession", args=[self.nordvik.organisation.organisation_number, framework.reference]
        )
        terms = framework.terms_versions.get()
        self.offer = accession_offer(self.nordvik.organisation, terms, language="nb")

    def begin(self, offer_sha256=None):
        """Press the button; the provider's address."""
        address = reverse("signing_begin", args=[offer_sha256 or self.offer.sha256])
        return self.client.get(address, {"next": self.page})

    def come_back(self, leaving):
        """Be identified, and follow the provider's redirect; its address and the next page."""
        answer = requests.get(leaving.url, allow_redirects=False, timeout=5)
        address = answer.headers["Location"].removeprefix("http://127.0.0.1:8000")
        return address, self.client.get(address, follow=True)

    def identify(self):
        """The page after being identified."""
        return self.come_back(self.begin())[1]

    def sign(self):
        """Press Sign, with no name and no password."""
        form = {
            "grounds": "statute",
            "budget_authority": "Ola Nordmann",
            "first_contact": self.nordvik.signatory.pk,
            "second_contact": self.nordvik.orderer.pk,
            "consent": "on",
            "shown_sha256": self.offer.sha256,
        }
        return self.client.post(self.page, form)


@pytest.fixture
def signatory(cast, framework, signed_in):
    """Nordvik's signatory, signed in."""
    return Signatory(cast, framework, signed_in(cast.nordvik.signatory))


def refused(page, sentence):
    """Whether the page shows this sentence of a refusal."""
    return sentence in page.content.decode()


def test_the_identified_person_signs_without_a_password(cast, provider, signatory):
    page = signatory.identify()
    assert "Du er identifisert som Signe Signatur" in page.content.decode()
    signatory.sign()
    signature = Signature.objects.get()
    assert Accession.objects.get().state == "submitted"
    assert (signature.method, signature.name) == ("openid_connect", "Signe Signatur")
    assert signature.signed_by == cast.nordvik.signatory
    assert signature.document_sha256 == signatory.offer.sha256
    assert signature.evidence["iss"] == provider.issuer
    assert signature.evidence["acr"] == "idporten-loa-high"


def test_the_nonce_that_the_provider_signed_is_over_the_text(provider, signatory):
    signatory.identify()
    signatory.sign()
    evidence = Signature.objects.get().evidence
    text = f"{evidence['nonce_salt']}.{signatory.offer.sha256}"
    assert evidence["nonce"] == sha256(text.encode()).hexdigest()


def test_no_national_number_is_kept(provider, signatory):
    signatory.identify()
    signatory.sign()
    kept = str(Signature.objects.get().evidence)
    assert provider.identity["sub"] not in kept
    assert sha256(provider.identity["sub"].encode()).hexdigest() not in kept


def test_the_provider_is_asked_to_identify_afresh_at_the_levels_that_count(provider, signatory):
    leaving = signatory.begin().url
    assert leaving.startswith(provider.issuer)
    for part in ("prompt=login", "code_challenge_method=S256", "response_type=code"):
        assert part in leaving
    assert "acr_values=idporten-loa-substantial+idporten-loa-high" in leaving.replace("%20", "+")


def now():
    return int(time.time())


WRONG = {
    "another nonce": {"nonce": "f" * 64},
    "no nonce": {"nonce": None},
    "another audience": {"aud": "another-client"},
    "no audience": {"aud": None},
    "another issuer": {"iss": "https://idporten.example"},
    "no subject": {"sub": None},
    "expired": {"exp": now() - 3_600, "iat": now() - 7_200},
    "no end": {"exp": None},
    "issued in the future": {"iat": now() + 3_600},
    "identified long ago": {"auth_time": now() - 3_600},
    "too low a level": {"acr": "idporten-loa-low"},
    "no level": {"acr": None},
}


@pytest.mark.parametrize("claims", WRONG.values(), ids=WRONG)
def test_a_wrong_token_identifies_nobody(provider, signatory, claims):
    provider.claims = claims
    page = signatory.identify()
    assert refused(page, "Vi fikk ikke bekreftet hvem du er")
    assert signatory.sign().status_code == 422
    assert not Signature.objects.exists()


def test_a_token_signed_with_another_key_identifies_nobody(provider, signatory):
    provider.signing_key = ANOTHER_KEY
    assert refused(signatory.identify(), "Vi fikk ikke bekreftet hvem du er")


def test_a_token_signed_with_the_shared_secret_identifies_nobody(provider, signatory):
    provider.algorithm = "HS256"
    assert refused(signatory.identify(), "Vi fikk ikke bekreftet hvem du er")


def test_somebody_else_is_not_let_through(provider, signatory):
    provider.identity = {"sub": "02027054321", "name": "Berit Bestiller"}
    assert refused(signatory.identify(), "tilhører en annen")
    assert signatory.sign().status_code == 422


def test_middle_names_do_not_matter(provider, signatory):
    provider.identity |= {"name": "SIGNE MARIE SIGNATUR"}
    assert "Du er identifisert" in signatory.identify().content.decode()


def test_without_a_name_the_identity_must_be_the_one_of_last_time(cast, provider, signatory):
    provider.identity = {"sub": "1"}
    signatory.identify()
    signatory.sign()
    provider.identity = {"sub": "2"}
    other = make.framework(name="Neste")
    again = Signatory(cast, other, signatory.client)
    assert refused(again.identify(), "tilhører en annen")


def test_who_cancels_is_notified_so(provider, signatory):
    provider.cancels = True
    assert refused(signatory.identify(), "Du avbrøt")


def test_an_answer_works_once(provider, signatory):
    address, _page = signatory.come_back(signatory.begin())
    again = signatory.client.get(address, follow=True)
    assert refused(again, "er over eller allerede brukt")


def test_a_code_from_another_browser_is_no_use(provider, cast, framework, signed_in, signatory):
    address, _page = signatory.come_back(signatory.begin())
    thief = signed_in(cast.nordvik.orderer)
    assert refused(thief.get(address, follow=True), "er over eller allerede brukt")


def test_being_identified_for_one_text_signs_no_other(provider, signatory):
    signatory.come_back(signatory.begin("0" * 64))
    assert signatory.sign().status_code == 422
    assert not Signature.objects.exists()


def test_the_identification_lasts_ten_minutes(provider, signatory):
    signatory.identify()
    with time_machine.travel(time.time() + electronic.SECONDS_TO_SIGN + 5):
        assert signatory.sign().status_code == 422


def test_who_was_away_for_too_long_starts_again(provider, signatory):
    leaving = signatory.begin()
    provider.claims = {"exp": now() + 3_600}
    with time_machine.travel(time.time() + electronic.SECONDS_TO_SIGN + 5):
        page = signatory.come_back(leaving)[1]
    assert not refused(page, "Du er identifisert")


def hang(handler):
    """Answer too late."""
    time.sleep(1.5)


def nonsense(handler):
    """Answer with a page that is no JSON."""
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(b"<html>Vedlikehold</html>")


def out_of_order(handler):
    """Answer that the server is broken."""
    handler.send_response(503)
    handler.end_headers()


@pytest.mark.parametrize("place", ["/.well-known/openid-configuration", "/token", "/keys"])
@pytest.mark.parametrize("fault", [hang, nonsense, out_of_order])
def test_a_provider_in_trouble_is_notified_of_and_nothing_is_signed(
    monkeypatch, provider, signatory, place, fault
):
    monkeypatch.setattr(electronic, "SECONDS_TO_ANSWER", 0.5)
    if place == "/.well-known/openid-configuration":
        provider.breaks = (place, fault)
        answer = signatory.begin()
        assert answer.url == signatory.page
        page = signatory.client.get(answer.url)
    else:
        leaving = signatory.begin()
        provider.breaks = (place, fault)
        page = signatory.come_back(leaving)[1]
    assert "ds-alert" in page.content.decode()
    assert "Du er identifisert" not in page.content.decode()
    assert signatory.sign().status_code == 422


@pytest.mark.parametrize("elsewhere", ["https://ond.example/", "//ond.example", "javascript:1"])
def test_nobody_is_sent_elsewhere_afterwards(provider, signatory, elsewhere):
    address = reverse("signing_begin", args=[signatory.offer.sha256])
    leaving = signatory.client.get(address, {"next": elsewhere})
    _address, page = signatory.come_back(leaving)
    assert page.redirect_chain == [("/", 302)]


def test_ks_countersigns_electronically(cast, framework, provider, signed_in):
    made = make.approved_accession(
        cast.nordvik.organisation, framework, by=cast.nordvik.signatory, officer=cast.knut
    )
    officer = signed_in(cast.kari)
    provider.identity = {"sub": "3", "name": "Kari Saksbehandler"}
    page = officer.get(reverse("ks_accession", args=[made.pk])).content.decode()
    leaving = officer.get(_link(page))
    answer = requests.get(leaving.url, allow_redirects=False, timeout=5)
    officer.get(answer.headers["Location"].removeprefix("http://127.0.0.1:8000"))
    confirm(officer, reverse("ks_accession_countersign", args=[made.pk]))
    made.refresh_from_db()
    assert made.state == "countersigned"
    assert made.acts.get(kind="countersigned").signature.method == "openid_connect"


def _link(page):
    """The address behind the button that leads to the provider."""
    return "/signering/" + page.split('href="/signering/')[1].split('"')[0]


def test_without_a_provider_there_is_only_the_password(signatory):
    assert "/signering/" not in signatory.client.get(signatory.page).content.decode()
