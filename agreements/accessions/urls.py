"""Addresses of the register of organisations, accessions and volume licence agreements."""

from django.urls import URLPattern, URLResolver, include, path

from agreements.accessions import (
    agreement_views,
    case_views,
    invited_views,
    member_list_views,
    member_views,
    option_views,
    views,
)

accession = [
    path("", views.accession, name="accession"),
    path("erklaering.pdf", views.accession_declaration_pdf, name="accession_declaration_pdf"),
    path("takk-nei/", views.accession_decline, name="accession_decline"),
]
agreement = [
    path("", agreement_views.volume_licence_agreements, name="volume_licence_agreements"),
    path(
        "ny/<slug:reference>/",
        agreement_views.volume_licence_agreement_new,
        name="volume_licence_agreement_new",
    ),
    path(
        "<slug:agreement_number>/",
        agreement_views.volume_licence_agreement,
        name="volume_licence_agreement",
    ),
    path(
        "<slug:agreement_number>/si-opp/",
        agreement_views.volume_licence_agreement_end,
        name="volume_licence_agreement_end",
    ),
]
organisation: list[URLPattern | URLResolver] = [
    path("tiltredelser/", views.accessions, name="accessions"),
    path("tiltredelse/<slug:reference>/", include(accession)),
    path("volumlisensavtaler/", include(agreement)),
]

case = [
    path("", case_views.accession, name="ks_accession"),
    path("godkjenn/", case_views.accession_approve, name="ks_accession_approve"),
    path("kontrasigner/", case_views.accession_countersign, name="ks_accession_countersign"),
    path("send-tilbake/", case_views.accession_return, name="ks_accession_return"),
    path("avvis/", case_views.accession_reject, name="ks_accession_reject"),
    path("avslutt/", case_views.accession_terminate, name="ks_accession_terminate"),
    path("notat/", case_views.accession_note, name="ks_accession_note"),
    path("ta-saken/", case_views.accession_take, name="ks_accession_take"),
]

members = [
    path("medlemmer/", member_list_views.members, name="ks_members"),
    path(
        "medlemmer/medlemmer.csv",
        member_list_views.members_file,
        {"suffix": "csv"},
        name="ks_members_csv",
    ),
    path(
        "medlemmer/medlemmer.xlsx",
        member_list_views.members_file,
        {"suffix": "xlsx"},
        name="ks_members_xlsx",
    ),
    path("inviter/", member_views.invitations, name="ks_invitations"),
    path("inviterte/", invited_views.invited, name="ks_invited"),
    path("inviterte/brev.pdf", invited_views.letters, name="ks_invitation_letters"),
    path("inviterte/<int:pk>/brev.pdf", invited_views.letter, name="ks_invitation_letter"),
    path("paaminn/", member_views.reminders, name="ks_reminders"),
    path("opsjon/<int:pk>/ta/", option_views.option_exercise, name="ks_option_exercise"),
    path("unntak/<slug:organisation_number>/", member_views.override, name="ks_override"),
]

urlpatterns = [
    path("virksomheter/", views.organisations, name="organisations"),
    path("virksomhet/<slug:organisation_number>/", include(organisation)),
    path("ks/tiltredelser/<int:pk>/", include(case)),
    path("ks/avtaler/<slug:reference>/", include(members)),
]
