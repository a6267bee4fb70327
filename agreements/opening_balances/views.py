"""What an organisation had before the portal: upload, look through, post, reverse or discard."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.accessions.queries import volume_licence_agreements_of
from agreements.opening_balances import actions
from agreements.opening_balances.forms import BalanceForm, chosen_products
from agreements.opening_balances.models import OpeningBalance
from agreements.opening_balances.queries import balances_of, with_choices, with_counts
from agreements.opening_balances.reading import SAMPLE
from agreements.spreadsheets import CONTENT_TYPES
from agreements.table_files.sheets import sample, unread_sentence
from municipalities.access import PortalRequest, organisation_page
from municipalities.people.models import Role, User
from municipalities.refusals import add_refusal, show_outcome
from municipalities.register.models import Organisation

POSTING_ROLES = (Role.ADMINISTRATOR, Role.ORDERER)
FILES_A_PAGE = 25
ROWS_A_PAGE = 100


@require_safe
@organisation_page()
def opening_balances(request: PortalRequest, organisation: Organisation) -> HttpResponse:
    """The organisation's files, newest first."""
    files = with_counts(balances_of(organisation))
    context = {
        "organisation": organisation,
        "may_post": _may_post(request),
        "page_obj": Paginator(files, FILES_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "opening_balances/opening_balances.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(*POSTING_ROLES)
def opening_balance_new(
    request: PortalRequest, organisation: Organisation
) -> HttpResponse | HttpResponseRedirect:
    """Bring a file; it is read and shown before anything is posted."""
    form = BalanceForm(
        request.POST or None,
        request.FILES or None,
        agreements=volume_licence_agreements_of(organisation),
    )
    if form.is_valid():
        try:
            balance = _upload(form.cleaned_data, by=request.user)
            return redirect("opening_balance", organisation.organisation_number, balance.pk)
        except ValidationError as refusal:
            add_refusal(form, refusal)
    context = {"organisation": organisation, "form": form}
    status = 422 if form.errors else 200
    return render(request, "opening_balances/opening_balance_new.html", context, status=status)


def _upload(brought, *, by: User) -> OpeningBalance:
    return actions.upload_balance(
        brought["agreement"],
        brought["file"].read(),
        valid_from=brought["valid_from"],
        name=brought["file"].name,
        by=by,
        now=timezone.now(),
    )


@require_safe
@organisation_page(*POSTING_ROLES)
def opening_balance_sample(request: PortalRequest, organisation: Organisation) -> HttpResponse:
    """A file to begin with: every column, and rows to write over."""
    headers = {"Content-Disposition": 'attachment; filename="inngaaende-beholdning.xlsx"'}
    return HttpResponse(sample(SAMPLE), content_type=CONTENT_TYPES["xlsx"], headers=headers)


@require_safe
@organisation_page()
def opening_balance(request: PortalRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """A file row by row: what is wrong, what is to be chosen, and what was posted."""
    balance = get_object_or_404(with_counts(balances_of(organisation)), pk=pk)
    rows = balance.rows.select_related("product", "segment")
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = with_choices(page.object_list)
    context = {
        "organisation": organisation,
        "balance": balance,
        "unread": unread_sentence(balance.unread_columns),
        "may_post": _may_post(request),
        "has_choices": any(row.choices for row in page.object_list),
        "page_obj": page,
    }
    return render(request, "opening_balances/opening_balance.html", context)


@require_POST
@organisation_page(*POSTING_ROLES)
def opening_balance_choose(
    request: PortalRequest, organisation: Organisation, pk: int
) -> HttpResponseRedirect:
    """Say which products the rows mean."""
    chosen = chosen_products(request.POST)
    return _act(
        request, organisation, pk, actions.choose_products, _("The choice is saved."), chosen
    )


@require_POST
@organisation_page(*POSTING_ROLES)
def opening_balance_post(
    request: PortalRequest, organisation: Organisation, pk: int
) -> HttpResponseRedirect:
    """Post the whole file."""
    done = _("The opening balance is posted.")
    by = {"by": request.user, "now": timezone.now()}
    return _act(request, organisation, pk, actions.post_balance, done, **by)


@require_POST
@organisation_page(*POSTING_ROLES)
def opening_balance_reverse(
    request: PortalRequest, organisation: Organisation, pk: int
) -> HttpResponseRedirect:
    """Take the whole file back."""
    done = _("The opening balance is reversed.")
    by = {"by": request.user, "now": timezone.now()}
    return _act(request, organisation, pk, actions.reverse_balance, done, **by)


@require_POST
@organisation_page(*POSTING_ROLES)
def opening_balance_discard(
    request: PortalRequest, organisation: Organisation, pk: int
) -> HttpResponseRedirect:
    """Give up a file that is not posted."""
    done = _("The file is discarded.")
    by = {"by": request.user, "now": timezone.now()}
    return _act(request, organisation, pk, actions.discard_balance, done, **by)


def _act(
    request: PortalRequest, organisation: Organisation, pk: int, act, done, *args, **kwargs
) -> HttpResponseRedirect:
    """Do something to a file and go back to its page, and to the rows one was at."""
    balance = get_object_or_404(balances_of(organisation), pk=pk)
    with show_outcome(request, done=done):
        act(balance, *args, **kwargs)
    to = [organisation.organisation_number, pk]
    return redirect(reverse("opening_balance", args=to, query=_rows_shown(request)))


def _rows_shown(request: PortalRequest):
    """The page of rows that the address names; nothing else of the address is believed."""
    page = request.GET.get("page", "")
    return {"page": page} if page.isascii() and page.isdigit() else {}


def _may_post(request: PortalRequest) -> bool:
    return bool(request.roles.intersection(POSTING_ROLES))
