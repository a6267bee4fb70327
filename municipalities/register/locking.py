"""Locking organisations until a transaction ends; docs/locking.md has the order of all locks."""

from municipalities.register.models import Organisation


def lock_organisation(organisation_id: int) -> Organisation:
    """The organisation as it is now; whoever else locks it waits until the transaction ends."""
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)


def lock_organisations(organisations) -> list[Organisation]:
    """Those of a queryset, in the order of their keys: two who lock several never deadlock."""
    locked = Organisation.objects.select_for_update(no_key=True)
    return list(locked.filter(pk__in=organisations.values("pk")).order_by("pk"))
