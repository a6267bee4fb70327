"""What the portal should have done by itself and could not, as case officers see it."""

from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from agreements.reports.stopped_tasks import Subject, name_of, subjects_of
from municipalities import formatting
from municipalities.confirmation import Confirmation, fact
from municipalities.refusals import shown_error
from municipalities.texts import Text
from municipalities.worker.sweeping import WorkerDiedError


def reason_of(row: DBTaskResult) -> Text:
    """Why a task stopped, in words; the error's own may hold more than an officer should read."""
    if _class_name(row) == WorkerDiedError.__name__:
        return _("It was interrupted several times while it was at work.")
    return _("An error that the portal has no words for. Tell those who run the portal.")


def technical_of(row: DBTaskResult) -> tuple[str, str]:
    """What those who run the portal find a task by: the call, and the name of the error."""
    arguments = ", ".join(str(argument) for argument in row.args_kwargs["args"])
    return f"{row.task_path.rpartition('.')[2]}({arguments})", _class_name(row)


def _class_name(row: DBTaskResult) -> str:
    return row.exception_class_path.rpartition(".")[2]


def message_discard_confirmation(message, *, is_stuck) -> Confirmation:
    """What it does to set a mail aside."""
    return Confirmation(
        heading=_("Set the mail aside"),
        button=_("Set the mail aside"),
        facts=(
            fact(_("Recipient"), message.recipient),
            fact(_("Subject"), message.subject),
            fact(_("Written"), formatting.moment(message.written_at)),
            fact(_("What went wrong"), shown_error(message.error)),
        ),
        consequences=(_("The mail is never sent, and its text is deleted."),),
        refusals=() if is_stuck else (_("This mail is on its way, sent or set aside already."),),
        is_harmful=True,
    )


def task_discard_confirmation(row: DBTaskResult) -> Confirmation:
    """What it does to set a task aside."""
    subject = subjects_of([row]).get(row.pk, Subject(""))
    return Confirmation(
        heading=_("Set the work aside"),
        button=_("Set the work aside"),
        facts=(
            fact(_("Work"), name_of(row)),
            fact(_("Is about"), subject.text, url=subject.url),
            fact(_("Queued"), formatting.moment(row.enqueued_at)),
            fact(_("What went wrong"), reason_of(row)),
        ),
        technical=technical_of(row),
        consequences=(_("The work is never done. Whoever waits for it is not notified."),),
        is_harmful=True,
    )
