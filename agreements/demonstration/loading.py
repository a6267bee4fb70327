"""Make the demonstration data, all or nothing, once."""

import pghistory
from django.conf import settings
from django.db import connection, transaction

from agreements.accessions.issuing import issue_declaration
from agreements.demonstration.accessions import (
    ROLES_REQUESTED,
    draw_participants,
    first_signatures,
    make_accessions,
    make_agreements,
    plan_joinings,
)
from agreements.demonstration.accounts import (
    CASE_OFFICER,
    INDIGO,
    KS_ADMINISTRATOR,
    LUSTER,
    PORSANGER,
    SOGNDAL,
)
from agreements.demonstration.mandates import arrange_mandates
from agreements.demonstration.order_plans import plan_orders
from agreements.demonstration.ordering import ARRANGED_AT, arrange_ordering
from agreements.demonstration.orders import make_orders
from agreements.demonstration.parties import (
    SUPPLIERS,
    frameworks_in_full,
    make_frameworks,
    make_negotiations,
)
from agreements.demonstration.people import make_accounts, make_role_requests, make_staff
from agreements.demonstration.products import make_products
from agreements.models import Accession, FrameworkAgreement, Order, VolumeLicenceAgreement
from agreements.order_totals.ceilings import recount
from agreements.order_totals.renewals import renew_levels
from agreements.order_totals.volume import rebuild_volume
from agreements.trueups.actions import open_due
from municipalities.constraints import filled
from municipalities.models import Organisation

ENTERPRISES_NEEDED = 215


class CannotLoadError(Exception):
    """Demonstration data must not or cannot be made here; the message says why."""


def load_demonstration() -> dict[str, int] | None:
    """Make the demonstration data and tell how many rows of each kind; None if it is there."""
    if settings.PRODUCTION:
        raise CannotLoadError("This is a production installation: no demonstration data here.")
    with transaction.atomic(), pghistory.context(source="load_demo"):
        _wait_for_others()
        if is_loaded():
            return None
        _check_place()
        _make_all()
        return {
            "framework agreements": FrameworkAgreement.objects.count(),
            "accessions": Accession.objects.count(),
            "volume licence agreements": VolumeLicenceAgreement.objects.count(),
            "orders": Order.objects.count(),
        }


def is_loaded() -> bool:
    """True when the demonstration's framework agreements are in the database."""
    return FrameworkAgreement.objects.filter(
        reference__in=SUPPLIERS, is_demonstration=True
    ).exists()


def _wait_for_others() -> None:
    """Of two loads at once the second waits, and then finds the data there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('load_demo'))")


def _check_place() -> None:
    """Refuse a register without the organisations, and references that others have taken."""
    named = (SOGNDAL, PORSANGER, LUSTER, INDIGO)
    known = Organisation.objects.filter(organisation_number__in=named)
    enterprises = Organisation.objects.filter(kind=Organisation.Kind.MUNICIPAL_ENTERPRISE)
    if known.count() < len(named) or enterprises.count() < ENTERPRISES_NEEDED:
        raise CannotLoadError(
            "The register is empty or incomplete. Run first: python manage.py load_register"
        )
    if FrameworkAgreement.objects.filter(reference__in=SUPPLIERS).exists():
        raise CannotLoadError(
            "There is already a framework agreement called microsoft or linpro that is no "
            "demonstration. Use another database."
        )


def _issue_declarations() -> None:
    """Issue those of the named organisations; the worker would take minutes for all."""
    theirs = Accession.objects.filter(organisation__organisation_number__in=(SOGNDAL, PORSANGER))
    for accession in theirs.select_related("organisation", "framework__supplier", "terms_version"):
        issue_declaration(accession, now=filled(accession.countersigned_at))


def _make_all() -> None:
    """In the order of the work: people, agreements, products, joining, orders."""
    users = make_accounts()
    frameworks = make_frameworks()
    make_negotiations(frameworks)
    make_products(frameworks, published_by=users[KS_ADMINISTRATOR.email])
    roll = draw_participants()
    joinings = plan_joinings(roll, frameworks_in_full())
    staffs = make_staff(first_signatures(joinings), users)
    accessions = make_accessions(joinings, staffs, officer=users[CASE_OFFICER.email])
    agreements = make_agreements(accessions, staffs)
    _issue_declarations()
    make_orders(plan_orders(agreements), staffs)
    arrange_ordering(users)
    arrange_mandates()
    for framework in frameworks.values():
        recount(framework)
        rebuild_volume(framework)
    renew_levels(ARRANGED_AT)
    open_due(ARRANGED_AT)
    make_role_requests(dict(zip(roll.requesting_roles, ROLES_REQUESTED, strict=True)))
