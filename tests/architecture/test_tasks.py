"""Every task has a kind that says why it may run again when its worker dies."""

import re
from importlib import import_module

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.tasks import Task

from municipalities.outbox.delivery import send_to_mail_server
from municipalities.worker import kinds

DECISIONS = {
    "agreements.accessions.issuing.issue_declaration_soon": "repeatable",
    "agreements.evidence.actions.make_requested_pack": "repeatable",
    "agreements.dispatch.sending.send_dispatch": "repeatable",
    "agreements.price_imports.actions.read_in_worker": "repeatable",
    "agreements.reports.batches.render_summaries": "repeatable",
    "municipalities.registry.asking.ask_registry": "repeatable",
    "municipalities.outbox.actions.deliver_message": "repeatable",
} | dict.fromkeys(
    [
        "agreements.accessions.mail.notify_officers",
        "agreements.accessions.mail.notify_signatory",
        "agreements.digests.mail.send_digest",
        "agreements.reseller_answers.mail.request_proposal_approval",
        "agreements.reseller_answers.mail.notify_of_answer",
        "agreements.reseller_answers.mail.notify_of_decision",
        "agreements.reseller_answers.mail.notify_of_proposal",
        "agreements.reseller_answers.mail.notify_of_recording",
        "agreements.dispatch.mail.notify_of_sending",
        "agreements.reseller_answers.mail.send_reply",
        "agreements.approvals.mail.notify_approvers",
        "agreements.approvals.mail.send_answer",
        "agreements.approvals.mail.send_question",
        "agreements.dispatch.mail.send_new_link",
        "agreements.dispatch.mail.notify_of_hold",
        "agreements.dispatch.mail.notify_of_stop",
        "agreements.approvals.mail.notify_of_withdrawal",
        "agreements.approvals.mail.notify_submitter",
        "agreements.trueups.mail.send_true_up_request",
        "agreements.trueups.mail.notify_reseller_of_decrease",
        "municipalities.people.mail.send_decision",
        "municipalities.people.mail.send_invitation",
        "municipalities.people.mail.send_role_changes",
        "municipalities.people.mail.send_role_requests",
    ],
    "transactional",
)
"""What was decided about each; a new task is decided about before it is written here."""


def sources():
    """The Python files of the portal, migrations aside, and the module of each."""
    for root in ("agreements", "kslisens", "municipalities"):
        for file in (settings.BASE_DIR / root).rglob("*.py"):
            if "migrations" not in file.parts and file.name != "__main__.py":
                yield file, ".".join(file.relative_to(settings.BASE_DIR).with_suffix("").parts)


def tasks():
    """Every task of the portal by its path."""
    found = {}
    for file, name in sources():
        if re.search(r"^@\w*task", file.read_text(), re.MULTILINE):
            module = import_module(name)
            found |= {
                one.module_path: one
                for one in vars(module).values()
                if isinstance(one, Task) and one.module_path.startswith(f"{name}.")
            }
    return found


def test_every_task_has_its_decision():
    kind = {True: "transactional", False: "repeatable"}
    assert {path: kind[one.func.is_transactional] for path, one in tasks().items()} == DECISIONS


def test_no_task_goes_round_its_kind():
    own = kinds.__name__
    bare = [
        name
        for file, name in sources()
        if name != own and re.search(r"django\.tasks import .*\btask\b", file.read_text())
    ]
    assert bare == []


def test_mail_leaves_in_one_place():
    """All else writes it to the outbox, or is the order that its dispatch claims."""
    words = re.compile(r"mail import .*(send_mail|mailers|get_connection)|send_messages|\.mailers")
    sending = {name for file, name in sources() if words.search(file.read_text())}
    calling = {name for file, name in sources() if "send_to_mail_server(" in file.read_text()}
    assert sending == {"municipalities.outbox.delivery"}
    assert calling == {
        "municipalities.outbox.delivery",
        "municipalities.outbox.actions",
        "agreements.dispatch.sending",
    }


def test_no_mail_leaves_inside_a_transaction(db, mailoutbox):
    message = EmailMessage("Emne", "Tekst", to=["nils@nordvik.example"])
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        send_to_mail_server(message)
    assert mailoutbox == []
    send_to_mail_server(message)
    assert len(mailoutbox) == 1
