"""What load_demo writes in bulk is what the actions would have written, column by column."""

import pytest
from django.forms.models import model_to_dict

from agreements.accessions import actions as accessions
from agreements.accessions.documents import accession_offer
from agreements.accessions.drawing_up import draw_up_agreement
from agreements.dispatch import sending
from agreements.dispatch.sending import mark_sent
from agreements.models import Accession, Dispatch, LedgerEntry, Order, VolumeLicenceAgreement
from agreements.reseller_answers import actions as reseller_answers_actions
from municipalities.models import Membership, Organisation
from tests import agreement_factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.load, pytest.mark.usefixtures("loaded")]


def columns(row, *, but=()):
    """Every column of a row but its key and those that must differ."""
    differ = {row._meta.pk.attname, *but}
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in differ
    }


def rows(queryset, *, but=()):
    """The columns of many rows."""
    return [columns(row, but=but) for row in queryset]


def place_again(order):
    """The same order through the actions: same people, same moments, same products."""
    moments = {step.state: step.at for step in order.steps.all()}
    agreement = order.volume_licence_agreement
    lines = {line.product: line.quantity for line in reversed(order.lines.all())}
    twin = make.order(
        agreement,
        by=order.submitted_by,
        lines=lines,
        now=moments["submitted"],
        buyer_reference=order.buyer_reference,
        cost_centre=order.cost_centre,
    )
    dispatch = sending.approve_order(twin, by=order.approved_by, now=moments["approved"])
    Dispatch.objects.filter(pk=dispatch.pk).update(claimed_at=order.dispatch.claimed_at)
    mark_sent(dispatch, by=None, now=moments["sent"])
    twin.refresh_from_db()
    reference = order.reseller_reference
    reseller_answers_actions.confirm_order(
        twin, by=order.submitted_by, reseller_reference=reference, now=moments["confirmed"]
    )
    return twin


@pytest.mark.parametrize("reference", ["microsoft", "linpro"])
def test_an_order_made_in_bulk_equals_one_made_by_the_actions(reference):
    order = Order.objects.filter(
        state="confirmed", volume_licence_agreement__accession__framework__reference=reference
    ).latest("pk")
    twin = place_again(order)
    assert columns(twin, but=["sequence", "submission_key"]) == columns(
        order, but=["sequence", "submission_key"]
    )
    for related in (twin.lines, twin.steps):
        own = getattr(order, related.field.remote_field.related_name)
        assert rows(related.all(), but=["order_id"]) == rows(own.all(), but=["order_id"])
    assert columns(twin.dispatch, but=["order_id"]) == columns(order.dispatch, but=["order_id"])
    posted, own = (
        LedgerEntry.objects.filter(order_line__order=one).order_by("order_line__position")
        for one in (twin, order)
    )
    assert rows(posted, but=["order_line_id"]) == rows(own, but=["order_line_id"])


def sign_like(accession, newcomer):
    """The same signature for an organisation where the same people have the same roles."""
    people = {accession.signed_by, accession.first_contact, accession.second_contact}
    for role in Membership.objects.filter(
        organisation=accession.organisation, user__in=people, ended_at=None
    ):
        role.pk, role.organisation = None, newcomer
        role.save()
    answers = ["grounds", "grounds_reference", "budget_authority"]
    return accessions.sign_accession(
        newcomer,
        accession.framework,
        by=accession.signed_by,
        submission={
            **model_to_dict(accession, answers),
            "shown_sha256": accession_offer(
                newcomer, accession.terms_version, language="nb"
            ).sha256,
            "first_contact": accession.first_contact,
            "second_contact": accession.second_contact,
        },
        proof=make.proof(accession.signed_by),
        now=accession.signed_at,
    )


def seen_in(accession):
    """The conditions kept with each act, but for the kind of the organisation: each has its own."""
    kept = [act.conditions or [] for act in accession.acts.all()]
    return [
        [seen for seen in conditions if seen["joining_condition"] != "kind"] for conditions in kept
    ]


def test_an_accession_and_its_agreement_equal_those_made_by_the_actions():
    agreement = VolumeLicenceAgreement.objects.exclude(price_level=None).earliest("pk")
    accession = agreement.accession
    newcomer = Organisation.objects.filter(accessions=None).first()
    twin = sign_like(accession, newcomer)
    accessions.approve_accession(
        twin, by=accession.countersigned_by, now=accession.countersigned_at
    )
    accessions.countersign_accession(
        twin,
        by=accession.countersigned_by,
        proof=make.proof(accession.countersigned_by),
        now=accession.countersigned_at,
    )
    twin = Accession.objects.get(pk=twin.pk)
    assert columns(twin, but=["organisation_id"]) == columns(accession, but=["organisation_id"])
    # Nobody has signed the demonstration
    differ = ["accession_id", "signature_id", "conditions"]
    assert rows(twin.acts.all(), but=differ) == rows(accession.acts.all(), but=differ)
    assert seen_in(twin) == seen_in(accession)
    fields = ("programme", "reseller", "counting_basis", "counted_quantity", "starts_on")
    drawn_up = draw_up_agreement(
        twin,
        by=agreement.drawn_up_by,
        terms={field: getattr(agreement, field) for field in fields},
        now=agreement.drawn_up_at,
    )
    differ = ["accession_id", "number"]
    assert columns(drawn_up, but=differ) == columns(agreement, but=differ)
    was, now = accession.organisation.organisation_number, newcomer.organisation_number
    assert drawn_up.number == agreement.number.replace(was, now)
