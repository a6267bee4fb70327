"""Asking the portal: which address, as whom, with what in the form, and what it answered."""

import uuid
from datetime import timedelta
from functools import cache
from io import BytesIO
from zipfile import ZipFile

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache as counters
from django.core.handlers.base import BaseHandler
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from agreements.accessions.documents import accession_offer
from agreements.basket.queries import basket_of
from agreements.basket.refilling import basket_fingerprint
from agreements.reforms.forms import name_of
from agreements.reforms.preview import fingerprint
from agreements.reforms.queries import holdings_from
from agreements.trueups.actions import difference_of
from agreements.trueups.documents import counts_offer
from agreements.trueups.queries import held_under
from municipalities.confirmation import SEEN
from tests import agreement_factories as make
from tests import pdf
from tests.architecture import access_matrix as matrix
from tests.architecture.draft_payloads import DRAFT_PAYLOADS
from tests.cast import PASSWORD
from tests.confirming import seen_in
from tests.reforms import party, written

ANSWERS = {
    200: matrix.OPEN,
    302: matrix.MOVED,
    403: matrix.NO_ROLE,
    404: matrix.NOT_FOUND,
    405: matrix.NOT_ALLOWED,
}
SEGMENT = {"contact_name": "Hege Helse", "contact_email": "hege@nordvik.example"}
STORED_BY_PEOPLE = {"municipalities", "agreements", "account", "django_tasks_database"}


def in_days(number):
    """The day so many days from today, as a form sends it."""
    return (timezone.localdate() + timedelta(days=number)).isoformat()


def people(scene):
    """The users behind the names of the matrix; None for nobody."""
    cast = scene.cast
    return {
        matrix.NOBODY: None,
        matrix.ULRIK: cast.ulrik,
        **{role: getattr(cast.nordvik, role) for role in matrix.HOME},
        **{f"Sørvåg's {role}": getattr(cast.sorvag, role) for role in matrix.HOME},
        matrix.MONA: scene.representative.orderer,
        matrix.GEIR: scene.representative.approver,
        matrix.ADAM: scene.representative.administrator,
        matrix.KARI: cast.kari,
        matrix.KNUT: cast.knut,
        matrix.CHIEF: scene.chief,
    }


def url_of(scene, address):
    """The URL of an address with what belongs to Nordvik."""
    return with_values(address, arguments(scene, scene.nordvik, address.name))


def url_with_rows_of_sorvag(scene, address):
    """The same URL with Nordvik's number, but rows of Sørvåg's."""
    values = arguments(scene, scene.sorvag, address.name)
    values["organisation_number"] = scene.nordvik.organisation.organisation_number
    values["reference"] = scene.joined_by_sorvag.reference
    return with_values(address, values)


def with_values(address, values):
    """The URL of an address."""
    return reverse(address.name, kwargs={name: values[name] for name in address.parameters})


def arguments(scene, home, name):
    """What stands in the addresses of an organisation."""
    asked_at = scene.vestvik if name == "role_request" else home.organisation
    agreed = agreements_asked_about(scene).get(name, home.accession.framework)
    if name.startswith("ks_draft"):
        agreed = scene.draft
    agreement = home.unused if name == "volume_licence_agreement_cancel" else home.agreement
    return {
        "organisation_number": asked_at.organisation_number,
        "reference": agreed.reference,
        "agreement_number": agreement.number,
        "file_format": "ehf",
        "order_number": order_asked_about(home, name).number,
        "product_id": (home.in_basket if name == "basket_remove_line" else home.ordered).pk,
        "token": token_for(scene, home, name),
        "pk": keys(scene, home).get(name),
        "app_label": "agreements",
        "content_type_id": ContentType.objects.get_for_model(home.organisation).pk,
        "object_id": key_in_admin(home, name),
        "code": home.declaration.printed_code,
        "offer_sha256": "0" * 64,
        "key": "no-such-key",
        "uidb36": "1",
    }


