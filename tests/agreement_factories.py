"""Factory functions for agreements: each makes saved rows, every field can be overridden.

A framework agreement comes with terms, one programme with price levels A (from 1) and B (from
1000), a reseller and a price list; products are added with `product(framework, net=...)`.
"""

import base64
import uuid
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

import pgtrigger
from django.core.files.uploadedfile import SimpleUploadedFile
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from agreements.accessions import actions as accessions
from agreements.accessions import case_actions
from agreements.accessions.documents import accession_offer
from agreements.accessions.drawing_up import draw_up_agreement
from agreements.accessions.models import AuthorityGrounds
from agreements.basket import actions as basket_actions
from agreements.basket.order_templates import save_order_as_template
from agreements.basket.prices import price_basket
from agreements.basket.queries import basket_of
from agreements.catalogue.price_lists import price_lists
from agreements.corrections.actions import correct_order
from agreements.cost_sharing.actions import record_key
from agreements.dispatch import sending
from agreements.documents import archive
from agreements.documents.codes import new_code
from agreements.framework_administration.actions import amend_framework, suspend_framework
from agreements.framework_administration.ceiling_amendments import propose_ceiling
from agreements.framework_administration.party_actions import change_order_address
from agreements.frameworks.ceilings import override_ceiling
from agreements.frameworks.queries import terms_in_force
from agreements.mandates.actions import give_mandate
from agreements.models import (
    Announcement,
    ApprovalDelegation,
    Ceiling,
    Edition,
    EligibilityBasis,
    EvidencePack,
    FrameworkAgreement,
    IssuedDocument,
    KeptDocument,
    LedgerEntry,
    LevelThreshold,
    LicenceCount,
    Lot,
    Option,
    OrderLine,
    Price,
    PriceLevel,
    PriceList,
    Product,
    Programme,
    Reseller,
    Supplier,
    TermsVersion,
    TrueUp,
    VatRate,
)
from agreements.opening_balances.actions import post_balance, upload_balance
from agreements.orders import actions as orders_actions
from agreements.orders.queries import lines_left
from agreements.orders.states import OrderState
from agreements.price_imports import actions as price_imports
from agreements.reseller_answers import actions as reseller_answers_actions
from agreements.segments.actions import add_segment
from agreements.signing.port import Proof
from agreements.trueups.actions import sign_counts
from agreements.trueups.documents import Statement, counts_offer
from agreements.trueups.queries import held_under
from municipalities.access import roles_in
from municipalities.models import Membership, Organisation, OutgoingMessage, User, WorkerHeartbeat
from municipalities.people.actions import set_order_limit
from municipalities.people.models import Role
from municipalities.people.queries import people_with_any_role, people_with_role
from tests.factories import organisation_number

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4//8/AAX+Av4N70a4AAAAAElFTkSuQmCC"
)
"""A white picture of one pixel, as a PNG."""
LAST_DAY = date(timezone.localdate().year + 2, 12, 31)
"""The last day of the framework agreements made here: two years ahead whenever tests run."""
PARTIES = count(5000)
REFERENCES = count(1)
CONTRACTS = count(1)
EDITIONS = count(1)
PART_NUMBERS = count(1)


def supplier(**overrides):
    """A fictitious supplier."""
    number = next(PARTIES)
    fields = {
        "name": f"Programhuset {number} AS",
        "organisation_number": organisation_number(number),
        "email": "avtale@programhuset.example",
    }
    return Supplier.objects.create(**fields | overrides)


def reseller(**overrides):
    """A fictitious reseller that takes orders."""
    fields = {
        "name": "Fjordforhandleren AS",
        "organisation_number": organisation_number(next(PARTIES)),
        "email": "ordre@fjordforhandleren.example",
        "place": "Bergen",
    }
    return Reseller.objects.create(**fields | overrides)


def order_address(reseller, email, *, by):
    """The reseller's orders sent to another address."""
    return change_order_address(
        reseller, email=email, reason="Nytt mottak", by=by, now=timezone.now()
    )


