"""Reforms at every stage, among organisations that nothing else is about."""

import json
from dataclasses import dataclass

from django.utils import timezone

from agreements.models import Accession, ReformPlan
from agreements.reforms import actions
from agreements.reforms.drafting import draft_plan
from agreements.reforms.preview import fingerprint
from tests import agreement_factories as make
from tests.cast import user
from tests.factories import municipality_number, organisation


@dataclass(frozen=True)
class Reforms:
    """A draft that divides, one to carry out, one that merged two with overlapping agreements."""

    drafted: ReformPlan
    approved: ReformPlan
    renumbered: ReformPlan
    merged: ReformPlan
    overlap: Accession


def party(body, **more):
    """An organisation as a plan names it."""
    return {"organisation_number": body.organisation_number} | more


def facts(kind, **parties):
    """A plan of today."""
    return {
        "title": f"Reform {kind}",
        "kind": kind,
        "takes_effect_on": timezone.localdate(),
        "decision": "Kgl.res. 1. juni",
    } | parties


def drafted(facts, *, by):
    """A draft."""
    return draft_plan(facts, by=by, now=timezone.now())


def approved(facts, *, cast):
    """A plan that Kari has drafted and Knut approved."""
    plan = drafted(facts, by=cast.kari)
    approve(plan, by=cast.knut, now=timezone.now())
    return plan


def carried_out(facts, *, cast):
    """A reform that has happened."""
    plan = approved(facts, cast=cast)
    actions.carry_out(plan, by=cast.kari, now=timezone.now())
    return plan


def member(framework, name, *, cast):
    """An organisation with ten licences under an agreement of its own."""
    body = organisation(name=name)
    signatory = user(f"signatur@{body.pk}.example", name=f"Sol {name}")
    accession = make.accession(body, framework, by=signatory, officer=cast.kari)
    agreement = make.volume_licence_agreement(accession, by=signatory)
    make.ledger_entry(agreement, make.product(framework), by=signatory)
    return body


def renumbering(body, number, new):
    """The facts of an organisation that gets another municipality number."""
    municipality_number(organisation=body, number=number)
    return facts("renumbering", renumbered=[party(body, municipality_number=new)])


def reforms(framework, neighbour, *, cast):
    """One reform of every stage, between two members and a neighbour."""
    stays, goes = (member(framework, name, cast=cast) for name in ("Storvik", "Lillevik"))
    merger = facts("merger", predecessors=[party(goes)], successors=[party(stays)])
    boundary = facts("boundary", predecessors=[party(stays)], successors=[party(neighbour)])
    return Reforms(
        merged=carried_out(merger, cast=cast),
        renumbered=carried_out(renumbering(stays, "9803", "9804"), cast=cast),
        approved=approved(renumbering(neighbour, "9801", "9802"), cast=cast),
        drafted=drafted(boundary, by=cast.kari),
        overlap=stays.accessions.get(),
    )


def written(**lists):
    """What the form of a new reform sends of its organisations: {list: [{field: text}]}."""
    sent = {}
    for name in ("predecessors", "successors", "renumbered"):
        rows = lists.get(name, [])
        sent |= {f"{name}-TOTAL_FORMS": len(rows) + 1, f"{name}-INITIAL_FORMS": 0}
        for n, row in enumerate(rows):
            sent |= {f"{name}-{n}-{field}": text for field, text in row.items()}
    return sent


def approve(plan, *, by, now):
    """Approve a plan as it is."""
    actions.approve_plan(plan, by=by, seen=fingerprint(plan), now=now)


def file_of(tmp_path, facts):
    """The path of a file that holds the facts of a plan."""
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(facts), encoding="utf-8")
    return str(path)
