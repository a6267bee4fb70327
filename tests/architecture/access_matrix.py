"""Who gets which answer at which address: the table behind test_access.py.

Each address has a line that says what a GET and what a POST answers to each person; without a
`get` or `post` the method is not allowed to anybody. `everyone`, `signed_in`, `at_home`, `at_ks`
and `in_admin` are the doors: each maps every person to an answer.
"""

from dataclasses import dataclass, field

OPEN = "200"
MOVED = "302, nothing stored"
DONE = "302, something stored"
OUTDATED = "409"
SIGN_IN = "302 to sign-in"
NO_ROLE = "403"
NOT_FOUND = "404"
NOT_ALLOWED = "405"

READER, ORDERER, APPROVER, SIGNATORY, ADMINISTRATOR = HOME = (
    "reader",
    "orderer",
    "approver",
    "signatory",
    "administrator",
)
STRANGERS = tuple(f"Sørvåg's {role}" for role in HOME)
NOBODY, ULRIK, KARI, KNUT, CHIEF = (
    "anonymous",
    "ulrik, without a role",
    "kari, case officer",
    "knut, case officer in the admin",
    "the superuser",
)
KS = (KARI, KNUT, CHIEF)
# Of the inter-municipal company that may order and approve for Nordvik, and nothing else
MONA, GEIR, ADAM = BY_MANDATE = (
    "mona, orderer by mandate",
    "geir, approver by mandate",
    "adam, administrator of who has the mandate",
)
PEOPLE = (NOBODY, ULRIK, *HOME, *STRANGERS, *BY_MANDATE, *KS)


def everyone(answer, **others):
    """The same answer to all, but for the persons named."""
    return dict.fromkeys(PEOPLE, answer) | others


def but(door, *people, answer):
    """Another answer to some people."""
    return door | dict.fromkeys(people, answer)


def signed_in(answer):
    """Whoever has signed in."""
    return but(everyone(answer), NOBODY, answer=SIGN_IN)


def anonymous(answer):
    """Who has not signed in; the others are sent on."""
    return but(everyone(MOVED), NOBODY, answer=answer)


def at_home(answer, *roles, others=NO_ROLE):
    """People of Nordvik: with one of the roles, or with any. Strangers see nothing there.

    KS may look wherever any role may, and never act: `others` is what KS and the other roles get.
    """
    inside = but(signed_in(NOT_FOUND), *HOME, *KS, answer=others)
    return but(inside, *(roles or HOME), answer=answer)


def to_look_at():
    """A page of Nordvik that every role may open, and KS."""
    return at_home(OPEN, *HOME, *KS)


def also_by_mandate(door, *people, answer):
    """A page of Nordvik that its mandates open: to these people, and 403 to the other."""
    return but(but(door, MONA, GEIR, answer=NO_ROLE), *people, answer=answer)


def to_look_at_by_mandate():
    """A page to look at, by a mandate too."""
    return also_by_mandate(to_look_at(), MONA, GEIR, answer=OPEN)


def at_ks(answer):
    """Case officers; to everybody else the case-work area does not exist."""
    return but(signed_in(NOT_FOUND), *KS, answer=answer)


def in_admin(answer, *people, others=NO_ROLE):
    """People of the admin; everybody else is asked to sign in as one of them."""
    return but(everyone(SIGN_IN), KNUT, CHIEF, answer=others) | dict.fromkeys(people, answer)


@dataclass(frozen=True)
class Page:
    """What an address answers to each person."""

    get: dict = field(default_factory=lambda: everyone(NOT_ALLOWED))
    post: dict = field(default_factory=lambda: everyone(NOT_ALLOWED))


def form(door):
    """A page whose form, sent empty or wrong, comes back."""
    return Page(get=door, post=door)


def to_see(door):
    """A page of the admin without a form."""
    return Page(get=door, post=but(door, KNUT, CHIEF, answer=NOT_ALLOWED))


