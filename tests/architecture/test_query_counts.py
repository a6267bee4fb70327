"""Every page that lists rows asks the database as often for one row as for twenty-five."""

from functools import partial
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.dispatch.links import make_link
from agreements.models import Order
from tests.architecture import access_matrix as matrix
from tests.architecture import asking, growth
from tests.architecture.addresses import addresses
from tests.query_counts import assert_same_queries, queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.load]

LISTS = {
    "front_page": (matrix.NOBODY, growth.frameworks),
    "frameworks": (matrix.NOBODY, growth.frameworks),
    "framework": (matrix.NOBODY, growth.parts_of_framework),
    "organisations": (matrix.READER, growth.organisations),
    "my_page": (matrix.READER, growth.homes),
    "people": (matrix.ADMINISTRATOR, growth.colleagues),
    "organisation_overview": (matrix.APPROVER, growth.everything_at_home),
    "agreement_summary_pdf": (matrix.READER, growth.everything_at_home),
    "accessions": (matrix.SIGNATORY, growth.accessions),
    "volume_licence_agreements": (matrix.ORDERER, growth.agreements),
    "volume_licence_agreement_new": (matrix.ORDERER, growth.parts_of_framework),
    "catalogue": (matrix.ORDERER, growth.products),
    "basket": (matrix.ORDERER, growth.basket_lines),
    "kept_documents": (matrix.READER, growth.kept_documents),
    "issued_documents": (matrix.READER, growth.issued_documents),
    "cost_sharing_keys": (matrix.READER, growth.cost_sharing_keys),
    "mandates": (matrix.READER, growth.mandates),
    "orders_on_behalf": (matrix.READER, growth.orders_by_mandate),
    "orders": (matrix.ORDERER, growth.submitted_orders),
    "order_approvals": (matrix.APPROVER, growth.to_approve),
    "order": (matrix.APPROVER, growth.sent_order_lines),
    "order_approve": (matrix.APPROVER, growth.order_lines),
    "order_withdraw": (matrix.ORDERER, growth.order_lines),
    "order_pdf": (matrix.READER, growth.approved_order_lines),
    "order_again": (matrix.ORDERER, growth.basket_lines),
    "order_template_use": (matrix.ORDERER, growth.basket_lines),
    "segments": (matrix.ADMINISTRATOR, growth.segments),
    "order_delegations": (matrix.ADMINISTRATOR, growth.delegations),
    "order_templates": (matrix.ORDERER, growth.order_templates),
    "order_file": (matrix.READER, growth.approved_order_lines),
    "reseller_order": (matrix.NOBODY, growth.sent_order_lines),
    "reseller_order_pdf": (matrix.NOBODY, growth.sent_order_lines),
    "reseller_order_file": (matrix.NOBODY, growth.sent_order_lines),
    "ks_dispatch": (matrix.KARI, growth.attempts),
    "counts": (matrix.ORDERER, growth.licence_counts),
    "opening_balances": (matrix.ORDERER, growth.opening_balances),
    "opening_balance": (matrix.ORDERER, growth.opening_balance_rows),
    "evidence_packs": (matrix.READER, growth.evidence_packs),
    "holdings": (matrix.READER, growth.ledger_entries),
    "holding": (matrix.READER, growth.purchases),
    "rights": (matrix.READER, growth.licensed_editions),
    "holdings_pdf": (matrix.READER, growth.ledger_entries),
    "holdings_csv": (matrix.READER, growth.ledger_entries),
    "holdings_xlsx": (matrix.READER, growth.ledger_entries),
    "work_list": (matrix.KARI, growth.accessions_for_ks),
    "ks_accession": (matrix.KARI, growth.acts),
    "ks_summary_batches": (matrix.KARI, growth.batches),
    "ks_price_imports": (matrix.KARI, growth.price_files),
    "ks_price_import": (matrix.KARI, growth.findings),
    "ks_price_import_changes": (matrix.KARI, growth.changed_products),
    "ks_frameworks": (matrix.KARI, growth.cases),
    "ks_suppliers": (matrix.KARI, growth.frameworks),
    "ks_resellers": (matrix.KARI, growth.parts_of_framework),
    "ks_reseller": (matrix.KARI, growth.order_addresses),
    "ks_draft": (matrix.KARI, growth.parts_of_draft),
    "ks_draft_organisations": (matrix.KARI, growth.named_organisations),
    "ks_draft_ceilings": (matrix.KARI, growth.lots_of_draft),
    "ks_draft_programmes": (matrix.KARI, growth.parts_of_draft),
    "ks_draft_announce": (matrix.KARI, growth.parts_of_draft),
    "ks_framework_terms": (matrix.KARI, growth.terms_versions),
    "ks_framework_preview": (matrix.KARI, growth.parts_of_framework),
    "ks_framework_volume": (matrix.KARI, growth.pooled_volumes),
    "ks_follow_up": (matrix.KARI, growth.to_follow_up),
    "ks_orders": (matrix.KARI, growth.submitted_orders),
    "ks_orders_csv": (matrix.KARI, growth.submitted_orders),
    "ks_orders_xlsx": (matrix.KARI, growth.submitted_orders),
    "ks_price_lists": (matrix.KARI, growth.frameworks),
    "ks_members": (matrix.KARI, growth.members),
    "ks_members_csv": (matrix.KARI, growth.members),
    "ks_members_xlsx": (matrix.KARI, growth.members),
    "ks_lots": (matrix.KARI, growth.products_outside_lots),
    "ks_framework": (matrix.KARI, growth.changes_of_framework),
    "ks_invitations": (matrix.KARI, growth.unjoined_organisations),
    "ks_invited": (matrix.KARI, growth.invited_organisations),
    "true_ups": (matrix.READER, growth.true_ups),
    "true_up": (matrix.READER, growth.held_under_true_up),
    "ks_true_ups": (matrix.KARI, growth.true_ups),
    "ks_reforms": (matrix.KARI, growth.reforms),
    "ks_reform": (matrix.KARI, growth.holdings_in_reform),
    "ks_registry": (matrix.KARI, growth.registry_findings),
    "ks_official_email": (matrix.KARI, growth.changes_of_official_email),
    "ks_roles": (matrix.KARI, growth.roles_given_by_ks),
    "ks_memberships": (matrix.KARI, growth.requests_for_ks),
    "ks_dispatches": (matrix.KARI, growth.dispatches),
    "ks_stopped_work": (matrix.KARI, growth.stopped_work),
}
"""Who looks, and what there is more of the second time."""

