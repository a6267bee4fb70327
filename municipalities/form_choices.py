"""What a field of a form lets people choose among, where that is known only with the request."""

from typing import cast

from django.db.models import QuerySet
from django.forms import BaseForm, ChoiceField, ModelChoiceField


def offer_rows(form: BaseForm, name: str, rows: QuerySet) -> None:
    """Let the field of this name choose among these rows, and no others."""
    cast(ModelChoiceField, form.fields[name]).queryset = rows


def offer_choices(form: BaseForm, name: str, choices: list[tuple]) -> None:
    """Let the field of this name choose among these (value, label), and no others."""
    cast(ChoiceField, form.fields[name]).choices = choices
