"""Issuing an agreement summary: sealed, kept, and to be checked by anybody who gets it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from agreements.documents.actions import issue_document
from agreements.documents.models import DocumentKind, IssuedDocument
from agreements.documents.queries import issued_to
from agreements.reports.documents import summary_to_issue
from municipalities.people.models import User
from municipalities.register.locking import lock_organisation
from municipalities.register.models import Organisation

DOUBLE_CLICK_WINDOW = timedelta(minutes=1)


@transaction.atomic
def issue_summary(organisation: Organisation, *, by: User, now: datetime) -> IssuedDocument:
    """Issue the summary as it stands and return its IssuedDocument.

    In the organisation's written standard. Who presses twice gets the same document.
    """
    lock_organisation(organisation.pk)
    just_issued = issued_to(organisation).filter(
        kind=DocumentKind.AGREEMENT_SUMMARY, issued_by=by, issued_at__gt=now - DOUBLE_CLICK_WINDOW
    )
    return just_issued.first() or issue_document(
        summary_to_issue(organisation, as_of=timezone.localdate(now), now=now), by=by, now=now
    )
