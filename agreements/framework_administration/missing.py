"""What a draft of a framework agreement lacks before it can be announced: the one list.

The draft's own page shows it, and the act that announces asks it again.
"""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.frameworks.models import Ceiling, FrameworkAgreement
from agreements.frameworks.queries import (
    basis_of,
    ceilings_of,
    products_outside_lots,
    terms_in_force,
)
from agreements.price_levels.levels import has_levels, with_levels
from municipalities import formatting
from municipalities.register.models import Organisation


class Step(models.TextChoices):
    """A part of the way from a new draft to its announcement, in order."""

    PARTIES = "parties", gettext_lazy("Agreement, supplier and resellers")
    DATES = "dates", gettext_lazy("Dates")
    BASIS = "basis", gettext_lazy("Notice, and who may join")
    CEILINGS = "ceilings", gettext_lazy("Lots and ceilings")
    PROGRAMMES = "programmes", gettext_lazy("Programmes and price levels")
    TEXTS = "texts", gettext_lazy("Summary and terms")


@dataclass(frozen=True)
class Missing:
    """Something that a step lacks, and the sentence that says what to do."""

    step: Step
    sentence: str


def missing_in(framework: FrameworkAgreement, on: date) -> list[Missing]:
    """What the agreement lacks before it can be announced on a day, in the order of the steps."""
    return [
        Missing(step, sentence)
        for step, find in FINDERS.items()
        for sentence in find(framework, on)
    ]


def _in_parties(framework: FrameworkAgreement, on: date):
    if not framework.contract_number:
        yield _("Fill in the contract number.")
    if not framework.supplier.is_active:
        yield _("The supplier is inactive. Choose another, or make it active again.")
    if not framework.resellers.filter(is_active=True).exists():
        yield _("Choose at least one reseller that takes new orders.")


def _in_dates(framework: FrameworkAgreement, on: date):
    if framework.accession_opens_on < on:
        yield _("Accession was to open on %(day)s. Choose today or a later day.") % {
            "day": formatting.day(framework.accession_opens_on)
        }


def _in_basis(framework: FrameworkAgreement, on: date):
    basis = basis_of(framework)
    if basis is None:
        yield _("Record the notice that the agreement rests on.")
    elif not basis.covered_kinds and not basis.covered_organisations.exists():
        yield _("Choose whom the notice covers: kinds, or organisations by name.")
    elif kinds := _kinds_outside(framework, basis):
        yield _("The notice covers none of these kinds, so they cannot join: %(kinds)s.") % {
            "kinds": ", ".join(str(Organisation.Kind(kind).label) for kind in kinds)
        }


def _kinds_outside(framework: FrameworkAgreement, basis):
    """The kinds that may join although the notice neither covers them nor names one of them."""
    named = set(basis.covered_organisations.values_list("kind", flat=True))
    covered = {*basis.covered_kinds, *named}
    return [kind for kind in framework.eligible_kinds if kind not in covered]


def _in_ceilings(framework: FrameworkAgreement, on: date):
    ceilings = {ceiling.lot: ceiling for ceiling in ceilings_of(framework)}
    if not _states_a_maximum(ceilings.get(None)):
        yield _("Write the most that the notice allows under the whole agreement.")
    for lot in framework.lots.all():
        if not _states_a_maximum(ceilings.get(lot)):
            yield _("Write the most that the notice allows under the lot %(lot)s.") % {"lot": lot}
    if number := products_outside_lots(framework).count():
        yield ngettext(
            "%(number)s product has no lot, and cannot be ordered. Give it one.",
            "%(number)s products have no lot, and cannot be ordered. Give them one.",
            number,
        ) % {"number": number}


def _states_a_maximum(ceiling: Ceiling | None) -> bool:
    """Whether a notice with this ceiling says where the agreement is spent (CJEU C-23/20)."""
    maximums = (ceiling.maximum_value, ceiling.maximum_quantity) if ceiling else ()
    return any(maximum is not None for maximum in maximums)


def _in_programmes(framework: FrameworkAgreement, on: date):
    programmes = list(with_levels(framework.programmes.all()))
    if not programmes:
        yield _("Make at least one programme.")
    for programme in programmes:
        if not has_levels(programme, framework.first_day):
            yield _("The programme %(programme)s has no price levels. Fill them in.") % {
                "programme": programme
            }


def _in_texts(framework: FrameworkAgreement, on: date):
    if not framework.summary_nb or not framework.summary_nn:
        yield _("Write the summary in both languages.")
    terms = terms_in_force(framework, framework.accession_opens_on)
    if terms is None or not terms.text_nb or not terms.text_nn:
        yield _("Write the terms in both languages.")


FINDERS = {
    Step.PARTIES: _in_parties,
    Step.DATES: _in_dates,
    Step.BASIS: _in_basis,
    Step.CEILINGS: _in_ceilings,
    Step.PROGRAMMES: _in_programmes,
    Step.TEXTS: _in_texts,
}
"""By step: what finds the sentences about it."""


def check_complete(framework: FrameworkAgreement, on: date) -> None:
    """Refuse a draft that lacks something, with a sentence for each. Raises ValidationError."""
    missing = missing_in(framework, on)
    if missing:
        raise ValidationError(
            [ValidationError(one.sentence, code="draft_incomplete") for one in missing]
        )
