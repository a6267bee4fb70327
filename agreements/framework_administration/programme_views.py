"""The case officers' pages about the programmes of a draft."""

from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements.framework_administration.draft_goods import remove_programme, save_programme
from agreements.framework_administration.draft_rows import ProgrammeForm
from agreements.framework_administration.draft_views import draft_page, saved, show_step
from agreements.framework_administration.form_pages import FORM_PAGE, apply_form, form_data
from agreements.framework_administration.missing import Step
from agreements.frameworks.models import FrameworkAgreement
from agreements.price_levels.models import Programme
from agreements.price_levels.queries import programmes_with_levels
from municipalities.access import PortalRequest, case_officer_page
from municipalities.refusals import show_outcome


@require_safe
@case_officer_page
@draft_page
def draft_programmes(request: PortalRequest, framework: FrameworkAgreement) -> HttpResponse:
    """The programmes of a draft with their price levels."""
    programmes = programmes_with_levels(framework, framework.first_day)
    context = {"framework": framework, "programmes": programmes}
    return render(request, "ks/draft_programmes.html", context)


@FORM_PAGE
@case_officer_page
@draft_page
def programme_new(
    request: PortalRequest, framework: FrameworkAgreement
) -> HttpResponse | HttpResponseRedirect:
    """Make a programme."""
    return _edit(request, framework, Programme(), heading=_("New programme"))


@FORM_PAGE
@case_officer_page
@draft_page
def programme(
    request: PortalRequest, framework: FrameworkAgreement, pk: int
) -> HttpResponse | HttpResponseRedirect:
    """Change a programme of a draft."""
    programme = get_object_or_404(framework.programmes, pk=pk)
    return _edit(request, framework, programme, heading=programme.name)


def _edit(
    request: PortalRequest, framework: FrameworkAgreement, programme: Programme, *, heading
) -> HttpResponse | HttpResponseRedirect:
    form = ProgrammeForm(form_data(request), instance=programme)
    if form.is_bound and apply_form(
        form, lambda form: save_programme(framework, form.instance, form.levels())
    ):
        return saved(request, framework)
    return show_step(
        request,
        framework,
        form,
        step=Step.PROGRAMMES,
        heading=heading,
        template="ks/draft_rows.html",
    )


@require_POST
@case_officer_page
@draft_page
def programme_remove(
    request: PortalRequest, framework: FrameworkAgreement, pk: int
) -> HttpResponseRedirect:
    """Take a programme out of a draft."""
    with show_outcome(request, done=_("The programme is removed.")):
        remove_programme(framework, get_object_or_404(framework.programmes, pk=pk))
    return redirect("ks_draft_programmes", framework.reference)
