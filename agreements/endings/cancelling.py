"""Taking back a volume licence agreement that was drawn up, until something is ordered under it."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.basket.models import Basket, OrderTemplate
from agreements.holdings.models import LedgerEntry
from agreements.orders.models import Order
from municipalities.access import roles_in
from municipalities.people.models import Role, User
from municipalities.register.locking import lock_organisation


@transaction.atomic
def cancel_agreement(agreement: VolumeLicenceAgreement, *, by: User, now: datetime) -> None:
    """Cancel an agreement under which nothing is ordered; its baskets and templates go along.

    By who drew it up or a signatory. Raises ValidationError.
    """
    # Baskets before the organisation, as a submission takes them
    baskets = Basket.objects.filter(volume_licence_agreement=agreement).order_by("pk")
    held = [basket.pk for basket in baskets.select_for_update()]
    # An order or an opening balance waits until this is done, or this sees it
    lock_organisation(agreement.accession.organisation_id)
    agreement.refresh_from_db()
    check_may_cancel(agreement, by=by)
    VolumeLicenceAgreement.objects.filter(pk=agreement.pk).update(withdrawn_at=now, withdrawn_by=by)
    Basket.objects.filter(pk__in=held).delete()
    OrderTemplate.objects.filter(volume_licence_agreement=agreement).delete()


def check_may_cancel(agreement: VolumeLicenceAgreement, *, by: User) -> None:
    """Refuse who may not cancel an agreement, and one that is in use, taken over or cancelled."""
    is_signatory = Role.SIGNATORY in roles_in(by, agreement.accession.organisation)
    if by.pk != agreement.drawn_up_by_id and not is_signatory:
        raise ValidationError(
            _("Who drew the agreement up, or a signatory, can cancel it."), code="not_the_drafter"
        )
    if agreement.withdrawn_at:
        raise ValidationError(_("The agreement is cancelled already."), code="already_cancelled")
    if agreement.predecessor_id:
        raise ValidationError(
            _("The agreement is taken over in a reform. It cannot be cancelled."),
            code="taken_over",
        )
    if is_in_use(agreement):
        raise ValidationError(
            _("Something is ordered or held under the agreement. It runs its term."),
            code="agreement_in_use",
        )


def is_in_use(agreement: VolumeLicenceAgreement) -> bool:
    """Whether an order was ever placed under an agreement, or anything is held under it."""
    ordered = Order.objects.filter(volume_licence_agreement=agreement)
    held = LedgerEntry.objects.filter(volume_licence_agreement=agreement)
    return ordered.exists() or held.exists()