def token_for(scene, home, name):
    """What opens a page without an account: a reseller's link, or an invitation."""
    if name.startswith("reseller_"):
        return home.link.rstrip("/").rpartition("/")[2]
    return scene.invitation_to_ulrik.token


def order_asked_about(home, name):
    """The order in the addresses of orders: the one that is where the act can be done."""
    others = {
        "order_confirm": home.sent,
        "order_file": home.sent,
        "order_stop": home.held.order,
        "order_link_new": home.sent,
        "order_link_revoke": home.sent,
        "order_proposal": home.change.order,
        "order_answer": home.asked_about,
        "order_change": home.confirmed,
    }
    return others.get(name, home.submitted)


def agreements_asked_about(scene):
    """The framework agreements in the addresses that are not about one that is joined."""
    return {
        "accession": scene.unjoined,
        "accession_decline": scene.invited_to,
        "ks_invitations": scene.unjoined,
        "ks_invited": scene.invited_to,
        "ks_invitation_letter": scene.invited_to,
        "ks_invitation_letters": scene.invited_to,
        "ks_reminders": scene.invited_to,
        "ks_framework_resume": scene.suspended,
    }


def keys(scene, home):
    """The primary keys in the addresses that have one."""
    own_role = home.people.reader.memberships.get(
        organisation=home.organisation, confirmed_at__isnull=False
    )
    return {
        "invitation_withdraw": home.invitation.pk,
        "membership_confirm": home.request.pk,
        "membership_decline": home.request.pk,
        "membership_end": own_role.pk,
        "membership_limit": home.people.orderer.memberships.get(role="orderer").pk,
        "ks_accession": scene.vestvik_accession.pk,
        "ks_accession_approve": scene.vestvik_accession.pk,
        "ks_accession_countersign": scene.vestvik_approved.pk,
        "ks_accession_return": scene.vestvik_accession.pk,
        "ks_accession_reject": scene.vestvik_accession.pk,
        "ks_accession_terminate": home.accession.pk,
        "ks_accession_note": home.accession.pk,
        "ks_accession_take": scene.vestvik_accession.pk,
        "ks_draft_programme": scene.draft.programmes.first().pk,
        "ks_draft_programme_remove": scene.draft.programmes.first().pk,
        "ks_supplier": scene.draft.supplier_id,
        "ks_reseller": scene.draft.resellers.first().pk,
        "ks_reseller_address": scene.draft.resellers.first().pk,
        "ks_role_change": own_role.pk,
        "ks_role_end": own_role.pk,
        "ks_invitation_letter": scene.unreached.pk,
        "ks_price_import": scene.prices_ready.pk,
        "ks_price_import_changes": scene.prices_ready.pk,
        "ks_price_import_findings": scene.prices_ready.pk,
        "ks_price_import_apply": scene.prices_ready.pk,
        "ks_price_import_reverse": scene.prices_in_effect.pk,
        "ks_price_import_read_again": scene.prices_left.pk,
        "ks_reform": scene.reforms.drafted.pk,
        "ks_reform_allocate": scene.reforms.drafted.pk,
        "ks_reform_approve": scene.reforms.drafted.pk,
        "ks_reform_withdraw": scene.reforms.drafted.pk,
        "ks_reform_carry_out": scene.reforms.approved.pk,
        "ks_reform_reverse": scene.reforms.renumbered.pk,
        "ks_reform_overlap": scene.reforms.merged.pk,
        "ks_summary_batch": scene.batch.pk,
        "ks_summary_batch_resume": scene.batch.pk,
        "ks_summary_batch_zip": scene.batch.pk,
        "evidence_pack_zip": home.evidence.pk,
        "segment_edit": home.segment.pk,
        "mandate": home.mandate.pk,
        "mandate_paper": home.mandate.pk,
        "mandate_revoke": home.mandate.pk,
        "opening_balance": home.undecided.pk,
        "opening_balance_choose": home.undecided.pk,
        "opening_balance_post": home.unposted.pk,
        "opening_balance_reverse": home.posted.pk,
        "opening_balance_discard": home.unposted.pk,
        "segment_close": home.segment.pk,
        "order_delegation_revoke": home.delegation.pk,
        "order_template_use": home.template.pk,
        "order_template_rename": home.template.pk,
        "order_template_delete": home.template.pk,
        "kept_document": home.paper.pk,
        "kept_document_withdraw": home.paper.pk,
        "reseller_order_attachment": home.attached.pk,
        "true_up": home.true_up.pk,
        "true_up_count": home.true_up.pk,
        "true_up_order": home.true_up.pk,
        "true_up_sign": home.true_up.pk,
        "ks_option_exercise": home.accession.framework.options.first().pk,
        "ks_ceiling_override": home.accession.framework.ceilings.first().pk,
        "ks_ceiling_amend": home.accession.framework.ceilings.get(lot=None).pk,
        "ks_ceiling_amendment": scene.ceiling_amendment.pk,
        "ks_ceiling_amendment_withdraw": scene.ceiling_amendment.pk,
        "order_proposal": home.change.pk,
        "ks_dispatch": home.stuck.pk,
        "ks_dispatch_link_new": home.sent.dispatch.pk,
        "ks_dispatch_link_revoke": home.sent.dispatch.pk,
        "ks_message_send_again": scene.stuck_message.pk,
        "ks_message_set_aside": scene.stuck_message.pk,
        "ks_task_run_again": scene.failed_task.pk,
        "ks_task_set_aside": scene.failed_task.pk,
        "ks_dispatch_retry": home.stuck.pk,
        "ks_dispatch_mark_sent": home.stuck.pk,
        "ks_dispatch_release": home.held.pk,
        "ks_dispatch_stop": home.held.pk,
    }


