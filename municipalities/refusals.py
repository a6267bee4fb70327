"""Telling a person why something was refused."""

from django.contrib import messages


def say_refusal(request, refusal):
    """Show each sentence of a ValidationError on the next page."""
    for sentence in refusal.messages:
        messages.error(request, sentence)
