"""Drawing up the organisation's own volume licence agreement."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.accessions.models import Accession, VolumeLicenceAgreement
from agreements.accessions.states import AccessionState
from agreements.frameworks.queries import open_suspension, price_level_for
from agreements.periods import last_day_of_term
from municipalities import formatting


@transaction.atomic
def draw_up_agreement(accession, *, by, terms, now):
    """Draw up the organisation's own volume licence agreement.

    `terms` holds programme, reseller, counting_basis, counted_quantity and starts_on. The price
    level follows from the number counted and is fixed for the term. Raises ValidationError.
    """
    Accession.objects.select_for_update(no_key=True).get(pk=accession.pk)
    _check_may_draw_up(accession, terms)
    programme = terms["programme"]
    agreement = VolumeLicenceAgreement(
        accession=accession,
        number=_next_number(accession),
        price_level=_price_level(programme, terms["counted_quantity"]),
        ends_on=last_day_of_term(terms["starts_on"], months=programme.term_months),
        renewal_months=programme.renewal_months,
        notice_months=programme.notice_months,
        drawn_up_at=now,
        drawn_up_by=by,
        **terms,
    )
    agreement.full_clean(exclude=["accession", "drawn_up_by"])
    agreement.save()
    return agreement


def give_notice(agreement, *, by, now):
    """End an agreement that renews itself with the term in which the notice is in time."""
    standing = VolumeLicenceAgreement.objects.filter(
        pk=agreement.pk, notice_given_at=None, renewal_months__isnull=False
    )
    if not standing.update(notice_given_at=now, notice_given_by=by):
        raise ValidationError(
            _("Notice is given already, or the agreement ends by itself."), code="no_notice_needed"
        )
    agreement.refresh_from_db()


def _check_may_draw_up(accession, terms):
    framework = accession.framework
    if accession.state != AccessionState.COUNTERSIGNED:
        raise ValidationError(_("KS has not countersigned yet."), code="accession_not_in_force")
    if open_suspension(framework):
        raise ValidationError(
            _("The framework agreement is suspended. You can draw up agreements when it resumes."),
            code="framework_suspended",
        )
    if terms["programme"].framework_id != framework.pk:
        raise ValidationError(
            _("Choose a programme of this framework agreement."), code="programme_of_another"
        )
    if not framework.resellers.filter(pk=terms["reseller"].pk, is_active=True).exists():
        raise ValidationError(
            _("Choose a reseller that delivers under this agreement."), code="reseller_of_another"
        )
    if not framework.starts_on <= terms["starts_on"] <= framework.ends_on:
        raise ValidationError(
            _("The start must be between %(first)s and %(last)s, while the framework is in force."),
            code="starts_outside_framework",
            params={
                "first": formatting.day(framework.starts_on),
                "last": formatting.day(framework.ends_on),
            },
        )


def _price_level(programme, quantity):
    """The level the number counted gives; None where the programme has no levels."""
    level = price_level_for(programme, quantity)
    lowest = programme.price_levels.order_by("minimum_quantity").first()
    if level is None and lowest is not None:
        raise ValidationError(
            _("This programme starts at %(minimum)s. Choose another programme."),
            code="below_minimum",
            params={"minimum": lowest.minimum_quantity},
        )
    return level


def _next_number(accession):
    """The framework's reference, the organisation's number and a running number."""
    count = accession.volume_licence_agreements.count() + 1
    number = accession.organisation.organisation_number
    return f"{accession.framework.reference}-{number}-{count:02}".upper()
