"""Pages for what went wrong, in plain Norwegian and under the same strict CSP."""

from django.shortcuts import render


def csrf_failure(request, reason=""):
    """A form that was open too long, or sent from another site."""
    return render(request, "403_csrf.html", status=403)