def framework(**overrides):
    """A framework agreement in force from 2026 to LAST_DAY and open for accession until then."""
    vat_rate()
    resellers = overrides.pop("resellers", None)
    fields = {
        "reference": f"ra-{next(REFERENCES)}",
        "contract_number": f"26/{next(CONTRACTS):05}",
        "name": "Rammeavtale om programvare",
        "starts_on": date(2026, 1, 1),
        "ends_on": LAST_DAY,
        "announced_on": date(2025, 12, 1),
        "accession_opens_on": date(2026, 1, 1),
        "accession_closes_on": LAST_DAY,
        "eligible_kinds": list(Organisation.Kind),
    } | overrides
    if "supplier" not in fields:
        fields["supplier"] = supplier()
    with pgtrigger.ignore("agreements.FrameworkAgreement:framework_begins_as_a_draft"):
        made = FrameworkAgreement.objects.create(**fields)
    made.resellers.set(resellers if resellers is not None else [reseller()])
    eligibility_basis(made)
    terms_version(made)
    programme(made)
    price_list(made)
    return made


def draft(**overrides):
    """A framework agreement that KS has not announced, and lacks nothing but that."""
    opens = timezone.localdate() + timedelta(days=30)
    fields = {"name": "Ny rammeavtale", "announced_on": None, "accession_opens_on": opens}
    made = framework(**fields | overrides)
    made.summary_nb, made.summary_nn = "Programvare til alle.", "Programvare til alle."
    made.save()
    ceiling(made, maximum_value=Decimal(1_000_000))
    return made


def announcement(framework, *, by):
    """KS announced the framework agreement just now."""
    return Announcement.objects.create(
        framework=framework, announced_at=timezone.now(), announced_by=by
    )


def option(framework, **overrides):
    """A right to extend the framework agreement by half a year, to be taken before its end."""
    fields = {
        "extends_to": framework.ends_on + timedelta(days=180),
        "decide_by": framework.ends_on - timedelta(days=90),
    }
    return Option.objects.create(framework=framework, **fields | overrides)


def suspension(framework, *, by, now=None, **overrides):
    """The framework agreement stopped for a month."""
    now = now or timezone.now()
    fields = {
        "reason": "Klage til KOFA",
        "expected_end": timezone.localdate(now) + timedelta(days=30),
    }
    return suspend_framework(framework, by=by, now=now, **fields | overrides)


def amendment(framework, *, by, **dates):
    """The framework agreement with other dates; closed for accession a day earlier by default."""
    earlier = framework.accession_closes_on - timedelta(days=1)
    dates = dates or {"accession_closes_on": earlier}
    return amend_framework(framework, dates, reason="Avtalt", by=by, now=timezone.now())


def override(organisation, framework, *, by, joining_condition="named"):
    """One joining condition waived."""
    return accessions.override_condition(
        organisation,
        framework,
        joining_condition=joining_condition,
        reason="Avklart",
        by=by,
        now=timezone.now(),
    )


def eligibility_basis(framework, **overrides):
    """A notice that covers every kind of organisation."""
    fields = {
        "notice_reference": "2025-107311",
        "notice_date": date(2025, 11, 3),
        "covered_kinds": list(Organisation.Kind),
    }
    return EligibilityBasis.objects.create(framework=framework, **fields | overrides)


def kept_document(organisation, *, by, **overrides):
    """A power of attorney that the organisation has uploaded, as it lies in the archive."""
    fields = {
        "kind": KeptDocument.Kind.POWER_OF_ATTORNEY,
        "title": "Fullmakt fra kommunedirektøren",
        "journal_reference": "26/123-4",
        "original_name": "fullmakt.png",
        "content_type": "image/png",
        "size": len(PICTURE),
        "sha256": archive.keep(PICTURE, suffix="png"),
        "uploaded_at": timezone.now(),
        "uploaded_by": by,
    }
    return KeptDocument.objects.create(organisation=organisation, **fields | overrides)


def ceiling(framework, **overrides):
    """A ceiling of the whole framework agreement with nothing stated."""
    return Ceiling.objects.create(framework=framework, **overrides)


def ceiling_amendment(ceiling, *, by, **maximums):
    """Other maximums of a ceiling, proposed by a case officer."""
    now = {
        "maximum_value": ceiling.maximum_value,
        "maximum_quantity": ceiling.maximum_quantity,
    }
    return propose_ceiling(ceiling, reason="Avtalt", by=by, now=timezone.now(), **now | maximums)


def lot(framework, **overrides):
    """The first lot of a framework agreement."""
    return Lot.objects.create(
        framework=framework, **{"number": 1, "name": "Programvare"} | overrides
    )


