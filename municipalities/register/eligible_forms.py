"""Which organisation forms of Enhetsregisteret may join, and why others may not.

Framework agreements are for municipalities, county municipalities and enterprises they control.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from municipalities.texts import Text

ELIGIBLE_FORMS = {"KOMM", "FYLK", "KF", "FKF", "IKS"}
FORMS_NEEDING_CONTROL = {"AS", "SA", "STI", "BA", "ANNA", "KO", "SÆR", "ORGL", "KTRF"}
"""Where KS has seen that municipalities control the enterprise."""

SENTENCES = {
    "KIRK": _(
        "Parishes of the Church of Norway are no part of the municipality, and cannot join. The "
        "church has agreements of its own."
    ),
    "BEDR": _("This is the number of a sub-unit. Use that of the organisation it belongs to."),
    "AAFY": _("This is the number of a sub-unit. Use that of the organisation it belongs to."),
    "STAT": _("State bodies cannot join. The state has agreements of its own."),
    "SF": _("State enterprises cannot join. The state has agreements of its own."),
}
OTHER_FORM_SENTENCE = _(
    "The organisation form %(form)s is none that municipalities control. Only municipalities, "
    "county municipalities and their enterprises can join. Ask KS if this is wrong."
)


def ineligibility_reason(form) -> Text:
    """Why an organisation of this form cannot join, as a sentence; "" where it can."""
    if form in ELIGIBLE_FORMS | FORMS_NEEDING_CONTROL:
        return ""
    return SENTENCES.get(form) or OTHER_FORM_SENTENCE % {"form": form}


def validate_organisation_form(form) -> None:
    """Refuse a form that cannot join, with the sentence that says why."""
    if why := ineligibility_reason(form):
        raise ValidationError(why, code="form_not_eligible")
