"""Public pages of what KS has agreed."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.frameworks.clauses import clauses
from agreements.frameworks.queries import (
    announced_frameworks,
    negotiations,
    programmes_with_levels,
    terms_in_force,
)


@require_safe
def frameworks(request):
    """Every framework agreement, and the talks that led to one or to none."""
    context = {
        "frameworks": announced_frameworks(timezone.localdate()),
        "negotiations": negotiations(),
        "today": timezone.localdate(),
    }
    return render(request, "frameworks/frameworks.html", context)


@require_safe
def framework(request, reference):
    """One framework agreement: terms, programmes, resellers, and how to join."""
    framework = get_object_or_404(announced_frameworks(timezone.localdate()), reference=reference)
    terms = terms_in_force(framework, timezone.localdate())
    context = {
        "framework": framework,
        "terms": terms,
        "clauses": clauses(terms.text_in(request.LANGUAGE_CODE)) if terms else [],
        "programmes": programmes_with_levels(framework, timezone.localdate()),
        "resellers": framework.resellers.filter(is_active=True),
        "today": timezone.localdate(),
    }
    return render(request, "frameworks/framework.html", context)
