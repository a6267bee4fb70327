"""Turning a cost-sharing key into values."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.framework_administration.forms import date_input
from municipalities.number_parsing import read_percent
from municipalities.register.models import Organisation

LINE = re.compile(
    r"^(?P<number>\d{3} ?\d{3} ?\d{3})[\s;:]+(?P<percent>\d{1,3}([.,]\d{1,2})?) ?%?$", re.ASCII
)
"""An organisation number, with or without spaces, and a per cent with at most two decimals."""


class KeyForm(forms.Form):
    """What the key is called, from when it holds, and each sharer's per cent, one a line."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=_("What is shared, for example: Shared servers. The same name replaces a key."),
    )
    starts_on = forms.DateField(
        label=_("From"),
        widget=date_input(),
        error_messages={"invalid": _("Write the day as day.month.year, for example 31.12.2026.")},
    )
    shares = forms.CharField(
        label=_("Shares"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "One line for each: organisation number and per cent, for example "
            "“958 935 420 62,5”. Together they make up 100."
        ),
    )

    def clean_shares(self):
        """{organisation: per cent}; what cannot be read is told line by line."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["shares"].splitlines()]
        read = [(place, LINE.match(line)) for place, line in enumerate(lines, 1) if line]
        numbers = ["".join(found["number"].split()) for _place, found in read if found]
        known = Organisation.objects.in_bulk(numbers, field_name="organisation_number")
        shares: dict[Organisation, Decimal] = {}
        refusals = []
        for place, found in read:
            try:
                organisation, percent = _share(found, known, taken=shares)
            except ValidationError as refusal:
                text = gettext("Line %(number)s: %(problem)s")
                said = text % {"number": place, "problem": refusal.messages[0]}
                refusals.append(ValidationError(said, code=refusal.code))
            else:
                shares[organisation] = percent
        if refusals:
            raise ValidationError(refusals)
        return shares


def _share(found, known, *, taken):
    """The organisation and the per cent of a line."""
    if not found:
        raise ValidationError(
            gettext("write an organisation number and a per cent."), code="line_not_read"
        )
    organisation = known.get("".join(found["number"].split()))
    if organisation is None:
        raise ValidationError(
            gettext("no organisation in the register has this number."), code="no_such_organisation"
        )
    if organisation in taken:
        raise ValidationError(gettext("this organisation is there already."), code="twice")
    percent = read_percent(found["percent"])
    if not 0 < percent <= 100:
        raise ValidationError(
            gettext("a share is more than 0 and at most 100 per cent."), code="not_a_part"
        )
    return organisation, percent
