"""What a task of the queue does and what it is about, as a case officer reads it."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from agreements.accessions.models import Accession
from agreements.evidence.models import EvidencePack
from agreements.orders.models import (
    Dispatch,
    LineSettlement,
    Order,
    OrderQuestion,
    OrderResponse,
    Proposal,
)
from agreements.price_imports.models import PriceImport
from agreements.reports.models import SummaryBatch
from agreements.trueups.models import TrueUp
from municipalities import formatting
from municipalities.outbox.models import OutgoingMessage
from municipalities.people.models import Invitation, Membership, User
from municipalities.people.role_changes import RoleChange
from municipalities.register.models import Organisation
from municipalities.texts import Text


@dataclass(frozen=True)
class Subject:
    """What a task is about: in words, and the address of its page ("" where there is none)."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class SubjectRows[Row: Model]:
    """Where the subject of a task is found: its first argument holds one or more keys of `model`.

    `related` are the paths that `describe` follows, fetched along.
    """

    model: type[Row]
    related: tuple[str, ...]
    describe: Callable[[Row], Subject]


def _case(case: Accession) -> Subject:
    return Subject(
        f"{case.organisation.name}: {case.framework.name}", reverse("ks_accession", args=[case.pk])
    )


def _order(order: Order) -> Subject:
    return Subject(f"{order.number}, {order.organisation.name}", order.get_absolute_url())


def _dispatch(dispatch: Dispatch) -> Subject:
    return Subject(_order(dispatch.order).text, reverse("ks_dispatch", args=[dispatch.pk]))


def _true_up(true_up: TrueUp) -> Subject:
    agreement = true_up.volume_licence_agreement
    name = agreement.accession.organisation.name
    return Subject(f"{agreement.number}, {name}", true_up.get_absolute_url())


def _price_file(price_import: PriceImport) -> Subject:
    url = reverse("ks_price_import", args=[price_import.pk])
    return Subject(f"{price_import.framework.name}: {price_import.file_name}", url)


def _batch(batch: SummaryBatch) -> Subject:
    url = reverse("ks_summary_batch", args=[batch.pk])
    return Subject(f"{batch.framework.name}: {formatting.day(batch.as_of)}", url)


def _pack(pack: EvidencePack) -> Subject:
    organisation = pack.organisation
    url = reverse("evidence_packs", args=[organisation.organisation_number])
    return Subject(f"{organisation.name}: {formatting.day(pack.as_of)}", url)


def _person(name: str, organisation: Organisation) -> Subject:
    url = reverse("ks_roles", args=[organisation.organisation_number])
    return Subject(f"{name}, {organisation.name}", url)


CASES = SubjectRows(Accession, ("organisation", "framework"), _case)
ORDERS = SubjectRows(Order, ("organisation",), _order)
QUESTIONS = SubjectRows(OrderQuestion, ("order__organisation",), lambda one: _order(one.order))
RESPONSES = SubjectRows(OrderResponse, ("order__organisation",), lambda one: _order(one.order))
PROPOSALS = SubjectRows(Proposal, ("order__organisation",), lambda one: _order(one.order))
SETTLEMENTS = SubjectRows(
    LineSettlement, ("line__order__organisation",), lambda one: _order(one.line.order)
)
TRUE_UPS = SubjectRows(TrueUp, ("volume_licence_agreement__accession__organisation",), _true_up)
ROLES = SubjectRows(
    Membership, ("user", "organisation"), lambda one: _person(one.user.name, one.organisation)
)
ROLE_CHANGES = SubjectRows(
    RoleChange,
    ("membership__user", "membership__organisation"),
    lambda one: ROLES.describe(one.membership),
)

