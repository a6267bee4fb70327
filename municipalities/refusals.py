"""Telling a person why something was refused."""

from contextlib import contextmanager

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext


def show_refusal(request: HttpRequest, refusal) -> None:
    """Show each sentence of a ValidationError on the next page."""
    for sentence in refusal.messages:
        messages.error(request, sentence)


@contextmanager
def show_outcome(request: HttpRequest, *, done):
    """Say on the next page how an act went: `done`, or each sentence of its ValidationError."""
    try:
        yield
    except ValidationError as refusal:
        show_refusal(request, refusal)
    else:
        messages.success(request, done)


def add_refusal(form, refusal) -> None:
    """Show a refused action on its form: at the field it names, or above all fields."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def shown_error(error: str) -> str:
    """An error that was kept, for who reads it now: our own sentences in the reader's language."""
    return gettext(error) if error else ""


def refusal_text(error) -> str:
    """What an error says, on one line: of a refusal its sentences."""
    words = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    return words or type(error).__name__
