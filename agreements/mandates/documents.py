"""What a signatory is shown before a mandate is given."""

from django.utils import translation
from django.utils.translation import gettext as _

from agreements.mandates.states import Powers
from agreements.signing.port import Offer
from municipalities import formatting
from municipalities.register.models import Organisation


def mandate_offer(owner: Organisation, facts, *, language: str) -> Offer:
    """The text of a mandate, and the sentence the owner's signatory agrees to."""
    with translation.override(language):
        lines = [
            _("Mandate to order on behalf of another"),
            _("From: %(party)s") % {"party": _party(owner)},
            _("To: %(party)s") % {"party": _party(facts["representative"])},
            _("What they may do: %(powers)s") % {"powers": Powers(facts["powers"]).label},
            _("Under: %(agreements)s") % {"agreements": _agreements(facts["frameworks"])},
            _("From %(first)s to %(last)s, both days included.")
            % {
                "first": formatting.day(facts["starts_on"]),
                "last": formatting.day(facts["ends_on"]),
            },
            _("What is ordered is ours, and we pay for it. We can revoke the mandate at any time."),
        ]
        consent = _("We give this mandate.")
    return Offer(text="\n".join(lines), consent_text=consent)


def _party(organisation: Organisation) -> str:
    number = formatting.organisation_number(organisation.organisation_number)
    return f"{organisation.name} ({number})"


def _agreements(frameworks) -> str:
    named = ", ".join(f"{framework.name} ({framework.reference})" for framework in frameworks)
    return named or _("every framework agreement")