def key_in_admin(home, name):
    """A row of the table that an admin page is about."""
    table = name.removeprefix("admin:").rpartition("_")[0]
    if f"admin:{table}_changelist" not in matrix.PAGES:
        return home.organisation.pk
    return apps.get_model(*table.rsplit("_", 1))._default_manager.first().pk


def payload(scene, name):
    """What the right person sends in the form of an address."""
    home = scene.nordvik
    if name in {"order_submit", "basket_remove_line"}:
        return make.submission(home.agreement, by=home.people.orderer)
    if name == "basket":
        typed = {f"line-{home.in_basket.pk}-quantity": "3", "last_day": "2030-01-01"}
        return make.submission(home.agreement, by=home.people.orderer) | typed
    if name == "basket_save_template":
        named = {"template_name": "Fra kurven"}
        return make.submission(home.agreement, by=home.people.orderer) | named
    if name == "accession":
        terms = scene.unjoined.terms_versions.get()
        return {
            "grounds": "statute",
            "budget_authority": "Ola Nordmann, kommunedirektør",
            "first_contact": home.people.signatory.pk,
            "second_contact": home.people.orderer.pk,
            "consent": "on",
            "shown_sha256": accession_offer(home.organisation, terms, language="nb").sha256,
            **signing_as(home.people.signatory, prefix="signer"),
        }
    if name.startswith("true_up"):
        return true_up_answer(home, more=0 if name == "true_up_sign" else 1)
    if name in DRAFT_PAYLOADS:
        return DRAFT_PAYLOADS[name](scene)
    if name == "ks_reform_approve":
        return {"seen": fingerprint(scene.reforms.drafted)}
    if name == "ks_reform_allocate":
        return reform_shares(scene.reforms.drafted)
    return {
        "mandate_new": {
            "representative": scene.sorvag.organisation.organisation_number,
            "powers": "order",
            "starts_on": "2026-01-01",
            "ends_on": "2030-12-31",
            "document": home.mandate.document_id,
        },
        "mandate_revoke": {"reason": "Vi bestiller selv"},
        "cost_sharing_key_new": {
            "name": "Felles lagring",
            "starts_on": "2026-01-01",
            "shares": f"{home.organisation.organisation_number} 100",
        },
        "verify": {"file": Upload("fil.pdf", b"%PDF-1.7 and no more")},
        "set_language": {"language": "nn"},
        "role_request": {"roles": ["reader"]},
        "invitation_new": {"email": "kollega@nordvik.example", "roles": ["reader"]},
        "volume_licence_agreement_new": {
            "programme": home.agreement.programme_id,
            "reseller": home.agreement.reseller_id,
            "counting_basis": "users",
            "counted_quantity": 20,
            "starts_on": home.agreement.starts_on.isoformat(),
        },
        "basket_set_line": {"quantity": 7},
        "membership_limit": {"limit": "100000"},
        "order_approvals": {"number": home.submitted.number},
        "order_again": {"way": "replace", "seen": seen_basket(home)},
        "order_template_use": {"way": "add", "seen": seen_basket(home)},
        "order_ask": {"question": "Trenger dere alle?"},
        "order_answer": {"answer": "Ja"},
        "order_save_template": {"name": "Fra bestillingen"},
        "order_template_rename": {"name": "Nytt navn"},
        "basket_paper_new": {
            "file": Upload("tegning.png", make.PICTURE),
            "kind": "other",
            "title": "Tegning",
            "access": "open",
        },
        "segment_new": {**SEGMENT, "name": "Helse"},
        "ks_roles": {"email": scene.cast.ulrik.email, "role": "reader", "reason": "Avtalt"},
        "ks_role_change": {"role": "orderer", "reason": "Avtalt"},
        "ks_role_end": {"reason": "Har sluttet"},
        "ks_memberships_decide": {
            "memberships": [scene.vestvik_request.pk],
            "act": "confirm",
        },
        "ks_official_email": {"email": "post@nordvik.example", "source": "nordvik.example"},
        "ks_registry": {"findings": [scene.finding.pk], "act": "accept"},
        "evidence_pack_request": {"as_of": timezone.localdate().isoformat()},
        "count_new": {
            "part_number": home.ordered.part_number,
            "quantity": 7,
            "counted_on": "2026-01-31",
        },
        "counts_import": {
            "file": Upload(
                "telling.csv", f"part_number;quantity\n{home.ordered.part_number};7".encode()
            )
        },
        "opening_balance_new": {
            "agreement": home.agreement.pk,
            "valid_from": "2026-01-31",
            "file": Upload(
                "beholdning.csv", f"part_number;quantity\n{home.ordered.part_number};7".encode()
            ),
        },
        "opening_balance_choose": {
            f"product-{(row := home.undecided.rows.get()).pk}": row.candidates[0],
        },
        "segment_edit": {**SEGMENT, "name": "Oppvekst"},
        "order_delegations": {
            "approver": home.people.approver.pk,
            "delegate": home.delegation.delegate_id,
            "starts_on": in_days(100),
            "ends_on": in_days(107),
        },
        "order_return": {"reason": "Feil antall"},
        "order_stop": {"reason": "Avtalen er slutt"},
        "ks_dispatch_stop": {"reason": "Avtalen er slutt"},
        "order_change": {
            "submission_key": uuid.uuid4(),
            "buyer_reference": "Ole Innkjøp",
            "reason": "Færre ansatte",
            f"quantity-{home.confirmed.lines.get().pk}": "2",
        },
        "order_confirm": {
            "reseller_reference": "F-1",
            "seen_answers": 0,
            f"confirmed-{home.sent.lines.get().pk}": "3",
        },
        "order_proposal": {
            "seen_state": "waiting",
            "decision": "decline",
            "reply": "Vi trenger alle",
        },
        "reseller_accept": {"reference": "F-1"},
        "reseller_reject": {"reason": "Utgått"},
        "reseller_change": {"quantity_1": 1, "note_1": "Resten senere", "seen_answers": 0},
        "kept_document_new": {
            "file": Upload("vedtak.png", make.PICTURE),
            "kind": "delegation",
            "title": "Vedtak om delegasjon",
            "access": "open",
        },
        "kept_document_withdraw": {"reason": "Feil dokument"},
        "accession_decline": {"reason": "Vi har egen avtale"},
        "ks_accession_countersign": signing_as(scene.cast.kari, prefix="countersign"),
        "ks_accession_return": {"return-reason": "Vedtaket mangler"},
        "ks_accession_reject": {
            "reject-joining_condition": "authority",
            "reject-reason": "Mangler fullmakt",
        },
        "ks_accession_terminate": {"reason": "Etter ønske"},
        "ks_accession_note": {"note-note": "Ringte dem i dag"},
        "ks_framework_amend": {
            "amend-accession_opens_on": "2026-01-02",
            "amend-accession_closes_on": make.LAST_DAY.isoformat(),
            "amend-starts_on": "2026-01-01",
            "amend-ends_on": make.LAST_DAY.isoformat(),
            "amend-reason": "Utsatt",
        },
        "ks_framework_suspend": {
            "suspend-reason": "Klage",
            "suspend-expected_end": in_days(200),
        },
        "ks_ceiling_override": {
            f"ceiling-{home.accession.framework.ceilings.first().pk}-extra_value": "500",
            f"ceiling-{home.accession.framework.ceilings.first().pk}-reason": "Avtalt",
        },
        "ks_ceiling_amend": {"maximum_value": "4 000 000 000", "reason": "Avtalt"},
        "ks_lots": {
            "products": [scene.outside_lots.pk],
            "lot": home.accession.framework.lots.first().pk,
        },
        "ks_officer_mail": {"daily": ["cases"], "immediate": ["cases"]},
        "ks_invitations": {"answer_by": in_days(200), "which": "all"},
        "ks_invited": {"cases": [scene.unreached.pk], "act": "posted"},
        "ks_option_exercise": {"reason": "Prisene er gode"},
        "ks_price_imports": {
            "file": Upload("priser.csv", b"part_number;price\n"),
            "valid_from": in_days(200),
        },
        "ks_price_import_reverse": {"reason": "Feil fil"},
        "ks_reform_new": {
            "title": "Reformen",
            "kind": "new_number",
            "takes_effect_on": in_days(200),
            "decision": "Kgl.res.",
            **written(predecessors=[party(scene.vestvik)], successors=[party(home.organisation)]),
        },
        "ks_reform_carry_out": {"carry_out-sure": "on"},
        "ks_reform_reverse": {"reverse-reason": "Feil dag", "reverse-sure": "on"},
        "ks_reform_overlap": {
            "overlap-accession": scene.reforms.overlap.pk,
            "overlap-decision": "let_run",
            "overlap-reason": "Like vilkår",
        },
        "ks_override": {"joining_condition": "named", "reason": "Avklart med leverandøren"},
    }.get(name, {})


