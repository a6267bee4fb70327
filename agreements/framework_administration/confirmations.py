"""What a case officer is shown before a framework agreement is announced, or its maximum lifted."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.framework_administration.ceiling_amendments import check_second_officer
from agreements.framework_administration.draft_steps import steps_of
from agreements.framework_administration.missing import missing_in
from agreements.frameworks.clauses import BETWEEN_BLOCKS
from agreements.frameworks.models import Ceiling, CeilingAmendment, FrameworkAgreement
from municipalities import formatting
from municipalities.confirmation import Confirmation, fact
from municipalities.people.models import User


def announcement_confirmation(framework: FrameworkAgreement, *, on: date) -> Confirmation:
    """What announcing a draft on a day does; what is missing stands in its refusals."""
    return Confirmation(
        heading=_("Announce %(agreement)s") % {"agreement": framework.name},
        button=_("Announce the agreement"),
        facts=(
            *(one for step in steps_of(framework, on) for one in step.facts),
            *_full_terms(framework),
        ),
        consequences=(
            _("Everybody sees the public page at once. It cannot be made a draft again."),
            _("Dates then move only by a change with a reason, and a new text is a new version."),
            _("KS Lisens sends no e-mail about this. Invite those that may join afterwards."),
            *_about_prices(framework),
        ),
        refusals=tuple(one.sentence for one in missing_in(framework, on)),
    )


def _full_terms(framework: FrameworkAgreement):
    """What nobody can rewrite afterwards, to be read in full before."""
    for terms in framework.terms_versions.all():
        yield fact(_("Terms in Bokmål"), *_blocks(terms.text_nb))
        yield fact(_("Terms in Nynorsk"), *_blocks(terms.text_nn))


def _about_prices(framework: FrameworkAgreement):
    if not framework.price_lists.exists():
        yield _("There is no price list yet. Nothing can be ordered before there is one.")


def publication_confirmation(terms) -> Confirmation:
    """What publishing new terms of an announced agreement does."""
    return Confirmation(
        heading=_("Publish version %(version)s of the terms") % {"version": terms.version},
        button=_("Publish the terms"),
        facts=(
            fact(_("Framework agreement"), terms.framework.name),
            fact(_("Valid from"), formatting.day(terms.valid_from)),
            fact(_("Terms in Bokmål"), *_blocks(terms.text_nb)),
            fact(_("Terms in Nynorsk"), *_blocks(terms.text_nn)),
        ),
        consequences=(
            _("Who joins from that day on signs this text. Who has joined keeps what was signed."),
            _("The text cannot be changed afterwards. A new text is a new version."),
            _("KS Lisens sends no e-mail about this."),
        ),
    )


def ceiling_override_confirmation(
    ceiling: Ceiling, *, extra_value, extra_quantity, reason: str
) -> Confirmation:
    """What letting more through a ceiling does: the maximum now, and from then on."""
    value = _kroner(ceiling.allowed_value), _kroner(ceiling.allowed_value, extra_value)
    units = _units(ceiling.allowed_quantity), _units(ceiling.allowed_quantity, extra_quantity)
    return Confirmation(
        heading=_("Let more through: %(agreement)s") % {"agreement": _name(ceiling)},
        button=_("Let more through"),
        facts=(
            fact(_("Framework agreement"), ceiling.framework.name),
            fact(_("Lot"), ceiling.lot or ""),
            fact(_("Most value now"), value[0]),
            fact(_("Most value afterwards"), value[1] if extra_value else ""),
            fact(_("Most units now"), units[0]),
            fact(_("Most units afterwards"), units[1] if extra_quantity else ""),
            fact(_("Ordered so far"), *_ordered(ceiling), is_background=True),
            fact(_("Reason"), reason),
        ),
        consequences=(
            _("Members can order up to the new maximum at once. It cannot be taken back here."),
            _("Your name and the reason are kept permanently."),
        ),
        is_harmful=True,
    )


def _blocks(text: str):
    return BETWEEN_BLOCKS.split(text.replace("\r\n", "\n"))


def ceiling_amendment_confirmation(amendment: CeilingAmendment, *, by: User) -> Confirmation:
    """What a proposed maximum does when it is confirmed; refused to whoever proposed it."""
    ceiling = amendment.ceiling
    return Confirmation(
        heading=_("Confirm a new maximum: %(agreement)s") % {"agreement": _name(ceiling)},
        button=_("Confirm the new maximum"),
        facts=(
            fact(_("Framework agreement"), ceiling.framework.name),
            fact(_("Lot"), ceiling.lot or ""),
            fact(_("Maximum value now"), _kroner(ceiling.maximum_value)),
            fact(_("Maximum value afterwards"), _kroner(amendment.new_value)),
            fact(_("Maximum quantity now"), _units(ceiling.maximum_quantity)),
            fact(_("Maximum quantity afterwards"), _units(amendment.new_quantity)),
            fact(_("Let through beyond the maximum"), *_let_through(ceiling)),
            fact(_("Ordered so far"), *_ordered(ceiling), is_background=True),
            fact(_("Reason"), amendment.reason),
            fact(_("Proposed by"), amendment.proposed_by.name),
        ),
        consequences=(
            _("Members can order up to the new maximum at once."),
            _("Your name, your colleague's name and the reason are kept permanently."),
        ),
        refusals=tuple(_refusals(amendment, by)),
        is_harmful=True,
    )


def _refusals(amendment: CeilingAmendment, by: User):
    if not amendment.is_waiting:
        yield _("This is already confirmed or withdrawn.")
        return
    try:
        check_second_officer(amendment, by)
    except ValidationError as refusal:
        yield from refusal.messages


def _let_through(ceiling: Ceiling):
    if ceiling.extra_value:
        yield formatting.kroner(ceiling.extra_value)
    if ceiling.extra_quantity:
        yield _("%(count)s units") % {"count": formatting.whole(ceiling.extra_quantity)}


def _name(ceiling: Ceiling) -> str:
    return str(ceiling.lot or ceiling.framework.name)


def _kroner(allowed, extra=0) -> str:
    return "" if allowed is None else formatting.kroner(allowed + extra)


def _units(allowed, extra=0) -> str:
    return "" if allowed is None else formatting.whole(allowed + extra)


def _ordered(ceiling: Ceiling):
    yield formatting.kroner(ceiling.used_value)
    yield _("%(count)s units") % {"count": formatting.whole(ceiling.used_quantity)}
