"""The case officers' pages about the programmes of a draft."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements.frameworks.draft_goods import remove_programme, save_programme
from agreements.frameworks.draft_rows import ProgrammeForm
from agreements.frameworks.draft_views import draft_or_404, saved, show_step
from agreements.frameworks.form_pages import FORM_PAGE, apply_form, form_data
from agreements.frameworks.missing import Step
from agreements.frameworks.models import Programme
from agreements.frameworks.queries import programmes_with_levels
from municipalities.access import case_officer_page
from municipalities.refusals import say_refusal


@require_safe
@case_officer_page
def draft_programmes(request, reference):
    """The programmes of a draft with their price levels."""
    framework = draft_or_404(reference)
    programmes = programmes_with_levels(framework, framework.first_day)
    context = {"framework": framework, "programmes": programmes}
    return render(request, "ks/draft_programmes.html", context)


@FORM_PAGE
@case_officer_page
def programme_new(request, reference):
    """Make a programme."""
    return _edit(request, reference, Programme(), heading=_("New programme"))


@FORM_PAGE
@case_officer_page
def programme(request, reference, pk):
    """Change a programme of a draft."""
    programme = get_object_or_404(draft_or_404(reference).programmes, pk=pk)
    return _edit(request, reference, programme, heading=programme.name)


def _edit(request, reference, programme, *, heading):
    framework = draft_or_404(reference)
    form = ProgrammeForm(form_data(request), instance=programme)
    if form.is_bound and apply_form(
        form, lambda form: save_programme(framework, form.instance, form.levels())
    ):
        return saved(request, reference)
    return show_step(
        request,
        reference,
        form,
        step=Step.PROGRAMMES,
        heading=heading,
        template="ks/draft_rows.html",
    )


@require_POST
@case_officer_page
def programme_remove(request, reference, pk):
    """Take a programme out of a draft."""
    framework = draft_or_404(reference)
    try:
        remove_programme(framework, get_object_or_404(framework.programmes, pk=pk))
    except ValidationError as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(request, _("The programme is removed."))
    return redirect("ks_draft_programmes", reference)