def seen_basket(home):
    """What the page that asks what to do with the orderer's basket sends along."""
    return basket_fingerprint(basket_of(home.people.orderer, home.agreement))


def true_up_answer(home, *, more):
    """So many more than are held, and what ordering or signing it takes."""
    today = timezone.localdate()
    held = held_under(home.true_up.volume_licence_agreement, today)
    counts = {row.product.pk: row.quantity + more for row in held}
    return {
        **{f"counted-{pk}": number for pk, number in counts.items()},
        "buyer_reference": "Ole Innkjøp",
        "seen_net": difference_of(home.true_up, held, counts).net,
        "shown_sha256": counts_offer(home.true_up, held, counts, language="nb").sha256,
        **signing_as(home.people.signatory, prefix="signer"),
    }


def reform_shares(plan):
    """One licence of each holding to the one who takes over."""
    predecessor, successor = (
        plan.parties.get(role="predecessor"),
        plan.parties.get(role="successor"),
    )
    owned = holdings_from(predecessor.organisation, plan.takes_effect_on)
    return {name_of(holding, successor): "1" for holding in owned}


def signing_as(person, *, prefix):
    """What the built-in signer asks for."""
    return {f"{prefix}-typed_name": person.name, f"{prefix}-password": PASSWORD}


class Upload:
    """A file that can be sent again and again."""

    def __init__(self, name, content):
        self.name, self.content = name, content

    def read(self):
        return self.content


