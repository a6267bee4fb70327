"""Asking for an evidence pack, and making it in a worker process."""

import logging
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.documents import archive
from agreements.documents.actions import issue_document
from agreements.evidence.documents import pack_to_issue
from agreements.evidence.files import zip_of
from agreements.evidence.models import EvidencePack
from municipalities.people.models import User
from municipalities.refusals import refusal_text
from municipalities.register.locking import lock_organisation
from municipalities.register.models import Organisation
from municipalities.worker.kinds import repeatable_task

logger = logging.getLogger(__name__)

MAKING_TIMEOUT = timedelta(minutes=10)
"""A pack asked for longer ago, not made, and that nobody is at, was with a worker that stopped."""


@transaction.atomic
def request_pack(
    organisation: Organisation, *, as_of: date, by: User | None, now: datetime
) -> EvidencePack:
    """Ask for the pack of a day, and return it; who presses twice gets the same one.

    Raises ValidationError for a day to come.
    """
    if as_of > timezone.localdate(now):
        raise ValidationError(_("Choose today or a day gone by."), code="day_ahead")
    lock_organisation(organisation.pk)
    waiting = EvidencePack.objects.filter(
        organisation=organisation, as_of=as_of, document=None, error=""
    )
    pack = waiting.first()
    if pack is None:
        pack = EvidencePack.objects.create(
            organisation=organisation, as_of=as_of, requested_at=now, requested_by=by
        )
        make_requested_pack.enqueue(pack.pk)
    elif pack.requested_at <= now - MAKING_TIMEOUT:
        _ask_again(pack, now=now)
    return pack


def _ask_again(pack: EvidencePack, *, now: datetime) -> None:
    """Queue a pack anew, unless a worker holds it: one run at a time."""
    left = EvidencePack.objects.select_for_update(skip_locked=True).filter(
        pk=pack.pk, document=None
    )
    if left.first():
        left.update(requested_at=now)
        make_requested_pack.enqueue(pack.pk)


@repeatable_task
def make_requested_pack(pack_id: int) -> None:
    """Make a pack that was asked for; what goes wrong is kept for who asked."""
    try:
        make_pack(pack_id, now=timezone.now())
    except Exception as error:
        logger.exception("The evidence pack %s could not be made.", pack_id)
        EvidencePack.objects.filter(pk=pack_id, document=None).update(error=refusal_text(error))


@transaction.atomic
def make_pack(pack_id: int, *, now: datetime) -> EvidencePack:
    """Issue the document and keep the data, both or neither; one that is made stays as it is."""
    pack = EvidencePack.objects.select_for_update(of=["self"]).get(pk=pack_id)
    if pack.is_made:
        return pack
    _issue(pack, now=now)
    file, left_out = zip_of(pack)
    pack.zip_sha256 = archive.keep(file.read(), suffix="zip")
    pack.left_out, pack.error = "\n".join(left_out), ""
    pack.save(update_fields=["document", "data_sha256", "zip_sha256", "left_out", "error"])
    return pack


def _issue(pack: EvidencePack, *, now: datetime) -> None:
    """Gather the data and issue the document; when it returns, memory is free for the zip."""
    organisation = Organisation.objects.get(pk=pack.organisation_id)
    draft, pack.data_sha256 = pack_to_issue(organisation, as_of=pack.as_of, now=now)
    pack.document = issue_document(draft, by=pack.requested_by, now=now)
