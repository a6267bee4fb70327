"""Pages for what went wrong, in plain Norwegian and under the same strict CSP."""

import secrets

from django.http import HttpResponseServerError
from django.http.response import HttpResponse
from django.shortcuts import render
from django.template import loader


def csrf_failure(request, reason="") -> HttpResponse:
    """A form that was open too long, or sent from another site."""
    return render(request, "403_csrf.html", status=403)


def server_error(request) -> HttpResponseServerError:
    """A fault of ours. The page shows the number that stands in the log line (logs.py).

    The template gets no request: its context could ask the database, which may be what fails.
    """
    request.error_number = new_error_number()
    page = loader.get_template("500.html").render({"error_number": request.error_number})
    return HttpResponseServerError(page)


def new_error_number() -> str:
    """Eight digits, which a person can read out: 4821-0937."""
    digits = f"{secrets.randbelow(10**8):08}"
    return f"{digits[:4]}-{digits[4:]}"
