"""Issuing the declaration of accession, by the worker, when KS has countersigned."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.accessions.documents import declaration_to_issue
from agreements.accessions.models import Accession, IssuedDeclaration
from agreements.accessions.queries import accessions_with_parties
from agreements.documents.actions import issue_document
from agreements.documents.models import IssuedDocument
from municipalities.worker.kinds import repeatable_task


@repeatable_task
def issue_declaration_soon(accession_id: int) -> None:
    """Issue the declaration unless it is issued; doing the task again does nothing."""
    accession = accessions_with_parties().get(pk=accession_id)
    issue_declaration(accession, now=timezone.now())


@transaction.atomic
def issue_declaration(accession: Accession, *, now: datetime) -> IssuedDocument:
    """Issue the declaration of a countersigned accession and return its IssuedDocument.

    Once for each accession: who comes second, waits and gets the same document.
    """
    Accession.objects.select_for_update(no_key=True).get(pk=accession.pk)
    issued = IssuedDeclaration.objects.filter(accession=accession).first()
    if issued:
        return issued.document
    if not accession.countersigned_at:
        raise ValidationError(_("KS has not countersigned yet."), code="accession_not_in_force")
    document = issue_document(declaration_to_issue(accession), by=None, now=now)
    IssuedDeclaration.objects.create(accession=accession, document=document)
    return document