PAGES = {
    # Public
    "front_page": Page(get=everyone(OPEN)),
    "frameworks": Page(get=everyone(OPEN)),
    "framework": Page(get=everyone(OPEN)),
    "organisations": Page(get=everyone(OPEN)),
    "set_language": form(everyone(MOVED)),
    "verify": form(everyone(OPEN)),
    "verify_code": Page(get=everyone(OPEN)),
    # One's own
    "my_page": Page(get=signed_in(OPEN)),
    "role_request": Page(get=signed_in(OPEN), post=signed_in(DONE)),
    # Without a provider of electronic identities, as tests run, there is nowhere to go
    "signing_begin": Page(get=signed_in(NOT_FOUND)),
    "signing_return": Page(get=signed_in(NOT_FOUND)),
    "invitation_accept": Page(get=everyone(OPEN), post=but(signed_in(MOVED), ULRIK, answer=DONE)),
    # An organisation's people
    "people": Page(get=to_look_at()),
    "invitation_new": Page(get=at_home(OPEN, ADMINISTRATOR), post=at_home(DONE, ADMINISTRATOR)),
    "invitation_withdraw": Page(post=at_home(DONE, ADMINISTRATOR)),
    "membership_confirm": Page(post=at_home(DONE, ADMINISTRATOR)),
    "membership_decline": Page(post=at_home(DONE, ADMINISTRATOR)),
    "membership_limit": Page(get=at_home(OPEN, ADMINISTRATOR), post=at_home(DONE, ADMINISTRATOR)),
    # The reader's role: ended by the reader or the administrator, refused with a reason to others
    "membership_end": Page(
        get=but(at_home(OPEN, READER, ADMINISTRATOR), ORDERER, APPROVER, SIGNATORY, answer=MOVED),
        post=but(at_home(DONE, READER, ADMINISTRATOR), ORDERER, APPROVER, SIGNATORY, answer=MOVED),
    ),
    # Who acts on whose behalf
    "mandates": Page(get=to_look_at()),
    "mandate": Page(get=to_look_at()),
    "mandate_paper": Page(get=to_look_at()),
    "mandate_new": Page(get=at_home(OPEN, SIGNATORY), post=at_home(DONE, SIGNATORY)),
    "mandate_revoke": Page(post=at_home(DONE, SIGNATORY, ADMINISTRATOR)),
    "orders_on_behalf": Page(get=to_look_at()),
    "cost_sharing_keys": Page(get=to_look_at()),
    "cost_sharing_key_new": Page(
        get=at_home(OPEN, ADMINISTRATOR), post=at_home(DONE, ADMINISTRATOR)
    ),
    # Its papers
    "kept_documents": Page(get=to_look_at()),
    "kept_document_new": Page(
        get=at_home(OPEN, ORDERER, SIGNATORY, ADMINISTRATOR),
        post=at_home(DONE, ORDERER, SIGNATORY, ADMINISTRATOR),
    ),
    # A withheld one
    "kept_document": Page(get=but(to_look_at(), READER, ORDERER, APPROVER, answer=NO_ROLE)),
    "kept_document_withdraw": Page(post=at_home(DONE, ORDERER, ADMINISTRATOR)),
    # What the portal has issued to it
    "issued_documents": Page(get=to_look_at()),
    "issued_document": Page(get=to_look_at()),
    "agreement_summary_issue": Page(post=at_home(DONE)),
    # What it has agreed
    "organisation_overview": Page(get=to_look_at()),
    "agreement_summary_pdf": Page(get=to_look_at()),
    "accessions": Page(get=to_look_at()),
    "accession": Page(get=to_look_at(), post=at_home(DONE, SIGNATORY)),
    "accession_declaration_pdf": Page(get=to_look_at()),
    "accession_decline": Page(post=at_home(DONE, SIGNATORY, ADMINISTRATOR)),
    "volume_licence_agreements": Page(get=to_look_at()),
    "volume_licence_agreement_new": Page(get=at_home(OPEN, ORDERER), post=at_home(DONE, ORDERER)),
    "volume_licence_agreement": Page(get=to_look_at_by_mandate()),
    "volume_licence_agreement_end": Page(
        get=at_home(OPEN, SIGNATORY), post=at_home(DONE, SIGNATORY)
    ),
    "volume_licence_agreement_cancel": Page(
        get=at_home(OPEN, ORDERER, SIGNATORY), post=at_home(DONE, ORDERER, SIGNATORY)
    ),
    # What it orders and has
    "catalogue": Page(get=to_look_at_by_mandate()),
    "catalogue_product": Page(get=to_look_at_by_mandate()),
    "catalogue_compare": Page(get=to_look_at_by_mandate()),
    "catalogue_csv": Page(get=to_look_at_by_mandate()),
    "catalogue_xlsx": Page(get=to_look_at_by_mandate()),
    # Who acts by mandate has a basket of their own, empty here
    "basket": Page(
        get=also_by_mandate(at_home(OPEN, ORDERER), MONA, answer=OPEN),
        post=also_by_mandate(at_home(DONE, ORDERER), MONA, answer=OUTDATED),
    ),
    "basket_paper_new": Page(get=at_home(OPEN, ORDERER), post=at_home(DONE, ORDERER)),
    "basket_set_line": Page(post=also_by_mandate(at_home(DONE, ORDERER), MONA, answer=DONE)),
    "basket_remove_line": Page(post=also_by_mandate(at_home(DONE, ORDERER), MONA, answer=OUTDATED)),
    "order_submit": Page(post=also_by_mandate(at_home(DONE, ORDERER), MONA, answer=OUTDATED)),
    "orders": Page(get=to_look_at_by_mandate()),
    "order_response": form(also_by_mandate(at_home(OPEN, ORDERER), MONA, answer=OPEN)),
    "order": Page(get=to_look_at_by_mandate()),
    "order_pdf": Page(get=to_look_at_by_mandate()),
    "order_file": Page(get=to_look_at_by_mandate()),
    "order_approvals": Page(get=at_home(OPEN, APPROVER), post=at_home(DONE, APPROVER)),
    "order_ask": Page(post=at_home(DONE, APPROVER)),
    # Of a question about the orderer's own order
    "order_answer": Page(post=also_by_mandate(at_home(DONE, ORDERER), answer=NO_ROLE)),
    "order_approve": Page(
        get=also_by_mandate(at_home(OPEN, APPROVER), GEIR, answer=OPEN),
        post=also_by_mandate(at_home(DONE, APPROVER), GEIR, answer=DONE),
    ),
    "order_return": Page(post=also_by_mandate(at_home(DONE, APPROVER), GEIR, answer=DONE)),
    # Of an order that is held back
    "order_stop": Page(
        post=also_by_mandate(at_home(DONE, ORDERER, APPROVER), MONA, GEIR, answer=DONE)
    ),
    "order_withdraw": Page(
        get=also_by_mandate(at_home(OPEN, ORDERER), MONA, answer=OPEN),
        post=also_by_mandate(at_home(DONE, ORDERER), MONA, answer=DONE),
    ),
    "order_confirm": Page(post=also_by_mandate(at_home(DONE, ORDERER), MONA, answer=DONE)),
    "order_proposal": Page(post=also_by_mandate(at_home(DONE, ORDERER), MONA, answer=DONE)),
    "order_link_new": Page(post=also_by_mandate(at_home(DONE, ORDERER), MONA, answer=DONE)),
    "order_link_revoke": Page(post=also_by_mandate(at_home(DONE, ORDERER), MONA, answer=DONE)),
    # The reseller's page: whoever has the link
    "reseller_order": Page(get=everyone(OPEN)),
    "reseller_order_pdf": Page(get=everyone(OPEN)),
    "reseller_order_file": Page(get=everyone(OPEN)),
    "reseller_order_attachment": Page(get=everyone(OPEN)),
    "reseller_accept": Page(post=everyone(DONE)),
    "reseller_reject": Page(post=everyone(DONE)),
    "reseller_change": Page(post=everyone(DONE)),
    "order_save_template": Page(post=at_home(DONE, ORDERER)),
    "basket_save_template": Page(post=at_home(DONE, ORDERER)),
    "order_templates": Page(get=at_home(OPEN, ORDERER)),
    "order_template_use": Page(get=at_home(OPEN, ORDERER), post=at_home(DONE, ORDERER)),
    "order_template_rename": Page(post=at_home(DONE, ORDERER)),
    "order_template_delete": Page(post=at_home(DONE, ORDERER)),
    "order_delegations": Page(
        get=at_home(OPEN, APPROVER, ADMINISTRATOR), post=at_home(DONE, APPROVER, ADMINISTRATOR)
    ),
    "order_delegation_revoke": Page(post=at_home(DONE, APPROVER, ADMINISTRATOR)),
    "segments": Page(get=to_look_at()),
    "segment_new": Page(get=at_home(OPEN, ADMINISTRATOR), post=at_home(DONE, ADMINISTRATOR)),
    "segment_edit": Page(get=at_home(OPEN, ADMINISTRATOR), post=at_home(DONE, ADMINISTRATOR)),
    "segment_close": Page(post=at_home(DONE, ADMINISTRATOR)),
    # Of a confirmed order
    "order_change": Page(get=at_home(OPEN, ORDERER), post=at_home(DONE, ORDERER)),
    "order_again": Page(
        get=also_by_mandate(at_home(OPEN, ORDERER), MONA, answer=OPEN),
        # The basket that the orderer was asked about is not Mona's
        post=also_by_mandate(at_home(DONE, ORDERER), MONA, answer=MOVED),
    ),
    "true_ups": Page(get=to_look_at()),
    "true_up": Page(get=to_look_at()),
    "true_up_count": Page(post=at_home(OPEN, ORDERER, SIGNATORY)),
    "true_up_order": Page(post=at_home(DONE, ORDERER)),
    "true_up_sign": Page(post=at_home(DONE, SIGNATORY)),
    "counts": Page(get=to_look_at()),
    "count_new": Page(
        get=at_home(OPEN, ADMINISTRATOR, ORDERER), post=at_home(DONE, ADMINISTRATOR, ORDERER)
    ),
    "counts_import": Page(
        get=at_home(OPEN, ADMINISTRATOR, ORDERER), post=at_home(DONE, ADMINISTRATOR, ORDERER)
    ),
    "counts_sample": Page(get=at_home(OPEN, ADMINISTRATOR, ORDERER)),
    "opening_balances": Page(get=to_look_at()),
    "opening_balance_new": Page(
        get=at_home(OPEN, ADMINISTRATOR, ORDERER), post=at_home(DONE, ADMINISTRATOR, ORDERER)
    ),
    "opening_balance_sample": Page(get=at_home(OPEN, ADMINISTRATOR, ORDERER)),
    "opening_balance": Page(get=to_look_at()),
    "opening_balance_choose": Page(post=at_home(DONE, ADMINISTRATOR, ORDERER)),
    "opening_balance_post": Page(post=at_home(DONE, ADMINISTRATOR, ORDERER)),
    "opening_balance_reverse": Page(post=at_home(DONE, ADMINISTRATOR, ORDERER)),
    "opening_balance_discard": Page(post=at_home(DONE, ADMINISTRATOR, ORDERER)),
    "evidence_packs": Page(get=to_look_at()),
    "evidence_pack_request": Page(post=at_home(DONE)),
    "evidence_pack_zip": Page(get=to_look_at()),
    "holdings": Page(get=to_look_at_by_mandate()),
    "holding": Page(get=to_look_at_by_mandate()),
    "holdings_pdf": Page(get=to_look_at_by_mandate()),
    "holdings_csv": Page(get=to_look_at_by_mandate()),
    "holdings_xlsx": Page(get=to_look_at_by_mandate()),
    "rights": Page(get=to_look_at_by_mandate()),
    # Case work
    "work_list": Page(get=at_ks(OPEN)),
    # The superuser signed Vestvik's accession, and does not countersign it
    "ks_accession": Page(get=at_ks(OPEN)),
    "ks_accession_approve": Page(post=but(at_ks(DONE), CHIEF, answer=MOVED)),
    # The form carries Kari's name: the others' is refused
    "ks_accession_countersign": Page(post=but(at_ks("422"), KARI, answer=DONE)),
    "ks_accession_return": Page(post=at_ks(DONE)),
    "ks_accession_reject": Page(post=at_ks(DONE)),
    "ks_accession_terminate": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_accession_note": Page(post=at_ks(DONE)),
    "ks_accession_take": Page(post=at_ks(DONE)),
    "ks_frameworks": Page(get=at_ks(OPEN)),
    "ks_suppliers": Page(get=at_ks(OPEN)),
    "ks_supplier_new": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_supplier": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_resellers": Page(get=at_ks(OPEN)),
    "ks_reseller_new": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_reseller": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_reseller_address": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_framework_new": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_draft": Page(get=at_ks(OPEN)),
    "ks_draft_parties": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_draft_dates": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_draft_basis": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_draft_organisations": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_draft_ceilings": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_draft_programmes": Page(get=at_ks(OPEN)),
    "ks_draft_programme_new": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_draft_programme": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_draft_programme_remove": Page(post=at_ks(DONE)),
    "ks_draft_texts": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_draft_announce": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_framework_terms": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_framework_preview": Page(get=at_ks(OPEN)),
    "ks_framework": Page(get=at_ks(OPEN)),
    "ks_framework_volume": Page(get=at_ks(OPEN)),
    "ks_follow_up": Page(get=at_ks(OPEN)),
    "ks_officer_mail": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_orders": Page(get=at_ks(OPEN)),
    "ks_orders_csv": Page(get=at_ks(OPEN)),
    "ks_orders_xlsx": Page(get=at_ks(OPEN)),
    "ks_price_lists": Page(get=at_ks(OPEN)),
    "ks_members": Page(get=at_ks(OPEN)),
    "ks_members_csv": Page(get=at_ks(OPEN)),
    "ks_members_xlsx": Page(get=at_ks(OPEN)),
    "ks_lots": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_framework_amend": Page(post=at_ks(DONE)),
    "ks_framework_suspend": Page(post=at_ks(DONE)),
    "ks_framework_resume": Page(post=at_ks(DONE)),
    "ks_option_exercise": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_ceiling_override": Page(post=at_ks(DONE)),
    "ks_ceiling_amend": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_ceiling_amendment": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_ceiling_amendment_withdraw": Page(post=at_ks(DONE)),
    "ks_invitations": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_invited": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_invitation_letter": Page(get=at_ks(OPEN)),
    "ks_invitation_letters": Page(get=at_ks(OPEN)),
    "ks_reminders": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_summary_batches": Page(get=at_ks(OPEN)),
    "ks_summary_batch_start": Page(post=at_ks(DONE)),
    "ks_summary_batch": Page(get=at_ks(OPEN)),
    "ks_summary_batch_resume": Page(post=at_ks(DONE)),
    "ks_summary_batch_zip": Page(get=at_ks(OPEN)),
    "ks_price_imports": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_price_import": Page(get=at_ks(OPEN)),
    "ks_price_import_changes": Page(get=at_ks(OPEN)),
    "ks_price_import_findings": Page(get=at_ks(OPEN)),
    "ks_price_import_apply": Page(post=at_ks(DONE)),
    "ks_price_import_reverse": Page(post=at_ks(DONE)),
    "ks_price_import_read_again": Page(post=at_ks(DONE)),
    "ks_true_ups": Page(get=at_ks(OPEN)),
    "ks_true_ups_remind": Page(post=at_ks(DONE)),
    "ks_reforms": Page(get=at_ks(OPEN)),
    "ks_reform_new": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_reform": Page(get=at_ks(OPEN)),
    # Kari drafted it: she alone divides, and does not approve
    "ks_reform_allocate": Page(post=but(at_ks(MOVED), KARI, answer=DONE)),
    "ks_reform_approve": Page(post=but(at_ks(DONE), KARI, answer=MOVED)),
    "ks_reform_withdraw": Page(post=at_ks(DONE)),
    "ks_reform_carry_out": Page(post=at_ks(DONE)),
    "ks_reform_reverse": Page(post=at_ks(DONE)),
    "ks_reform_overlap": Page(post=at_ks(DONE)),
    "ks_override": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_registry": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_official_email": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_registry_ask": Page(post=at_ks(DONE)),
    "ks_roles": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_role_change": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_role_end": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_memberships": Page(get=at_ks(OPEN)),
    "ks_memberships_decide": Page(post=at_ks(DONE)),
    "ks_dispatches": Page(get=at_ks(OPEN)),
    "ks_order_response": form(at_ks(OPEN)),
    "ks_dispatch": Page(get=at_ks(OPEN)),
    "ks_dispatch_link_new": Page(post=at_ks(DONE)),
    "ks_dispatch_link_revoke": Page(post=at_ks(DONE)),
    "ks_stopped_work": Page(get=at_ks(OPEN)),
    "ks_message_send_again": Page(post=at_ks(DONE)),
    "ks_message_set_aside": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_task_run_again": Page(post=at_ks(DONE)),
    "ks_task_set_aside": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    "ks_dispatch_retry": Page(post=at_ks(DONE)),
    "ks_dispatch_release": Page(post=at_ks(DONE)),
    "ks_dispatch_stop": Page(post=at_ks(DONE)),
    "ks_dispatch_mark_sent": Page(get=at_ks(OPEN), post=at_ks(DONE)),
    # Sign-in (allauth)
    "account_login": form(anonymous(OPEN)),
    "account_signup": form(anonymous(OPEN)),
    "account_logout": Page(get=but(everyone(OPEN), NOBODY, answer=MOVED), post=everyone(MOVED)),
    "account_inactive": Page(get=everyone(OPEN)),
    "account_reauthenticate": form(signed_in(OPEN)),
    "account_email": Page(get=signed_in(OPEN), post=signed_in(MOVED)),
    "account_email_verification_sent": Page(get=everyone(OPEN)),
    "account_confirm_email": Page(get=everyone(OPEN), post=everyone(NOT_FOUND)),
    "account_change_password": form(signed_in(OPEN)),
    "account_set_password": form(signed_in(MOVED)),
    "account_reset_password": form(everyone(OPEN)),
    "account_reset_password_done": Page(get=everyone(OPEN)),
    "account_reset_password_from_key": form(everyone(OPEN)),
    "account_reset_password_from_key_done": Page(get=everyone(OPEN)),
    "account_confirm_login_code": form(but(everyone(MOVED), NOBODY, answer=SIGN_IN)),
    # The admin, apart from its tables
    "admin:index": form(in_admin(OPEN, KNUT, CHIEF)),
    "admin:app_list": form(in_admin(OPEN, KNUT, CHIEF)),
    "admin:login": Page(
        get=but(everyone(NO_ROLE), KNUT, CHIEF, answer=MOVED) | {NOBODY: SIGN_IN},
        post=but(everyone(NO_ROLE), KNUT, CHIEF, answer=OPEN) | {NOBODY: SIGN_IN},
    ),
    "admin:logout": Page(
        get=but(everyone(MOVED), KNUT, CHIEF, answer=NOT_ALLOWED),
        post=but(everyone(MOVED), KNUT, CHIEF, answer=OPEN),
    ),
    "admin:password_change": form(in_admin(OPEN, KNUT, CHIEF)),
    "admin:password_change_done": to_see(in_admin(OPEN, KNUT, CHIEF)),
    "admin:jsi18n": to_see(in_admin(OPEN, KNUT, CHIEF)),
    "admin:autocomplete": to_see(in_admin(NO_ROLE, KNUT, CHIEF)),
    "admin:view_on_site": form(in_admin(MOVED, KNUT, CHIEF)),
}

