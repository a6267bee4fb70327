"""Forms of signing in, of people and roles, of papers, of accessions and agreements."""

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from tests.architecture.access_matrix import (
    ADMINISTRATOR,
    NOBODY,
    ORDERER,
    READER,
    SIGNATORY,
    ULRIK,
)
from tests.browser.every_form.form import Form
from tests.cast import PASSWORD

NEW_PASSWORD = "et-annet-passord-2027"
TWICE = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}


def by_password(scene):
    return {"login": scene.cast.ulrik.email, "password": PASSWORD}


def newcomer(scene):
    return {"name": "Nina Ny", "email": "nina@ny.example", **TWICE}


def own_password(scene):
    return {"password": PASSWORD}


def own_address(scene):
    return {"email": scene.cast.ulrik.email}


def changed_password(scene):
    return {"oldpassword": PASSWORD, **TWICE}


def address_alone(scene):
    return {"email": scene.cast.ulrik.email}


def new_password(scene):
    return TWICE


def password_reset(scene):
    key = default_token_generator.make_token(scene.cast.ulrik)
    values = {"uidb36": user_pk_to_url_str(scene.cast.ulrik), "key": key}
    return reverse("account_reset_password_from_key", kwargs=values)


def email_confirmation(scene):
    address = EmailAddress.objects.create(user=scene.cast.ulrik, email="ny@utenfor.example")
    return reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])


SIGN_IN = {
    "account_login": Form(
        NOBODY, "account_login", "Logget inn som Ulrik Utenfor.", fill=by_password
    ),
    "account_signup": Form(
        NOBODY, "account_signup", "Du får en e-post på nina@ny.example.", fill=newcomer
    ),
    "account_logout": Form(ORDERER, "my_page", "Du er logget ut.", stores=False),
    "account_reauthenticate": Form(
        ULRIK, "account_reauthenticate", "Min side", fill=own_password, stores=False
    ),
    "account_email": Form(
        ULRIK,
        "account_email",
        "Hovedadressen er valgt.",
        fill=own_address,
        button=("action_primary", ""),
    ),
    "account_change_password": Form(
        ULRIK, "account_change_password", "Passordet er endret.", fill=changed_password
    ),
    "account_reset_password": Form(
        NOBODY,
        "account_reset_password",
        "Du får en e-post",
        fill=address_alone,
    ),
    "account_reset_password_from_key": Form(
        NOBODY,
        "account_reset_password_from_key",
        "Passordet er endret.",
        at=password_reset,
        fill=new_password,
    ),
    "account_confirm_email": Form(
        NOBODY,
        "account_confirm_email",
        "Du har bekreftet ny@utenfor.example.",
        at=email_confirmation,
    ),
}

ANYBODY = {
    "set_language": Form(
        NOBODY, "front_page", "for alle kommunar", button=("language", "nn"), stores=False
    ),
    "verify": Form(NOBODY, "verify", "Ikke et dokument du kan stole på", answers=200, stores=False),
    "role_request": Form(ULRIK, "role_request", "Forespørselen venter på svar."),
    "invitation_accept": Form(ULRIK, "invitation_accept", "Velkommen. Du har fått rollene."),
    "reseller_accept": Form(NOBODY, "reseller_order", "Bekreftet"),
    "reseller_reject": Form(NOBODY, "reseller_order", "Avvist"),
    "reseller_change": Form(NOBODY, "reseller_order", "Dere har foreslått en endring."),
}

PEOPLE = {
    "invitation_new": Form(
        ADMINISTRATOR, "invitation_new", "Invitasjonen er i køen", first="invitation_new"
    ),
    "membership_limit": Form(ADMINISTRATOR, "membership_limit", "Grensen er endret."),
    "invitation_withdraw": Form(ADMINISTRATOR, "people", "Invitasjonen er trukket."),
    "membership_confirm": Form(ADMINISTRATOR, "people", "Rollen er bekreftet."),
    "membership_decline": Form(ADMINISTRATOR, "people", "Forespørselen er avslått."),
    "membership_end": Form(ADMINISTRATOR, "membership_end", "Rollen er avsluttet."),
    "mandate_new": Form(SIGNATORY, "mandate_new", "Sørvåg kommune har nå fullmakt fra dere."),
    "mandate_revoke": Form(
        SIGNATORY,
        "mandate",
        "Fullmakten er trukket. Nå kan ingen bestille etter den.",
        first="mandate_revoke",
    ),
    "cost_sharing_key_new": Form(ADMINISTRATOR, "cost_sharing_key_new", "Nøkkelen er registrert."),
    "kept_document_new": Form(ORDERER, "kept_document_new", "Dokumentet er lagret."),
    "kept_document_withdraw": Form(ORDERER, "kept_documents", "Dokumentet er trukket."),
    "agreement_summary_issue": Form(READER, "issued_documents", "Avtalesammendraget er utstedt."),
    "evidence_pack_request": Form(
        READER, "evidence_packs", "Dokumentasjonen er i køen. Den står her når den er klar."
    ),
    "segment_new": Form(ADMINISTRATOR, "segment_new", "Delen er lagt til."),
    "segment_edit": Form(ADMINISTRATOR, "segment_edit", "Delen er endret."),
    "segment_close": Form(
        ADMINISTRATOR, "segments", "Delen er lukket. Bestillingene beholder navnet."
    ),
}

AGREEMENTS = {
    "accession": Form(SIGNATORY, "accession", "Du har signert. KS svarer på e-post."),
    "accession_decline": Form(SIGNATORY, "accession", "KS vet nå at dere ikke tiltrer."),
    "volume_licence_agreement_new": Form(
        ORDERER,
        "volume_licence_agreement_new",
        "Avtalen er opprettet. Nå kan dere bestille.",
        first="volume_licence_agreement_new",
    ),
    "volume_licence_agreement_end": Form(
        SIGNATORY, "volume_licence_agreement_end", "Avtalen tar slutt"
    ),
    "volume_licence_agreement_cancel": Form(
        ORDERER, "volume_licence_agreement_cancel", "Avtalen er annullert."
    ),
}
