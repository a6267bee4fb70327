"""Forms of the case officers."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from tests.architecture.access_matrix import KARI, KNUT
from tests.browser.every_form.form import Form
from tests.browser.every_form.order_forms import response_file
from tests.factories import official_email


def leave_batch(scene):
    """What a worker that stopped leaves behind."""
    scene.batch.summaries.update(begun_at=timezone.now() - timedelta(days=1))


def rejected_finding(scene):
    """What the portal knows better than the registry."""
    return {"findings": [scene.finding.pk], "reason": "Navnet er vedtatt"}


def search_for_organisation(scene):
    """The page with what a search has found."""
    return f"{reverse('ks_draft_organisations', args=[scene.draft.reference])}?q=Nordvik"


def add_organisation(scene):
    """An organisation that the notice names."""
    scene.draft.basis.covered_organisations.add(scene.nordvik.organisation)


def nothing(scene):
    """All is on the page already."""
    return {}


def ticked_organisation(scene):
    """One organisation that has no case."""
    return {
        "answer_by": (timezone.localdate() + timedelta(days=200)).isoformat(),
        "organisations": [scene.nordvik.organisation.pk],
    }


def give_official_email(scene):
    """An address of who is invited and not reached."""
    official_email(scene.unreached.organisation, "post@austvik.example")


CASE_WORK = {
    "ks_accession_approve": Form(KARI, "ks_accession", "Saken er godkjent."),
    "ks_accession_countersign": Form(KARI, "ks_accession", "KS har signert."),
    "ks_accession_return": Form(
        KARI, "ks_accession", "Saken er sendt tilbake. Virksomheten ser grunnen."
    ),
    "ks_accession_reject": Form(
        KARI, "ks_accession", "Tiltredelsen er avvist. Virksomheten ser begrunnelsen."
    ),
    "ks_accession_terminate": Form(KARI, "ks_accession_terminate", "Tiltredelsen er avsluttet."),
    "ks_accession_note": Form(KARI, "ks_accession", "Notatet er lagret."),
    "ks_accession_take": Form(KARI, "ks_accession", "Saken er din."),
    "ks_supplier_new": Form(KARI, "ks_supplier_new", "Leverandøren er lagt inn."),
    "ks_supplier": Form(KARI, "ks_supplier", "Leverandøren er endret."),
    "ks_reseller_new": Form(KARI, "ks_reseller_new", "Forhandleren er lagt inn."),
    "ks_reseller": Form(KARI, "ks_reseller", "Forhandleren er endret."),
    "ks_reseller_address": Form(
        KARI, "ks_reseller_address", "Fra nå av går bestillinger til den nye adressen."
    ),
    "ks_framework_new": Form(KARI, "ks_framework_new", "Utkastet er lagret."),
    "ks_draft_parties": Form(KARI, "ks_draft_parties", "Lagret."),
    "ks_draft_dates": Form(KARI, "ks_draft_dates", "Lagret."),
    "ks_framework_terms": Form(
        KARI, "ks_framework_terms", "Vilkårene er publisert.", first="ks_framework_terms"
    ),
    "ks_draft_basis": Form(KARI, "ks_draft_basis", "Lagret."),
    "ks_draft_organisations": Form(
        KARI, "ks_draft_organisations", "Lagret.", at=search_for_organisation
    ),
    "ks_draft_organisations, remove": Form(
        KARI, "ks_draft_organisations", "Lagret.", prepare=add_organisation, fill=nothing
    ),
    "ks_draft_ceilings": Form(KARI, "ks_draft_ceilings", "Lagret."),
    "ks_draft_programme_new": Form(KARI, "ks_draft_programme_new", "Lagret."),
    "ks_draft_programme": Form(KARI, "ks_draft_programme", "Lagret."),
    "ks_draft_programme_remove": Form(KARI, "ks_draft_programmes", "Programmet er fjernet."),
    "ks_draft_texts": Form(KARI, "ks_draft_texts", "Lagret."),
    "ks_draft_announce": Form(KARI, "ks_draft_announce", "Avtalen er kunngjort."),
    "ks_framework_amend": Form(KARI, "ks_framework", "Datoene er endret."),
    "ks_framework_suspend": Form(KARI, "ks_framework", "Avtalen er stanset."),
    "ks_framework_resume": Form(KARI, "ks_framework", "Avtalen går videre."),
    "ks_option_exercise": Form(
        KARI, "ks_option_exercise", "Opsjonen er brukt. Avtalen er forlenget."
    ),
    "ks_ceiling_override": Form(
        KARI,
        "ks_framework",
        "Nå kan det bestilles mer. Begrunnelsen er lagret.",
        first="ks_ceiling_override",
    ),
    "ks_officer_mail": Form(KARI, "ks_officer_mail", "Valget ditt er lagret."),
    "ks_ceiling_amend": Form(KARI, "ks_ceiling_amend", "Det nye taket er foreslått."),
    "ks_ceiling_amendment": Form(KARI, "ks_ceiling_amendment", "Det nye taket gjelder fra nå av."),
    "ks_ceiling_amendment_withdraw": Form(
        KARI, "ks_framework", "Forslaget er trukket. Taket er som før."
    ),
    "ks_lots": Form(KARI, "ks_lots", "produkt er i", first="ks_lots"),
    "ks_lots, everything": Form(
        KARI,
        "ks_lots",
        "produkt er i",
        first="ks_lots, everything",
        button=("everything", "1"),
    ),
    "ks_invitations": Form(
        KARI,
        "ks_invitations",
        "virksomheter er invitert.",
        button=("which", "all"),
        first="ks_invitations",
    ),
    "ks_invitations, the ticked": Form(
        KARI,
        "ks_invitations",
        "1 virksomhet",
        fill=ticked_organisation,
        button=("which", "ticked"),
        answers=200,
        stores=False,
    ),
    "ks_invited": Form(
        KARI, "ks_invited", "1 brev er notert som postlagt.", button=("act", "posted")
    ),
    "ks_invited, by e-mail": Form(
        KARI,
        "ks_invited",
        "Invitasjonen til 1 virksomhet er i køen.",
        button=("act", "send"),
        prepare=give_official_email,
    ),
    "ks_reminders": Form(KARI, "ks_reminders", "i køen."),
    "ks_summary_batch_start": Form(KARI, "ks_summary_batches", "er laget."),
    "ks_summary_batch_resume": Form(
        KARI, "ks_summary_batch", "Arbeidet går videre.", prepare=leave_batch
    ),
    "ks_price_imports": Form(KARI, "ks_price_imports", "Filen venter på å bli lest."),
    "ks_price_import_apply": Form(KARI, "ks_price_import", "Prisene er en prisliste nå."),
    "ks_price_import_reverse": Form(KARI, "ks_price_import", "Prislisten er trukket."),
    "ks_price_import_read_again": Form(KARI, "ks_price_import", "Arbeidet går videre."),
    "ks_true_ups_remind": Form(KARI, "ks_true_ups", "i køen."),
    "ks_reform_new": Form(KARI, "ks_reform_new", "Reformen"),
    "ks_reform_new, more rows": Form(
        KARI,
        "ks_reform_new",
        "Overtar",
        button=("more", "1"),
        answers=200,
        stores=False,
    ),
    "ks_reform_allocate": Form(KARI, "ks_reform", "Fordelingen er lagret."),
    "ks_reform_withdraw": Form(KARI, "ks_reform", "Reformen er trukket."),
    "ks_reform_carry_out": Form(KARI, "ks_reform", "Reformen er gjennomført."),
    "ks_reform_reverse": Form(KARI, "ks_reform", "Reformen er reversert."),
    "ks_reform_overlap": Form(KARI, "ks_reform", "Avgjørelsen er registrert."),
    "ks_reform_approve": Form(KNUT, "ks_reform", "Reformen er godkjent."),
    "ks_override": Form(KARI, "ks_override", "Unntaket er gjort og står på dokumentet."),
    "ks_registry": Form(KARI, "ks_registry", "er avgjort.", button=("act", "accept")),
    "ks_registry_ask": Form(KARI, "ks_registry", "Portalen spør Enhetsregisteret."),
    "ks_registry, reject": Form(
        KARI, "ks_registry", "er avgjort.", fill=rejected_finding, button=("act", "reject")
    ),
    "ks_official_email": Form(
        KARI, "ks_official_email", "Den offisielle e-postadressen er endret."
    ),
    "ks_roles": Form(KARI, "ks_roles", "Rollen er gitt."),
    "ks_role_change": Form(KARI, "ks_role_change", "Rollen er endret."),
    "ks_role_end": Form(KARI, "ks_role_end", "Rollen er avsluttet."),
    "ks_memberships_decide": Form(
        KARI, "ks_memberships", "Rollene er bekreftet.", button=("act", "confirm")
    ),
    "ks_memberships_decide, decline": Form(
        KARI, "ks_memberships", "Forespørselen er avslått.", button=("act", "decline")
    ),
    "ks_order_response": Form(KARI, "ks_order_response", "Svaret er", fill=response_file),
    "ks_dispatch_link_new": Form(KARI, "ks_dispatch", "En ny lenke til forhandleren er i køen."),
    "ks_dispatch_link_revoke": Form(KARI, "ks_dispatch", "Lenken er stengt."),
    "ks_dispatch_stop": Form(
        KARI,
        "ks_dispatch",
        "Bestillingen er stanset og blir ikke sendt.",
        first="ks_dispatch_stop",
    ),
    "ks_dispatch_release": Form(
        KARI, "ks_dispatches", "Bestillingen holdes ikke lenger tilbake, og er i køen."
    ),
    "ks_dispatch_release, from its page": Form(
        KARI, "ks_dispatch", "Bestillingen holdes ikke lenger tilbake, og er i køen."
    ),
    "ks_message_send_again": Form(KARI, "ks_stopped_work", "E-posten er i køen igjen."),
    "ks_message_set_aside": Form(KARI, "ks_message_set_aside", "E-posten er lagt til side."),
    "ks_task_run_again": Form(KARI, "ks_stopped_work", "Arbeidet er i køen igjen."),
    "ks_task_set_aside": Form(KARI, "ks_task_set_aside", "Arbeidet er lagt til side."),
    "ks_dispatch_retry": Form(KARI, "ks_dispatches", "Bestillingen er i køen igjen."),
    "ks_dispatch_retry, from its page": Form(KARI, "ks_dispatch", "Bestillingen er i køen igjen."),
    "ks_dispatch_mark_sent": Form(
        KARI, "ks_dispatch_mark_sent", "Bestillingen er merket som sendt."
    ),
}