def ceiling_override(ceiling, *, by, **more):
    """A million more kroner let through."""
    more = {"extra_value": Decimal(1_000_000), "extra_quantity": 0, "reason": "Avtalt"} | more
    return override_ceiling(ceiling, by=by, now=timezone.now(), **more)


def terms_version(framework, **overrides):
    """Terms from the framework's first day."""
    fields = {
        "version": "1.0",
        "valid_from": framework.starts_on,
        "text_nb": "Avtalen gir rett til å bestille, ikke plikt.",
        "text_nn": "Avtala gir rett til å bestille, ikkje plikt.",
    }
    with pgtrigger.ignore("agreements.TermsVersion:terms_version_is_added_before_effect"):
        return TermsVersion.objects.create(framework=framework, **fields | overrides)


def programme(framework, *, levels=(("A", 1), ("B", 1000)), **overrides):
    """A programme of three years that renews itself, with price levels as (code, from quantity)."""
    fields = {
        "name": "Volumprogram",
        "term_months": 36,
        "counting_basis": "users",
        "renewal_months": 12,
        "notice_months": 3,
    }
    made = Programme.objects.create(framework=framework, **fields | overrides)
    for code, minimum in levels:
        price_level(made, code, minimum=minimum)
    return made


def price_level(programme, code, *, minimum, pool="", valid_from=date(2003, 12, 1)):
    """A level of the programme with a threshold; the level is made where it is missing."""
    level, _made = PriceLevel.objects.get_or_create(programme=programme, code=code)
    LevelThreshold.objects.create(
        price_level=level, pool=pool, valid_from=valid_from, minimum=minimum
    )
    return level


def price_list(framework, **overrides):
    """An empty price list from the framework's first day."""
    fields = {
        "version": "2026-01",
        "valid_from": framework.starts_on,
        "published_at": timezone.now(),
    }
    return PriceList.objects.create(framework=framework, **fields | overrides)


def read_prices(framework, content, **overrides):
    """A price file that has been read, to hold from tomorrow."""
    fields = {
        "name": "priser.csv",
        "valid_from": timezone.localdate() + timedelta(days=1),
        "by": None,
        "now": timezone.now(),
    }
    made = price_imports.store_upload(framework, content, **fields | overrides)
    price_imports.read_prices(made)
    return made


def prices_in_effect(framework, content, **overrides):
    """A price file that is the framework's newest list."""
    made = read_prices(framework, content, **overrides)
    price_imports.apply_import(made, by=None, now=timezone.now())
    return made


def price_list_in_force(framework, on):
    """The newest price list that holds on a day, or None."""
    return price_lists(framework).filter(valid_from__lte=on).first()


def product(framework, *, net="100.00", **overrides):
    """A product with one price at every level on the framework's newest list; None for no price.

    It is in the framework's first lot, where there are lots.
    """
    number = next(PART_NUMBERS)
    fields = {
        "part_number": f"269-{number:05}",
        "name": f"Kontorpakke {number}",
        "publisher": "Programhuset",
        "kind": Product.Kind.LICENCE,
        "unit": Product.Unit.EACH,
        "lot": framework.lots.first(),
    }
    made = Product.objects.create(framework=framework, **fields | overrides)
    if net is not None:
        price(made, net=net)
    return made


def without_lot(product, *orders):
    """The product, and the orders of it, as from before the framework agreement had lots."""
    with pgtrigger.ignore(
        "agreements.Product:product_keeps_a_lot",
        "agreements.OrderLine:order_line_lot_is_given_once",
    ):
        Product.objects.filter(pk=product.pk).update(lot=None)
        OrderLine.objects.filter(product=product, order__in=orders).update(lot=None)
    product.refresh_from_db()
    return product


def edition(framework, **overrides):
    """What licences of several products let one use."""
    fields = {"name": f"Tenar {next(EDITIONS)}"}
    return Edition.objects.create(framework=framework, **fields | overrides)


def price(product, *, net, **overrides):
    """The product's price on the framework's newest list."""
    fields = {"price_list": product.framework.price_lists.first(), "net": Decimal(net)}
    return Price.objects.create(product=product, **fields | overrides)


def vat_rate(**overrides):
    """The standard rate of 25 per cent, once."""
    fields = {"valid_from": date(2005, 1, 1), "percent": Decimal("25")} | overrides
    return VatRate.objects.get_or_create(valid_from=fields["valid_from"], defaults=fields)[0]