TASKS: dict[str, tuple[Text, SubjectRows[Any] | None]] = {
    "agreements.accessions.issuing.issue_declaration_soon": (
        _("Issue a declaration of accession"),
        CASES,
    ),
    "agreements.accessions.mail.notify_officers": (
        _("Write to KS that a case waits"),
        CASES,
    ),
    "agreements.accessions.mail.notify_signatory": (
        _("Write to those who signed and to the contacts what KS has answered"),
        CASES,
    ),
    "agreements.approvals.mail.notify_approvers": (
        _("Write to the approvers that an order waits for them"),
        ORDERS,
    ),
    "agreements.approvals.mail.send_answer": (
        _("Write to an approver what the answer to a question is"),
        QUESTIONS,
    ),
    "agreements.approvals.mail.send_question": (
        _("Write to the buyer what an approver asks"),
        QUESTIONS,
    ),
    "agreements.approvals.mail.notify_of_withdrawal": (
        _("Write to the buyer that a colleague has withdrawn the order"),
        ORDERS,
    ),
    "agreements.approvals.mail.notify_submitter": (
        _("Write to the buyer that the order is sent back"),
        ORDERS,
    ),
    "agreements.digests.mail.send_digest": (
        _("Write to a case officer what waits for KS"),
        SubjectRows(User, (), lambda one: Subject(one.name)),
    ),
    "agreements.dispatch.mail.notify_of_sending": (
        _("Write to the buyer and the approver that the order is sent"),
        ORDERS,
    ),
    "agreements.dispatch.mail.send_new_link": (
        _("Send the reseller a new link to an order"),
        ORDERS,
    ),
    "agreements.dispatch.mail.notify_of_hold": (
        _("Write to the buyer and the approver that the order is held back"),
        ORDERS,
    ),
    "agreements.dispatch.mail.notify_of_stop": (
        _("Write to the buyer and the approver that the order is stopped"),
        ORDERS,
    ),
    "agreements.dispatch.sending.send_dispatch": (
        _("Send an order"),
        SubjectRows(Dispatch, ("order__organisation",), _dispatch),
    ),
    "agreements.evidence.actions.make_requested_pack": (
        _("Make evidence for a licence review"),
        SubjectRows(EvidencePack, ("organisation",), _pack),
    ),
    "agreements.price_imports.actions.read_in_worker": (
        _("Read a price file"),
        SubjectRows(PriceImport, ("framework",), _price_file),
    ),
    "agreements.reports.batches.render_summaries": (
        _("Make agreement summaries"),
        SubjectRows(SummaryBatch, ("framework",), _batch),
    ),
    "agreements.reseller_answers.mail.request_proposal_approval": (
        _("Write to the approvers that the reseller's change costs more"),
        PROPOSALS,
    ),
    "agreements.reseller_answers.mail.notify_of_answer": (
        _("Write to the buyer and the approver what the reseller has answered"),
        RESPONSES,
    ),
    "agreements.reseller_answers.mail.notify_of_decision": (
        _("Write to the buyer and the approver what is decided about the reseller's change"),
        PROPOSALS,
    ),
    "agreements.reseller_answers.mail.notify_of_proposal": (
        _("Write to the buyer and the approver that the reseller wants to change the order"),
        PROPOSALS,
    ),
    "agreements.reseller_answers.mail.notify_of_recording": (
        _("Write to the buyer and the approver which answer is recorded"),
        SETTLEMENTS,
    ),
    "agreements.reseller_answers.mail.send_reply": (
        _("Write to the reseller what is decided about its change"),
        PROPOSALS,
    ),
    "agreements.trueups.mail.send_true_up_request": (
        _("Write to the organisation that a true-up waits"),
        TRUE_UPS,
    ),
    "agreements.trueups.mail.notify_reseller_of_decrease": (
        _("Write to the reseller that there are fewer subscriptions"),
        TRUE_UPS,
    ),
    "municipalities.outbox.actions.deliver_message": (
        _("Hand a mail to the mail server"),
        SubjectRows(OutgoingMessage, (), lambda one: Subject(f"{one.recipient}: {one.subject}")),
    ),
    "municipalities.people.mail.send_decision": (
        _("Write to a person which roles they have now"),
        ROLES,
    ),
    "municipalities.people.mail.send_invitation": (
        _("Invite a colleague by e-mail"),
        SubjectRows(
            Invitation, ("organisation",), lambda one: _person(one.email, one.organisation)
        ),
    ),
    "municipalities.people.mail.send_role_changes": (
        _("Write to a person and the administrators which roles KS has changed"),
        ROLE_CHANGES,
    ),
    "municipalities.people.mail.send_role_requests": (
        _("Write to the administrators that somebody asks for roles"),
        ROLES,
    ),
    "municipalities.registry.asking.ask_registry": (_("Ask Enhetsregisteret"), None),
}
"""Of every task: what it does, and where its subject is found (None: it is about nothing)."""

RETIRED: tuple[Text, None] = (_("Work that an earlier version of the portal queued"), None)
"""A task that is in the queue and no longer in the code."""


def name_of(row: DBTaskResult) -> Text:
    """What the task of a row of the queue does."""
    return TASKS.get(row.task_path, RETIRED)[0]


def subjects_of(rows: Iterable[DBTaskResult]) -> dict:
    """{key of the row of the queue: Subject} of tasks, as far as their subjects are still there.

    One query for each place where subjects are found, however many rows there are.
    """
    by_place: dict[SubjectRows[Any], dict[Any, int | None]] = defaultdict(dict)
    for row in rows:
        _name, place = TASKS.get(row.task_path, RETIRED)
        if place:
            by_place[place][row.pk] = _first_key(row)
    return {
        pk: subject for place, keys in by_place.items() for pk, subject in _subjects_in(place, keys)
    }


def _subjects_in(place: SubjectRows, keys: dict):
    rows = place.model._default_manager.select_related(*place.related or [None])
    found = rows.in_bulk(set(keys.values()))
    for pk, key in keys.items():
        if key in found:
            yield pk, place.describe(found[key])


def _first_key(row: DBTaskResult) -> int | None:
    """The first argument of a task, or the first of several that one message is about."""
    key = row.args_kwargs["args"][0]
    if isinstance(key, list):
        return key[0] if key else None
    return key
