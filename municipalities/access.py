"""The only door to an organisation's rows: who may see or change which organisation.

A stranger gets 404, as if the page did not exist; a person who is at home there but lacks the
role gets 403. KS case officers may read every organisation and act in none; so may the people of a
successor read what a dissolved organisation left. Who acts for an organisation by its mandate comes
through the same door, at the pages that say so and no other.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Manager
from django.db.models.query import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import translation
from django_htmx.middleware import HtmxDetails

from municipalities.people.models import Membership, User
from municipalities.register.models import Organisation
from municipalities.register.organisation_numbers import is_valid_organisation_number
from municipalities.register.queries import successors_of

type View = Callable[..., HttpResponseBase]
"""Any view: what it takes besides the request follows from its address."""


class PortalRequest(HttpRequest):
    """What a page is asked with once somebody has come through the door; for type checkers.

    `authorise` sets all but `user` on the pages of an organisation: `own_roles` are held in the
    organisation itself, `mandates` are those that give the person roles (agreements.mandates),
    `roles` are all of them, and `in_own_right` says whether the person is there by no mandate.
    """

    user: User
    in_own_right: bool
    own_roles: set[str]
    mandates: dict[Any, set[str]]
    roles: set[str]
    htmx: HtmxDetails


def memberships_in_force(user: User | AnonymousUser) -> QuerySet[Membership]:
    """The confirmed, not ended roles of a person who may sign in, with their organisations."""
    if not (user.is_authenticated and user.is_active):
        return Membership.objects.none()
    return user.memberships.filter(confirmed_at__isnull=False, ended_at=None).select_related(
        "organisation"
    )


def organisations_of(user: User | AnonymousUser) -> QuerySet[Organisation]:
    """The organisations a person may open: those with a role in force; all for a case officer."""
    if user.is_authenticated and user.is_active and user.is_case_officer:
        return Organisation.objects.all()
    return Organisation.objects.filter(pk__in=memberships_in_force(user).values("organisation"))


def roles_in(user: User | AnonymousUser, organisation: Organisation) -> set[str]:
    """The set of Role values a person holds in an organisation now."""
    return set(
        memberships_in_force(user).filter(organisation=organisation).values_list("role", flat=True)
    )


def organisation_or_404(
    organisations: type[Organisation] | Manager[Organisation] | QuerySet[Organisation],
    organisation_number: str,
) -> Organisation:
    """The one with this number among these; 404 for anything else in an address."""
    if not is_valid_organisation_number(organisation_number):
        raise Http404
    return get_object_or_404(organisations, organisation_number=organisation_number)


def may_open(user: User, organisation: Organisation) -> bool:
    """Whether a person may see the organisation's pages: at home in it, or in its successor."""
    own = organisations_of(user)
    if own.filter(pk=organisation.pk).exists():
        return True
    return own.filter(pk__in=successors_of(organisation)).exists()


def authorise(request: PortalRequest, organisation: Organisation, mandates: Iterable[Any]) -> None:
    """Let the person in, or 404; say in the request in which roles, and by which mandates.

    A mandate (with `representative` and `roles`) gives a person the roles that are held at the
    representative too. A case officer acts by no mandate.
    """
    user = request.user
    request.in_own_right = may_open(user, organisation)
    request.own_roles = roles_in(user, organisation)
    request.mandates = {}
    for mandate in () if user.is_case_officer else mandates:
        roles = roles_in(user, mandate.representative) & mandate.roles
        if roles:
            request.mandates[mandate] = roles
    request.roles = request.own_roles.union(*request.mandates.values())
    if not request.in_own_right and not request.mandates:
        raise Http404


def mandates_for_role(request: PortalRequest, role: str) -> list[Any] | None:
    """The mandates by which the person acts in a role on this page; None: in their own right."""
    if role in request.own_roles:
        return None
    return [mandate for mandate, roles in request.mandates.items() if role in roles]


def mandate_for_role(request: PortalRequest, role: str) -> Any:
    """The mandate by which the person acts in a role on this page; None: in their own right."""
    return next(iter(mandates_for_role(request, role) or ()), None)


def organisation_page(
    *roles: str, by_mandate: Callable[..., Iterable[Any]] | None = None
) -> Callable[[View], View]:
    """Make a view a page of the organisation in its URL.

    The view is called with the Organisation in place of the number, and `request.roles` holds
    the person's roles in it. With `roles`, a person needs one of them; without, any role or
    being a case officer is enough. `by_mandate(organisation, **address)` selects the mandates
    that cover what the address is about; without it the page is closed to who acts by mandate.
    The page is in the organisation's written standard until the person chooses a language.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @login_required
        def page(
            request: PortalRequest, organisation_number: str, **kwargs: Any
        ) -> HttpResponseBase:
            organisation = organisation_or_404(Organisation.objects, organisation_number)
            authorise(
                request, organisation, by_mandate(organisation, **kwargs) if by_mandate else ()
            )
            if roles and not request.roles.intersection(roles):
                raise PermissionDenied
            activate_organisation_language(request, organisation)
            return view(request, organisation, **kwargs)

        return page

    return decorate


def case_officer_page(view: View) -> View:
    """Make a view a page of the case-work area: 404 for everyone but KS case officers."""

    @wraps(view)
    @login_required
    def page(request: PortalRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_case_officer:
            raise Http404
        return view(request, *args, **kwargs)

    return page


def activate_organisation_language(request: HttpRequest, organisation: Organisation) -> None:
    """Show the page in the organisation's written standard, unless the person has chosen."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(organisation.language)
        request.LANGUAGE_CODE = organisation.language