SEE, ADD, CHANGE, DELETE = "see", "add", "change", "delete"

# What case officers may do with each table in the admin, with a row that counts; nobody deletes.
# What they may write in it: docs/admin.md
TABLES = {
    "municipalities.organisation": {SEE, ADD, CHANGE},
    "municipalities.county": {SEE, ADD, CHANGE},
    "municipalities.user": {SEE, CHANGE},
    "municipalities.membership": {SEE},
    "municipalities.invitation": {SEE},
    "municipalities.registryfinding": {SEE},
    "municipalities.registryrun": {SEE},
    "agreements.issueddocument": {SEE},
    "agreements.keptdocument": {SEE},
    "agreements.evidencepack": {SEE},
    "agreements.costsharingkey": {SEE},
    "agreements.mandate": {SEE},
    "agreements.supplier": {SEE, ADD, CHANGE},
    "agreements.reseller": {SEE, ADD, CHANGE},
    "agreements.frameworkagreement": {SEE, ADD, CHANGE},
    "agreements.programme": {SEE, ADD, CHANGE},
    "agreements.pricelevel": {SEE, ADD, CHANGE},
    "agreements.negotiation": {SEE, ADD, CHANGE},
    "agreements.product": {SEE, ADD, CHANGE},
    "agreements.edition": {SEE, ADD},
    "agreements.pricelist": {SEE},
    "agreements.price": {SEE},
    "agreements.priceimport": {SEE},
    "agreements.vatrate": {SEE, ADD},
    "agreements.termsversion": {SEE},
    "agreements.licencecount": {SEE},
    "agreements.openingbalance": {SEE},
    "agreements.accession": {SEE},
    "agreements.accessionact": {SEE},
    "agreements.conditionoverride": {SEE},
    "agreements.amendment": {SEE},
    "agreements.announcement": {SEE},
    "agreements.orderaddresschange": {SEE},
    "agreements.suspension": {SEE},
    "agreements.signature": {SEE},
    "agreements.summarybatch": {SEE},
    "agreements.eligibilitybasis": {SEE, ADD},
    "agreements.lot": {SEE, ADD},
    "agreements.ceiling": {SEE, ADD},
    "agreements.ceilingoverride": {SEE},
    "agreements.ceilingamendment": {SEE},
    "agreements.volumelicenceagreement": {SEE},
    "agreements.order": {SEE},
    "agreements.dispatch": {SEE},
    "agreements.resellerlink": {SEE},
    "agreements.segment": {SEE},
    "agreements.approvaldelegation": {SEE},
    "agreements.ordertemplate": {SEE},
    "agreements.ledgerentry": {SEE},
    "agreements.trueup": {SEE},
    "agreements.reformplan": {SEE},
    "account.emailaddress": set(),
    "django_tasks_database.dbtaskresult": set(),
}

# Where a superuser may do more than that
SUPERUSER = {
    "account.emailaddress": {SEE},
    "django_tasks_database.dbtaskresult": {SEE},
}


def pages_of_table(table):
    """The admin's pages of a table, each with its line."""
    model = table.replace(".", "_")
    see, add, change, delete = (acts_in_admin(table, act) for act in (SEE, ADD, CHANGE, DELETE))
    return {
        f"admin:{model}_changelist": form(see),
        f"admin:{model}_history": form(see),
        f"admin:{model}_add": form(add),
        f"admin:{model}_change": Page(get=see, post=change),
        f"admin:{model}_delete": form(delete),
    }


def acts_in_admin(table, act):
    """The door of one act on a table."""
    may = {KNUT: TABLES[table], CHIEF: SUPERUSER.get(table, TABLES[table])}
    return in_admin(OPEN, *(person for person, acts in may.items() if act in acts))


for table in TABLES:
    PAGES |= pages_of_table(table)

NOT_TAKEN = {NOT_ALLOWED, SIGN_IN, NO_ROLE}
POST_ADDRESSES = {name for name, page in PAGES.items() if {*page.post.values()} - NOT_TAKEN}
"""Where somebody may send a form."""
