"""What the portal should have done by itself and could not, as case officers see it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from municipalities import formatting
from municipalities.confirmation import Confirmation, fact

NAMES = {
    "agreements.accessions.issuing.issue_declaration_soon": _("Issue a declaration of accession"),
    "agreements.evidence.actions.make_requested_pack": _("Make evidence for a licence review"),
    "agreements.dispatch.sending.send_dispatch": _("Send an order"),
    "agreements.price_imports.actions.read_in_worker": _("Read a price file"),
    "agreements.reports.batches.render_summaries": _("Make agreement summaries"),
    "municipalities.registry.asking.ask_registry": _("Ask Enhetsregisteret"),
}
"""What the tasks do that are no mail."""


def name_of(row) -> Promise:
    """What the task of a row of the queue does."""
    return NAMES.get(row.task_path, _("Write mail"))


def reference_of(row) -> str:
    """What those who run the portal find the task by: its function and the rows it is about."""
    arguments = ", ".join(str(argument) for argument in row.args_kwargs["args"])
    return f"{row.task_path.rpartition('.')[2]}({arguments})"


def error_of(row):
    """The name of the error; its words may hold more than a case officer should read."""
    return row.exception_class_path.rpartition(".")[2]


def giving_up_message(message, *, is_stuck) -> Confirmation:
    """What it does to set a mail aside."""
    return Confirmation(
        heading=_("Set the mail aside"),
        button=_("Set the mail aside"),
        facts=(
            fact(_("Recipient"), message.recipient),
            fact(_("Subject"), message.subject),
            fact(_("Written"), formatting.moment(message.written_at)),
            fact(_("What went wrong"), message.error),
        ),
        consequences=(_("The mail is never sent, and its text is deleted."),),
        refusals=() if is_stuck else (_("This mail is on its way, sent or set aside already."),),
        is_harmful=True,
    )


def giving_up_task(row) -> Confirmation:
    """What it does to set a task aside."""
    return Confirmation(
        heading=_("Set the work aside"),
        button=_("Set the work aside"),
        facts=(
            fact(_("Work"), name_of(row), reference_of(row)),
            fact(_("Queued"), formatting.moment(row.enqueued_at)),
            fact(_("What went wrong"), error_of(row)),
        ),
        consequences=(_("The work is never done. Whoever waits for it is not told."),),
        is_harmful=True,
    )
