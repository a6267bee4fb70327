"""What tests of reforms start from: a framework agreement, and two who become one."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import timezone

from agreements.reforms import actions
from agreements.reforms.drafting import draft_plan
from municipalities.models import User
from tests import agreement_factories as make
from tests.factories import municipality_number, organisation
from tests.reforms import approve


@pytest.fixture
def member(cast, framework, office):
    """A function that makes an organisation with an accession, an agreement and licences."""

    def make_member(name, *, licences=0, number=None, framework=framework, product=office):
        body = organisation(name=name)
        if number:
            municipality_number(organisation=body, number=number)
        signatory = User.objects.create_user(f"signatur@{body.pk}.example", name=f"Sol {name}")
        accession = make.accession(body, framework, by=signatory, officer=cast.kari)
        agreement = make.volume_licence_agreement(accession, by=signatory)
        if licences:
            make.ledger_entry(
                agreement, product, by=signatory, quantity=licences, valid_from=date(2026, 1, 1)
            )
        return SimpleNamespace(
            organisation=body, accession=accession, agreement=agreement, signatory=signatory
        )

    return make_member


@pytest.fixture
def reform(cast):
    """Functions that draft a plan as Kari, approve it as Knut, and carry it out."""

    def facts(kind, predecessors=(), successors=(), **more):
        def parties(bodies):
            return [
                body
                if isinstance(body, dict)
                else {"organisation_number": body.organisation_number}
                for body in bodies
            ]

        return {
            "title": "Reformen",
            "kind": kind,
            "takes_effect_on": timezone.localdate().isoformat(),
            "decision": "Kgl.res. 1. juni",
            "predecessors": parties(predecessors),
            "successors": parties(successors),
        } | more

    def draft(*args, **more):
        return draft_plan(facts(*args, **more), by=cast.kari, now=timezone.now())

    def approved(*args, **more):
        plan = draft(*args, **more)
        approve(plan, by=cast.knut, now=timezone.now())
        return plan

    def carried_out(*args, **more):
        plan = approved(*args, **more)
        actions.carry_out(plan, by=cast.kari, now=timezone.now())
        return plan

    def reverse(plan):
        actions.reverse_plan(plan, by=cast.kari, reason="Feil dag", now=timezone.now())

    return SimpleNamespace(
        facts=facts, draft=draft, approved=approved, carried_out=carried_out, reverse=reverse
    )