WITHOUT_ROWS = {
    "verify",
    "verify_code",
    "role_request",
    "catalogue_product",
    "catalogue_compare",
    "catalogue_csv",
    "catalogue_xlsx",
    "invitation_accept",
    "invitation_new",
    "membership_end",
    "membership_limit",
    # Tested beside its form: its newest order must be a confirmed one
    "order_change",
    "count_new",
    "mandate",
    "mandate_new",
    "cost_sharing_key_new",
    "mandate_paper",
    "counts_import",
    "counts_sample",
    "opening_balance_new",
    "opening_balance_sample",
    "segment_new",
    "segment_edit",
    "ks_role_change",
    "ks_role_end",
    "ks_invitation_letter",
    # A letter has no rows: tested beside the page of the invited
    "ks_invitation_letters",
    "ks_order_response",
    "ks_officer_mail",
    "ks_dispatch_mark_sent",
    "ks_message_set_aside",
    "ks_task_set_aside",
    "order_response",
    "issued_document",
    "evidence_pack_zip",
    "kept_document",
    "reseller_order_attachment",
    "kept_document_new",
    "basket_paper_new",
    "accession",
    "accession_declaration_pdf",
    "volume_licence_agreement",
    "volume_licence_agreement_cancel",
    "volume_licence_agreement_end",
    "ks_accession_terminate",
    "ks_reminders",
    "ks_option_exercise",
    "ks_ceiling_amend",
    "ks_ceiling_amendment",
    "ks_override",
    "ks_reform_new",
    "ks_price_import_findings",
    "ks_supplier",
    "ks_supplier_new",
    "ks_reseller_new",
    "ks_reseller_address",
    "ks_framework_new",
    "ks_draft_parties",
    "ks_draft_dates",
    "ks_draft_basis",
    "ks_draft_programme_new",
    "ks_draft_programme",
    "ks_draft_texts",
    "ks_summary_batch",
    "ks_summary_batch_zip",
}
OF_A_NEW_ROW = {"order_approve", "order_withdraw"}
"""Pages of the newest row; that of the scene has moved on, and is refused with fewer queries."""
ADDRESSES = {address.name: address for address in addresses()}
CHANGE_LISTS = sorted(name for name in matrix.PAGES if name.endswith("_changelist"))
MORE_ROWS_AT_LEAST = 20
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_every_page_is_known_to_list_rows_or_not_to():
    ours = {name for name in matrix.PAGES if not name.startswith(("admin:", "account_"))}
    shown = {name for name in ours if matrix.OPEN in matrix.PAGES[name].get.values()}
    assert shown == LISTS.keys() | WITHOUT_ROWS


@pytest.mark.parametrize("name", LISTS)
def test_a_page_asks_as_often_for_many_rows_as_for_one(scene, visitors, name):
    person, grow = LISTS[name]

    def open_page():
        return visitors[person].send("get", url_of(scene, name))

    add_rows = partial(grow, scene)
    if name in OF_A_NEW_ROW:
        add_rows(1)
    few = rows_in(open_page())
    page = assert_same_queries(open_page, add_rows=add_rows, rows=24)
    assert page.status_code == 200
    assert rows_in(page) - few >= MORE_ROWS_AT_LEAST


def url_of(scene, name):
    """The page; an order's is that of the newest."""
    if not name.startswith(("order", "reseller_order")) or name == "orders_on_behalf":
        return asking.url_of(scene, ADDRESSES[name])
    newest = Order.objects.filter(organisation=scene.nordvik.organisation).first()
    values = asking.arguments(scene, scene.nordvik, name) | {"order_number": newest.number}
    if name.startswith("reseller_order"):
        link = make_link(newest, by=None, now=timezone.now())
        values["token"] = link.rstrip("/").rpartition("/")[2]
    return asking.with_values(ADDRESSES[name], values)


def rows_in(page):
    """About how many rows a page shows."""
    content_type = page.headers["Content-Type"].partition(";")[0]
    if content_type == "application/pdf":
        return asking.text_of(page).count("Kontorpakke")
    if content_type == "text/csv":
        return page.content.count(b"\n")
    if content_type == SPREADSHEET:
        return ZipFile(BytesIO(page.content)).read("xl/worksheets/sheet1.xml").count(b"<row ")
    if page.headers["Content-Type"] == "application/xml":
        return page.text.count("<cac:OrderLine>")
    return page.text.count("<tr") + page.text.count("<li")


def test_the_admins_lists_ask_as_often_for_many_rows_as_for_one(scene, visitors):
    queries_of_lists(visitors[matrix.CHIEF])
    few = queries_of_lists(visitors[matrix.CHIEF])
    growth.everything(scene, 24)
    assert queries_of_lists(visitors[matrix.CHIEF]) == few


def queries_of_lists(visitor):
    """How many queries each list of the admin takes."""
    counts = {}
    for name in CHANGE_LISTS:
        queries, _page = queries_of(partial(visitor.send, "get", reverse(name)))
        counts[name] = len(queries)
    return counts