def accession_submission(organisation, framework, *, by, now=None, **overrides):
    """What the signatory fills in; the contacts are the signatory and the next colleague."""
    terms = terms_in_force(framework, timezone.localdate(now) if now else timezone.localdate())
    colleague = people_with_any_role(organisation).exclude(pk=by.pk).first()
    fields = {
        "grounds": AuthorityGrounds.DELEGATION,
        "grounds_reference": "Sak 26/123",
        "budget_authority": "Ola Nordmann, kommunedirektør",
        "first_contact": by,
        "second_contact": colleague,
        "shown_sha256": accession_offer(organisation, terms, language="nb").sha256,
    }
    return fields | overrides


def proof(person):
    """The person's presence at a screen, as the built-in signer proves it."""
    return Proof(method="built_in", name=person.name, client_address="192.0.2.7")


def signed_accession(organisation, framework, *, by, now=None, **overrides):
    """An accession that waits for KS; `by` becomes a signatory with a colleague if need be."""
    now = now or timezone.now()
    at_home(organisation, by)
    submission = accession_submission(organisation, framework, by=by, now=now, **overrides)
    return accessions.sign_accession(
        organisation, framework, by=by, submission=submission, proof=proof(by), now=now
    )


def at_home(organisation, signatory):
    """Give the organisation this signatory, and somebody else, where they are missing."""
    if Role.SIGNATORY not in roles_in(signatory, organisation):
        role(signatory, organisation, Role.SIGNATORY)
    if people_with_any_role(organisation).count() < 2:
        colleague = User.objects.create_user(f"kollega@{organisation.pk}.example", name="Kollega")
        role(colleague, organisation, Role.READER)


def role(person, organisation, role):
    """A role in force."""
    return Membership.objects.create(
        user=person,
        organisation=organisation,
        role=role,
        confirmed_at=timezone.now(),
        confirmed_by=User.objects.filter(is_case_officer=True).exclude(pk=person.pk).first(),
    )


def invitation(organisation, framework, *, by, now=None):
    """An accession that KS has invited the organisation to, with a month to answer."""
    now = now or timezone.now()
    answer_by = timezone.localdate(now) + timedelta(days=30)
    [accession], _left_out = case_actions.invite_organisations(
        framework, [organisation], answer_by=answer_by, by=by, now=now
    )
    return accession


def approved_accession(organisation, framework, *, by, officer, now=None):
    """An accession that waits for KS' signature."""
    now = now or timezone.now()
    made = signed_accession(organisation, framework, by=by, now=now)
    accessions.approve_accession(made, by=officer, now=now)
    return made


def accession(organisation, framework, *, by, officer, now=None):
    """An accession in force."""
    now = now or timezone.now()
    made = approved_accession(organisation, framework, by=by, officer=officer, now=now)
    accessions.countersign_accession(made, by=officer, proof=proof(officer), now=now)
    return made


def volume_licence_agreement(accession, *, by, **overrides):
    """The organisation's own agreement from today on, for 200 users."""
    now = overrides.pop("now", None) or timezone.now()
    terms = {
        "programme": accession.framework.programmes.first(),
        "reseller": accession.framework.resellers.first(),
        "counting_basis": "users",
        "counted_quantity": 200,
        "starts_on": timezone.localdate(now),
    }
    return draw_up_agreement(accession, by=by, terms=terms | overrides, now=now)


def filled_basket(agreement, *, by, lines, now=None):
    """The person's basket with `lines` as {product: quantity}."""
    now = now or timezone.now()
    for item, quantity in lines.items():
        basket_actions.put_in_basket(agreement, item.pk, by=by, quantity=quantity, now=now)
    return basket_of(by, agreement)


def submission(agreement, *, by, now=None, **overrides):
    """What the basket page sends when the person submits it."""
    basket = basket_of(by, agreement)
    day = timezone.localdate(now) if now else timezone.localdate()
    fields = {
        "submission_key": basket.submission_key,
        "seen_net": price_basket(basket, agreement=agreement, on=day).amount.net,
        "buyer_reference": "Ole Innkjøp",
        "cost_centre": "1200",
    }
    return fields | overrides