def ask(method, url, visitor, data=None):
    """Send a request as a visitor, roll back what it did, and say whether it stored anything.

    What is shown before it is done is confirmed at once.
    """
    counters.clear()
    writes = Writes()
    with connection.execute_wrapper(writes), transaction.atomic():
        response = visitor.send(method, url, data)
        if method == "post" and (seen := seen_in(response)):
            response = visitor.send(method, url, {**(data or {}), SEEN: seen})
        after = footprint() if writes.seen else None
        transaction.set_rollback(True)
    return response, writes.seen and footprint() != after


class Writes:
    """Whether any statement could have changed a row."""

    def __init__(self):
        self.seen = False

    def __call__(self, execute, sql, params, many, context):
        self.seen |= sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))
        return execute(sql, params, many, context)


class Visitor:
    """A person at a browser that forgets everything between two requests but who it is.

    Requests go straight to the portal: Django's test client, made for each, would take longer
    than most answers.
    """

    def __init__(self, person):
        client = Client()
        if person:
            client.force_login(person)
        self.cookie = client.cookies.output(header="", attrs=[]).strip()

    def send(self, method, url, data=None):
        """A GET or a POST."""
        request = getattr(RequestFactory(headers={"cookie": self.cookie}), method)(url, data)
        request._dont_enforce_csrf_checks = True
        return portal().get_response(request)


