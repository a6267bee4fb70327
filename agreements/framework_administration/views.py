"""Public pages of what KS has agreed."""

from datetime import date

from django.http import HttpRequest
from django.http.response import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.frameworks.clauses import clauses
from agreements.frameworks.models import FrameworkAgreement
from agreements.frameworks.queries import announced_frameworks, negotiations, terms_in_force
from agreements.price_levels.queries import programmes_with_levels


@require_safe
def frameworks(request: HttpRequest) -> HttpResponse:
    """Every framework agreement, and the talks that led to one or to none."""
    today = timezone.localdate()
    context = {
        "frameworks": announced_frameworks(today),
        "negotiations": negotiations(today),
        "today": today,
    }
    return render(request, "frameworks/frameworks.html", context)


@require_safe
def framework(request: HttpRequest, reference: str) -> HttpResponse:
    """One framework agreement: terms, programmes, resellers, and how to join."""
    today = timezone.localdate()
    framework = get_object_or_404(announced_frameworks(today), reference=reference)
    context = public_page(framework, today, request.LANGUAGE_CODE)
    return render(request, "frameworks/framework.html", context)


def public_page(framework: FrameworkAgreement, on: date, language: str):
    """What the public page of an agreement shows on a day, in "nb" or "nn"."""
    terms = terms_in_force(framework, on)
    return {
        "framework": framework,
        "terms": terms,
        "clauses": clauses(terms.text_in(language)) if terms else [],
        "programmes": programmes_with_levels(framework, on),
        "resellers": framework.resellers.filter(is_active=True),
        "today": on,
    }
