"""Joining a framework agreement, KS' answer, and drawing up the organisation's own agreement."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.accessions.eligibility import check_may_join
from agreements.accessions.mail import tell_signatory
from agreements.accessions.models import Accession, VolumeLicenceAgreement
from agreements.frameworks.queries import price_level_for, terms_in_force
from agreements.periods import last_day_of_term
from municipalities import formatting
from municipalities.register.models import Organisation


@transaction.atomic
def sign_accession(organisation, framework, *, by, grounds, now):
    """Join the framework agreement with the signature of `by`.

    `grounds` holds the form's grounds, grounds_reference and terms_version: the version that was
    read must be the one in force. Signing twice at once is one signature: the organisation's row
    is locked while the gate looks.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    today = timezone.localdate(now)
    check_may_join(organisation, framework, on=today)
    terms = terms_in_force(framework, today)
    if terms is None or terms.pk != grounds["terms_version"]:
        raise ValidationError(
            _("The terms have changed since you opened the page. Read them and sign again."),
            code="terms_changed",
        )
    accession = Accession(
        organisation=organisation,
        framework=framework,
        terms_version=terms,
        grounds=grounds["grounds"],
        grounds_reference=grounds["grounds_reference"],
        signed_at=now,
        signed_by=by,
        signed_name=by.name,
    )
    accession.full_clean(exclude=["organisation", "framework", "terms_version", "signed_by"])
    accession.save()
    return accession


@transaction.atomic
def countersign_accession(accession, *, by, now):
    """Put KS' name under a signed accession; it is in force from now."""
    if accession.signed_by_id == by.pk:
        raise ValidationError(
            _("You signed this accession yourself. A colleague must countersign."),
            code="own_signature",
        )
    _decide(accession, countersigned_at=now, countersigned_by=by, countersigned_name=by.name)


@transaction.atomic
def reject_accession(accession, *, by, reason, now):
    """Refuse a signed accession with a reason that the organisation sees."""
    _decide(accession, rejected_at=now, rejected_by=by, rejection_reason=reason)


def _decide(accession, **fields):
    """Write the one decision; of two at the same moment the second is refused."""
    undecided = Accession.objects.filter(pk=accession.pk, countersigned_at=None, rejected_at=None)
    if not undecided.update(**fields):
        raise ValidationError(_("This accession is already decided."), code="already_decided")
    accession.refresh_from_db()
    tell_signatory.enqueue(accession.pk)


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
        drawn_up_at=now,
        drawn_up_by=by,
        **terms,
    )
    agreement.full_clean(exclude=["accession", "drawn_up_by"])
    agreement.save()
    return agreement


def _check_may_draw_up(accession, terms):
    framework = accession.framework
    if not accession.countersigned_at:
        raise ValidationError(_("KS has not countersigned yet."), code="accession_not_in_force")
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
