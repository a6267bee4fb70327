"""What KS does to suppliers and resellers: records, changes, and where their orders go."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.frameworks.models import OrderAddressChange, Reseller
from municipalities.people.models import User


def save_party(party):
    """Store a supplier or a reseller. Raises ValidationError when it is refused."""
    party.full_clean()
    party.save()
    return party


@transaction.atomic
def change_order_address(
    reseller: Reseller, *, email: str, reason: str, by: User, now: datetime
) -> Reseller:
    """Send a reseller's orders to another e-mail address from now on, with a reason.

    Raises ValidationError when they go there already.
    """
    reseller = Reseller.objects.select_for_update().get(pk=reseller.pk)
    if reseller.email == email:
        raise ValidationError(
            {"email": _("Orders go to this address already.")}, code="same_order_address"
        )
    change = OrderAddressChange(
        reseller=reseller,
        old_email=reseller.email,
        new_email=email,
        reason=reason,
        changed_at=now,
        changed_by=by,
    )
    change.full_clean()
    change.save()
    reseller.email = email
    reseller.save(update_fields=["email"])
    return reseller
