"""Pages of the case officers that are one form: it is shown, and what it says is done."""

from django.core.exceptions import ValidationError
from django.shortcuts import render

from municipalities.refusals import add_refusal


def is_done(form, act):
    """Whether a form was filled in well and the act was not refused; else the form says why."""
    if not form.is_valid():
        return False
    try:
        act(form)
    except ValidationError as refusal:
        add_refusal(form, refusal)
        return False
    return True


def show_form(request, form, *, template="ks/form_page.html", **page):
    """The page of a form: `heading`, `trail` ((text, URL) pairs), `button`, and `lead` if any."""
    status = 422 if form.is_bound else 200
    return render(request, template, {"form": form} | page, status=status)


def posted(request):
    """What a form is bound to: what was sent, or nothing when its page is only asked for."""
    return request.POST if request.method == "POST" else None