def order(agreement, *, by, lines, now=None, mandate=None, **overrides):
    """A submitted order of `lines` as {product: quantity}."""
    now = now or timezone.now()
    filled_basket(agreement, by=by, lines=lines, now=now)
    details = submission(agreement, by=by, now=now, **overrides)
    return basket_actions.submit_order(
        agreement, by=by, submission=details, mandate=mandate, now=now
    )


def confirmed_order(agreement, *, by, approver, lines, now=None):
    """An order that the reseller has confirmed."""
    now = now or timezone.now()
    made = order(agreement, by=by, lines=lines, now=now)
    return confirm(made, by=by, approver=approver, now=now)


def confirm(order, *, by, approver, now=None):
    """Take a submitted order all its way."""
    now = now or timezone.now()
    sending.approve_order(order, by=approver, now=now)
    orders_actions.move_order(order, OrderState.SENT, by=None, now=now)
    reseller_answers_actions.confirm_order(order, by=by, reseller_reference="F-1", now=now)
    return order


def order_limit(person, organisation, limit, *, role, now=None):
    """The limit of a person's role, set by the organisation's administrator."""
    membership = Membership.objects.get(
        user=person, organisation=organisation, role=role, ended_at=None
    )
    administrator = people_with_role(organisation, Role.ADMINISTRATOR).first()
    set_order_limit(membership, limit=limit, by=administrator, now=now or timezone.now())


def segment(organisation, **overrides):
    """A part of the organisation with its contact."""
    facts = {
        "name": "Skole",
        "contact_name": f"Sara {organisation}",
        "contact_email": "sara@skole.example",
    }
    return add_segment(organisation, facts | overrides)


def delegation(team, *, starts_on=None, delegate=None):
    """Another approver who stands in for the household's for a day; one far ahead by default."""
    day = starts_on or timezone.localdate() + timedelta(days=400)
    if delegate is None:
        email = f"stedfortreder@{team.organisation.pk}.example"
        delegate = User.objects.create_user(email, name=f"Stine {team.organisation}")
        role(delegate, team.organisation, Role.APPROVER)
    return ApprovalDelegation.objects.create(
        organisation=team.organisation,
        approver=team.approver,
        delegate=delegate,
        starts_on=day,
        ends_on=day,
        named_at=timezone.now(),
        named_by=team.approver,
    )


def order_template(order, *, by, name="Nye PC-er"):
    """What an order asked for, under a name."""
    return save_order_as_template(order, name=name, by=by, now=timezone.now())


def correction(order, fewer, *, by, now=None, **overrides):
    """A submitted order that lowers a confirmed one, `fewer` as {product: how many fewer}."""
    correction = correction_facts(order, fewer) | overrides
    return correct_order(order, by=by, correction=correction, now=now or timezone.now())


def correction_facts(order, fewer):
    """What somebody sends who looks at the order now; `fewer` as {product: how many fewer}."""
    lines = {line.product_id: line for line in lines_left(order)}
    lowered = {lines[product.pk]: quantity for product, quantity in fewer.items()}
    return {
        "submission_key": uuid.uuid4(),
        "buyer_reference": "Ole Innkjøp",
        "reason": "Færre ansatte",
        "quantities": {line.pk: line.left - quantity for line, quantity in lowered.items()},
        "seen_left": {line.pk: line.left for line in lowered},
        "replaces": None,
    }


def ledger_entry(agreement, product, *, by, **overrides):
    """An opening balance of 10 from the agreement's first day."""
    fields = {
        "organisation": agreement.accession.organisation,
        "kind": LedgerEntry.Kind.OPENING_BALANCE,
        "quantity": 10,
        "unit": product.unit,
        "counting_basis": agreement.counting_basis,
        "valid_from": agreement.starts_on,
        "posted_at": timezone.now(),
    }
    return LedgerEntry.objects.create(
        volume_licence_agreement=agreement,
        product=product,
        posted_by=by,
        **fields | overrides,
    )


