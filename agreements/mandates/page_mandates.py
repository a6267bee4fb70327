"""What a mandate opens: handed to the door of pages that a representative may enter."""

from django.db.models.query import QuerySet
from django.utils import timezone

from agreements.mandates.models import Mandate, MandateFramework
from agreements.mandates.queries import in_force_for
from municipalities.access import PortalRequest
from municipalities.register.models import Organisation


def mandates_for_page(organisation: Organisation, **_address) -> QuerySet[Mandate]:
    """The mandates in force today, for pages that show what each of them covers."""
    return in_force_for(organisation, timezone.localdate())


def frameworks_open_to(request: PortalRequest):
    """The framework agreements whose rows the person may see on this page; None: all."""
    if request.in_own_right or any(mandate.covers_all_frameworks for mandate in request.mandates):
        return None
    named = MandateFramework.objects.filter(mandate__in=request.mandates)
    return list(named.values_list("framework", flat=True))