@cache
def portal():
    """The portal with its middleware."""
    handler = BaseHandler()
    handler.load_middleware()
    return handler


def in_words(response, *, stored):
    """The answer as the matrix puts it."""
    if response.status_code == 302 and leads_to_sign_in(response):
        return matrix.SIGN_IN
    if response.status_code == 302 and stored:
        return matrix.DONE
    words = ANSWERS.get(response.status_code, str(response.status_code))
    return f"{words}, but something was stored" if stored else words


def text_of(response):
    """What a person reads in a page, a PDF, a workbook or a zip; nothing in a picture."""
    if response.headers["Content-Type"] == "application/pdf":
        return pdf.text(response.content)
    if response.headers["Content-Type"].endswith("spreadsheetml.sheet"):
        with ZipFile(BytesIO(response.content)) as workbook:
            return workbook.read("xl/sharedStrings.xml").decode()
    if response.headers["Content-Type"] == "application/zip":
        with ZipFile(BytesIO(response.getvalue())) as folder:
            texts = [name for name in folder.namelist() if name.endswith((".json", ".csv"))]
            return "".join(folder.read(name).decode() for name in texts)
    if response.headers["Content-Type"].startswith("image/"):
        return ""
    return pdf.plain(response.text)


def words_of_sorvag(scene, text):
    """What of Sørvåg stands in a text: its name, its number or one of its people."""
    home = scene.sorvag
    names = [getattr(home.people, role).name for role in matrix.HOME]
    number = home.organisation.organisation_number
    words = ["Sørvåg", number, f"{number[:3]} {number[3:6]} {number[6:]}", *names]
    return [word for word in words if word in text]


def leads_to_sign_in(response):
    """Whether a redirect goes to one of the pages where people sign in."""
    path = response.headers["Location"].partition("?")[0]
    return path in {reverse("account_login"), reverse("admin:login")}


def footprint():
    """A sum over the places of each table's rows: a row that is written moves."""
    with connection.cursor() as cursor:
        cursor.execute(sum_of_all_rows())
        return cursor.fetchone()


@cache
def sum_of_all_rows():
    """One query over every table that people write to; no name in it is a guest's."""
    tables = [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in STORED_BY_PEOPLE
    ]
    sums = ", ".join(
        f'(SELECT sum(hashtid(ctid)) FROM "{table}")'  # noqa: S608
        for table in tables
    )
    return f"SELECT {sums}"