def true_up(agreement, *, now=None, **overrides):
    """A true-up that waits for an answer."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    fields = {
        "anniversary": today + timedelta(days=40),
        "opens_on": today - timedelta(days=20),
        "closes_on": today + timedelta(days=10),
        "opened_at": now,
    }
    return TrueUp.objects.create(volume_licence_agreement=agreement, **fields | overrides)


def signed_counts(true_up, counts=None, *, by, now=None, shown=None):
    """The true-up answered with a signature: as it stands, but for `counts` {product: how many}."""
    now = now or timezone.now()
    counts = {product.pk: number for product, number in (counts or {}).items()}
    statement = shown_counts(true_up, counts, on=timezone.localdate(now), sha256=shown)
    sign_counts(true_up, statement, by=by, proof=proof(by), now=now)


def shown_counts(true_up, counts, *, on, sha256=None):
    """What a page showed on a day with counts, {product id: how many are used}."""
    held = held_under(true_up.volume_licence_agreement, on)
    sha256 = sha256 or counts_offer(true_up, held, counts, language="nb").sha256
    return Statement(counts=counts, language="nb", sha256=sha256)


def licence_count(organisation, product, *, by, **overrides):
    """A count of 8 in use today, in no segment."""
    fields = {"quantity": 8, "counted_on": timezone.localdate(), "recorded_at": timezone.now()}
    return LicenceCount.objects.create(
        organisation=organisation, product=product, recorded_by=by, **fields | overrides
    )


def opening_balance(agreement, *rows, by, header="part_number;product;quantity", **overrides):
    """A file of opening balances that has been read; `rows` are lines of a csv file."""
    content = "\n".join([header, *rows]).encode()
    fields = {"valid_from": agreement.starts_on, "name": "beholdning.csv", "now": timezone.now()}
    return upload_balance(agreement, content, by=by, **fields | overrides)


def posted_balance(agreement, *rows, by, **overrides):
    """A posted file of opening balances."""
    balance = opening_balance(agreement, *rows, by=by, **overrides)
    post_balance(balance, by=by, now=timezone.now())
    return balance


def evidence_pack(organisation, *, by, **overrides):
    """A pack that was made, without the work of making it: a file that says nothing."""
    code = new_code()
    content = code.encode()
    document = IssuedDocument.objects.create(
        code=code,
        kind="evidence_pack",
        title=f"Dokumentasjon – {organisation}",
        language="nb",
        as_of=date(2026, 3, 9),
        organisation=organisation,
        sha256=archive.keep(content),
        size=len(content),
        has_self_made_seal=True,
        issued_at=timezone.now(),
        issued_by=by,
    )
    data = b'{"entries": [], "position": [], "papers": []}'
    fields = {
        "as_of": document.as_of,
        "requested_at": document.issued_at,
        "requested_by": by,
        "document": document,
        "data_sha256": archive.keep(data, suffix="json"),
    }
    return EvidencePack.objects.create(organisation=organisation, **fields | overrides)


def uploaded(name, content):
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content)


def cost_sharing_key(organisation, *, by, shares=None, **overrides):
    """A key from the first day of 2026, with everything on the organisation itself by default."""
    fields = {"name": "Felles servere", "starts_on": date(2026, 1, 1), "now": timezone.now()}
    shares = shares or {organisation: Decimal(100)}
    return record_key(organisation, shares=shares, by=by, **fields | overrides)


def mandate(owner, representative, *, by, frameworks=(), now=None, **overrides):
    """A mandate to order, from today and for a year, by a signed paper; none named: under all."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    facts = {
        "representative": representative,
        "powers": "order",
        "starts_on": today,
        "ends_on": today + timedelta(days=365),
        "frameworks": list(frameworks),
    } | overrides
    if "document" not in facts:
        facts["document"] = kept_document(owner, by=by)
    return give_mandate(owner, facts, by=by, now=now)


def stuck_message():
    """A mail that the mail server refused."""
    now = timezone.now()
    return OutgoingMessage.objects.create(
        recipient="nils@nordvik.example",
        subject="Rollen din i Nordvik kommune",
        body="Hei",
        written_at=now,
        queued_at=now,
        claimed_at=now,
        failed_at=now,
        tries=1,
        error="550 Ukjent mottaker",
    )


def failed_task():
    """A task of the queue that failed."""
    return DBTaskResult.objects.create(
        task_path="municipalities.people.mail.send_decision",
        args_kwargs={"args": [0], "kwargs": {}},
        backend_name="default",
        status=TaskResultStatus.FAILED,
        run_after=timezone.now(),
        exception_class_path="builtins.RuntimeError",
        traceback="",
        worker_ids=["w"],
    )


def heartbeat(*, ago):
    """A worker that was last seen some time ago."""
    then = timezone.now() - ago
    return WorkerHeartbeat.objects.create(worker_id=f"w {ago}", started_at=then, seen_at=then)
