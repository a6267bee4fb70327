"""The way from a new draft to its announcement, as its page shows it."""

from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db.models import Field
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agreements.framework_administration.missing import Step, missing_in
from agreements.frameworks.models import Ceiling, FrameworkAgreement, Option
from agreements.frameworks.queries import basis_of, ceilings_of
from agreements.price_levels.models import Programme
from agreements.price_levels.queries import programmes_with_levels
from municipalities import formatting
from municipalities.confirmation import Fact, fact
from municipalities.register.models import Organisation


@dataclass(frozen=True)
class DraftStep:
    """A step: where it is filled in, what is there, and what it lacks as sentences."""

    step: Step
    url: str
    facts: tuple[Fact, ...]
    missing: tuple[str, ...]

    @property
    def is_done(self) -> bool:
        """Whether the step lacks nothing."""
        return not self.missing


def steps_of(framework: FrameworkAgreement, on: date) -> list[DraftStep]:
    """Every step of a draft, in order, with what is missing for an announcement on a day."""
    missing = missing_in(framework, on)
    return [
        DraftStep(
            step=step,
            url=reverse(f"ks_draft_{step}", args=[framework.reference]),
            facts=tuple(one for one in facts_of(framework) if one.texts),
            missing=tuple(one.sentence for one in missing if one.step == step),
        )
        for step, facts_of in FACTS.items()
    ]


def _parties(framework: FrameworkAgreement):
    yield fact(_("Name"), framework.name)
    yield fact(_("Contract number"), framework.contract_number)
    yield fact(_("Supplier"), framework.supplier.name)
    yield fact(_("Resellers"), *framework.resellers.all())


def _dates(framework: FrameworkAgreement):
    yield fact(_("In force"), _days(framework.starts_on, framework.ends_on))
    opens, closes = framework.accession_opens_on, framework.accession_closes_on
    yield fact(_("Open for accession"), _days(opens, closes))
    options = framework.options.all()
    yield fact(_("Options"), *(_option(option) for option in options))
    yield fact(_("Reason for more than four years"), framework.long_term_reason)


def _basis(framework: FrameworkAgreement):
    """Nothing before it is recorded: the kinds that a draft begins with are nobody's choice."""
    basis = basis_of(framework)
    if basis is None:
        return
    yield fact(_("Notice"), f"{basis.notice_reference}, {formatting.day(basis.notice_date)}")
    kinds = (Organisation.Kind(kind).label for kind in basis.covered_kinds)
    yield fact(_("Kinds the notice covers"), *kinds)
    yield fact(_("Named in the notice"), *basis.covered_organisations.all())
    yield fact(_("Kinds that may join"), *framework.eligible_kind_names)


def _ceilings(framework: FrameworkAgreement):
    for ceiling in ceilings_of(framework):
        yield fact(ceiling.lot or _("The whole agreement"), _maximum(ceiling), _estimate(ceiling))


def _maximum(ceiling: Ceiling) -> str:
    parts = [formatting.kroner(ceiling.maximum_value)]
    if ceiling.maximum_quantity is not None:
        units = formatting.whole(ceiling.maximum_quantity)
        parts.append(_("%(count)s units") % {"count": units})
    text = ", ".join(part for part in parts if part)
    return _("At most %(amount)s") % {"amount": text} if text else ""


def _estimate(ceiling: Ceiling) -> str:
    value = formatting.kroner(ceiling.estimated_value)
    return _("Estimate: %(estimate)s.") % {"estimate": value} if value else ""


def _programmes(framework: FrameworkAgreement):
    for programme in programmes_with_levels(framework, framework.first_day):
        levels = (
            _("%(level)s from %(minimum)s")
            % {"level": step.level, "minimum": formatting.whole(step.minimum)}
            for step in programme.levels
        )
        months = _("%(months)s months") % {"months": programme.term_months}
        yield fact(
            programme.name,
            months,
            programme.get_counting_basis_display(),
            programme.get_level_measure_display(),
            ", ".join(levels),
            *_rights(programme),
        )


def _rights(programme: Programme):
    """What else a programme gives its members, in the words of its form."""
    for name in ("pools_volume", "has_true_up", "allows_subscription_decrease"):
        if getattr(programme, name):
            yield _label(name)
    for name in ("renewal_months", "notice_months"):
        if getattr(programme, name):
            yield f"{_label(name)}: {getattr(programme, name)}"


def _label(name: str) -> str:
    """What the form of a programme calls a column."""
    return capfirst(str(cast(Field, Programme._meta.get_field(name)).verbose_name))


def _texts(framework: FrameworkAgreement):
    yield fact(_("Summary in Bokmål"), framework.summary_nb)
    yield fact(_("Summary in Nynorsk"), framework.summary_nn)
    for terms in framework.terms_versions.all():
        yield fact(_("Terms"), _version(terms), *_lengths(terms))


def _version(terms) -> str:
    day = formatting.day(terms.valid_from)
    return _("Version %(version)s, valid from %(day)s") % {"version": terms.version, "day": day}


def _lengths(terms):
    """How long each text is: enough to see that it is there, without reading it all."""
    for language, text in ((_("Bokmål"), terms.text_nb), (_("Nynorsk"), terms.text_nn)):
        words = formatting.whole(len(text.split()))
        yield _("%(language)s: %(words)s words") % {"language": language, "words": words}


def _option(option: Option) -> str:
    days = {
        "end": formatting.day(option.extends_to),
        "decide_by": formatting.day(option.decide_by),
    }
    return _("To %(end)s, decide by %(decide_by)s") % days


def _days(first, last) -> str:
    return f"{formatting.day(first)}–{formatting.day(last)}"


FACTS = {
    Step.PARTIES: _parties,
    Step.DATES: _dates,
    Step.BASIS: _basis,
    Step.CEILINGS: _ceilings,
    Step.PROGRAMMES: _programmes,
    Step.TEXTS: _texts,
}
