"""More rows of every kind, for the pages that list them."""

import json
from datetime import timedelta
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from agreements.accessions import case_actions
from agreements.dispatch import sending
from agreements.dispatch.sending import mark_sent
from agreements.frameworks.models import Negotiation
from agreements.models import (
    BasketLine,
    ImportFinding,
    LedgerEntry,
    OrderLine,
    StagedPrice,
    StagedProduct,
    VolumeLicenceAgreement,
)
from agreements.price_imports.actions import store_upload
from agreements.reports.batches import start_batch
from agreements.reseller_answers import actions as reseller_answers_actions
from agreements.reseller_answers.proposals import Decision, accept_proposal
from municipalities.models import Invitation, User
from municipalities.official_emails.actions import change_official_email
from municipalities.people.ks_roles import give_role
from municipalities.people.models import Role
from tests import agreement_factories as make
from tests import cast as cast_of
from tests import issued
from tests.architecture.scene import ask, claimed, held_back, order_for_another, proposed
from tests.factories import county, municipality_number, organisation, registry_finding
from tests.price_files import price_file
from tests.reforms import drafted, renumbering


def organisations(scene, number):
    """Organisations in the register, each with a municipality number and an accession."""
    for n in range(number):
        place = organisation(county=county())
        municipality_number(organisation=place, number=str(1000 + n))
        make.accession(place, scene.unjoined, by=scene.chief, officer=scene.cast.kari)


def members(scene, number):
    """Organisations that have joined a framework agreement."""
    for _ in range(number):
        place = organisation(county=county())
        framework = scene.nordvik.accession.framework
        make.accession(place, framework, by=scene.chief, officer=scene.cast.kari)


def frameworks(scene, number):
    """Framework agreements with talks that led to them."""
    for n in range(number):
        Negotiation.objects.create(
            supplier_name=f"Leverandør {n}",
            outcome="agreement",
            ended_on="2025-12-01",
            framework=make.framework(),
        )


def parts_of_framework(scene, number):
    """Programmes with price levels and resellers of one framework agreement."""
    framework = scene.nordvik.accession.framework
    for n in range(number):
        make.programme(framework, name=f"Program {n}")
        framework.resellers.add(make.reseller(name=f"Forhandler {n}"))


def parts_of_draft(scene, number):
    """The same of a draft, with lots."""
    for n in range(number):
        make.programme(scene.draft, name=f"Program {n}")
        scene.draft.resellers.add(make.reseller(name=f"Forhandler {n}"))
    lots_of_draft(scene, number)


def terms_versions(scene, number):
    """Versions of the terms of an announced framework agreement."""
    framework = scene.nordvik.accession.framework
    for n in range(1, number + 1):
        valid_from = framework.starts_on + timedelta(days=n)
        make.terms_version(framework, version=f"1.{n}", valid_from=valid_from)


def lots_of_draft(scene, number):
    """Lots of a draft, each with its ceiling."""
    for n in range(1, number + 1):
        lot = make.lot(scene.draft, number=1000 + n, name=f"Delkontrakt {n}")
        make.ceiling(scene.draft, lot=lot, maximum_value=1_000)


def named_organisations(scene, number):
    """Organisations that the notice of a draft names."""
    for _ in range(number):
        scene.draft.basis.covered_organisations.add(organisation())


def order_addresses(scene, number):
    """Addresses that a reseller's orders have gone to."""
    reseller = scene.draft.resellers.first()
    for n in range(number):
        make.order_address(reseller, f"ordre{n}@forhandler.example", by=scene.cast.kari)


def homes(scene, number):
    """Organisations in which Nordvik's reader has a role, asks for one, and is invited."""
    reader = scene.cast.nordvik.reader
    for _ in range(number):
        place = organisation()
        cast_of.membership(reader, place, Role.READER, confirmed_by=scene.cast.kari)
        reader.memberships.create(organisation=place, role=Role.ORDERER)
        cast_of.membership(
            scene.cast.ulrik, place, Role.ADMINISTRATOR, confirmed_by=scene.cast.kari
        )
        Invitation.objects.create(
            organisation=place, email=reader.email, role=Role.APPROVER, invited_by=scene.cast.ulrik
        )


def changes_of_official_email(scene, number):
    """Official e-mail addresses that Nordvik has had."""
    for n in range(number):
        change_official_email(
            scene.cast.nordvik.organisation,
            f"post{n}@nordvik.example",
            source="Nettsiden",
            by=scene.cast.kari,
            now=timezone.now(),
        )


def roles_given_by_ks(scene, number):
    """People of Nordvik's whom KS has given a role."""
    for n in range(number):
        person = cast_of.user(f"gitt{n}@nordvik.example", name=f"Gitt {n}")
        give_role(
            scene.cast.nordvik.organisation,
            email=person.email,
            role=Role.READER,
            reason="Avtalt",
            by=scene.cast.kari,
            now=timezone.now(),
        )


def colleagues(scene, number):
    """People of Nordvik's, requests and invitations."""
    nordvik = scene.cast.nordvik
    for n in range(number):
        person = User.objects.create(email=f"kollega{n}@nordvik.example", name=f"Kollega {n}")
        cast_of.membership(
            person, nordvik.organisation, Role.READER, confirmed_by=nordvik.administrator
        )
        person.memberships.create(organisation=nordvik.organisation, role=Role.ORDERER)
        Invitation.objects.create(
            organisation=nordvik.organisation,
            email=f"venn{n}@nordvik.example",
            role=Role.READER,
            invited_by=nordvik.administrator,
        )


def accessions(scene, number):
    """Framework agreements that Nordvik has joined, and as many that it has not."""
    for _ in range(number):
        make.framework()
        make.accession(
            scene.nordvik.organisation,
            make.framework(),
            by=scene.cast.nordvik.signatory,
            officer=scene.cast.kari,
        )


def agreements(scene, number):
    """Nordvik's own volume licence agreements."""
    for _ in range(number):
        make.volume_licence_agreement(scene.nordvik.accession, by=scene.cast.nordvik.orderer)


def products(scene, number):
    """Products that Nordvik can order, each support for another."""
    framework = scene.nordvik.accession.framework
    for _ in range(number):
        make.product(framework, supports=make.product(framework))


def basket_lines(scene, number):
    """Products in the basket of Nordvik's orderer."""
    home = scene.nordvik
    basket = home.people.orderer.baskets.get(volume_licence_agreement=home.agreement)
    for _ in range(number):
        product = make.product(home.accession.framework)
        BasketLine.objects.create(basket=basket, product=product, quantity=2)


def submitted_orders(scene, number):
    """Orders of Nordvik's that wait for approval."""
    return [order_of(scene, scene.nordvik.ordered) for _ in range(number)]


def to_approve(scene, number):
    """The same, but every other waits because a change that is accepted costs more."""
    people, now = scene.nordvik.people, timezone.now()
    for order in submitted_orders(scene, number)[::2]:
        mark_sent(claimed(order, by=people.approver), by=None, now=now)
        proposal = proposed(order, price=Decimal(999))
        accept_proposal(proposal, Decision(by=people.orderer, now=now))


def order_lines(scene, number):
    """One order of Nordvik's with many lines; the newest."""
    framework = scene.nordvik.accession.framework
    return order_of(scene, *(make.product(framework) for _ in range(number)))


def approved_order_lines(scene, number):
    """The same, approved: then it is a file."""
    approver = scene.cast.nordvik.approver
    sending.approve_order(order_lines(scene, number), by=approver, now=timezone.now())


def held_order_lines(scene, number):
    """The same, approved and held back."""
    held_back(claimed(order_lines(scene, number), by=scene.cast.nordvik.approver))


def sent_order_lines(scene, number):
    """The same, sent to the reseller."""
    order = order_lines(scene, number)
    dispatch = claimed(order, by=scene.cast.nordvik.approver)
    mark_sent(dispatch, by=None, now=timezone.now())


def confirmed_order_lines(scene, number):
    """The same, confirmed by the reseller."""
    people, order = scene.cast.nordvik, order_lines(scene, number)
    make.confirm(order, by=people.orderer, approver=people.approver)
    return order


def sent_change_lines(scene, number):
    """A change of so many lines of a confirmed order, sent to the reseller."""
    people, order = scene.cast.nordvik, confirmed_order_lines(scene, number)
    fewer = {line.product: 1 for line in order.lines.select_related("product")}
    change = make.correction(order, fewer, by=people.orderer)
    mark_sent(claimed(change, by=people.approver), by=None, now=timezone.now())


def attempts(scene, number):
    """Attempts to send an order of Nordvik's."""
    now = timezone.now()
    for _ in range(number):
        scene.nordvik.stuck.attempts.create(began_at=now, ended_at=now, outcome="not_left")


def segments(scene, number):
    """Segments of Nordvik's, each with an order."""
    home = scene.nordvik
    for n in range(number):
        segment = make.segment(home.organisation, name=f"Del {n}")
        lines = {home.ordered: 1}
        make.order(home.agreement, by=home.people.signatory, lines=lines, segment=segment)


def cost_sharing_keys(scene, number):
    """Keys of Nordvik's, each with shares."""
    home = scene.nordvik
    for n in range(number):
        shares = {home.organisation: 60, organisation(): 40}
        by = home.people.administrator
        make.cost_sharing_key(home.organisation, by=by, shares=shares, name=f"Nøkkel {n}")


def mandates(scene, number):
    """Mandates that Nordvik gives and holds, each with a framework agreement of its own."""
    nordvik, framework = scene.nordvik.organisation, scene.nordvik.accession.framework
    for _ in range(number):
        other = organisation()
        make.mandate(nordvik, other, by=scene.nordvik.people.signatory, frameworks=[framework])
        make.mandate(other, nordvik, by=scene.chief, frameworks=[framework])


def orders_by_mandate(scene, number):
    """Orders that Nordvik places for others, each by a mandate of its own."""
    for _ in range(number):
        order_for_another(scene.nordvik, signatory=scene.chief, officer=scene.cast.kari)


def delegations(scene, number):
    """Days on which somebody stands in for Nordvik's approver."""
    home = scene.nordvik
    for n in range(1, number + 1):
        day = home.delegation.starts_on + timedelta(days=n)
        make.delegation(home.people, starts_on=day, delegate=home.delegation.delegate)


def order_templates(scene, number):
    """Templates of Nordvik's."""
    home = scene.nordvik
    for n in range(number):
        make.order_template(home.submitted, by=home.people.orderer, name=f"Mal {n}")


def order_of(scene, *products):
    """A submitted order of Nordvik's, placed by somebody whose basket is empty."""
    home = scene.nordvik
    lines = dict.fromkeys(products, 3)
    return make.order(home.agreement, by=home.people.signatory, lines=lines)


def dispatches(scene, number):
    """Orders of Nordvik's on their way to the reseller."""
    for order in submitted_orders(scene, number):
        claimed(order, by=scene.cast.nordvik.approver)


def stopped_work(scene, number):
    """Mail that did not leave, and tasks that failed."""
    for _each in range(number):
        make.stuck_message()
        make.failed_task()


def ledger_entries(scene, number):
    """Entries of Nordvik's ledger from a confirmed order, and as many opening balances."""
    people = scene.cast.nordvik
    order = order_lines(scene, number)
    mark_sent(claimed(order, by=people.approver), by=None, now=timezone.now())
    reseller_answers_actions.confirm_order(
        order, by=people.orderer, reseller_reference="F-1", now=timezone.now()
    )
    for line in OrderLine.objects.filter(order=order):
        make.ledger_entry(scene.nordvik.agreement, line.product, by=people.orderer)


def licensed_editions(scene, number):
    """Editions that Nordvik has licences to, and step-ups to from another."""
    home = scene.nordvik
    framework = home.accession.framework
    for _ in range(number):
        below, above = make.edition(framework), make.edition(framework)
        base = make.product(framework, edition=below)
        step_up = make.product(framework, kind="step_up", edition=above, steps_up_from=below)
        for product in (base, step_up):
            make.ledger_entry(home.agreement, product, by=home.people.orderer)


def purchases(scene, number):
    """Purchases of one product of Nordvik's."""
    home = scene.nordvik
    for _ in range(number):
        make.ledger_entry(home.agreement, home.ordered, by=home.people.orderer)


def licence_counts(scene, number):
    """Counts of Nordvik's, each of a product of its own."""
    home = scene.nordvik
    for _ in range(number):
        product = make.product(home.accession.framework)
        make.ledger_entry(home.agreement, product, by=home.people.orderer)
        make.licence_count(home.organisation, product, by=home.people.orderer)


def opening_balances(scene, number):
    """Files of opening balances of Nordvik's."""
    home = scene.nordvik
    for _ in range(number):
        make.opening_balance(home.agreement, f";{home.ordered.name};2", by=home.people.orderer)


def opening_balance_rows(scene, number):
    """Rows of one file, each with products to choose from."""
    row = scene.nordvik.undecided.rows.get()
    for n in range(number):
        row.pk, row.number = None, 100 + n
        row.save()


def everything_at_home(scene, number):
    """What an organisation's overview and its summary speak of."""
    accessions(scene, number)
    agreements(scene, number)
    to_approve(scene, number)
    ledger_entries(scene, number)
    true_ups(scene, number)


def cases(scene, number):
    """Framework agreements, each with everything KS has done to it."""
    for _ in range(number):
        framework = make.framework()
        make.option(framework)
        make.suspension(framework, by=scene.cast.kari)
        make.amendment(framework, by=scene.cast.kari)
        make.override(scene.vestvik, framework, by=scene.cast.kari)


def changes_of_framework(scene, number):
    """What KS has done to one framework agreement."""
    framework = scene.nordvik.accession.framework
    for n in range(1, number + 1):
        framework = make.amendment(framework, by=scene.cast.kari)
        make.option(framework, extends_to=framework.ends_on + timedelta(days=100 + n))
        ceiling = make.ceiling(
            framework, maximum_value=1_000_000_000, lot=make.lot(framework, number=1000 + n)
        )
        make.ceiling_override(ceiling, by=scene.cast.kari)


def products_outside_lots(scene, number):
    """Lots, and products without one, each ordered before there were lots."""
    framework, home = scene.nordvik.accession.framework, scene.nordvik
    for n in range(number):
        make.lot(framework, number=2000 + n)
        product = make.product(framework)
        order = make.order(home.agreement, by=home.people.orderer, lines={product: 1})
        make.without_lot(product, order)


def to_follow_up(scene, number):
    """Agreements, each with a paper that has expired, a lot nearly spent, and a product outside."""
    for _ in range(number):
        framework = make.framework()
        framework.supplier.documents.create(
            kind="tax_certificate", issued_on="2020-01-01", expires_on="2020-06-01"
        )
        make.ceiling(framework, lot=make.lot(framework), maximum_value=100, used_value=95)
        make.product(framework, net=None, lot=None)


def pooled_volumes(scene, number):
    """Programmes that pool, and volume year by year."""
    framework = scene.nordvik.accession.framework
    for n in range(1, number + 1):
        make.programme(framework, name=f"Samlet {n}", pools_volume=True)
        framework.pooled_volumes.create(year_from=framework.starts_on.replace(year=2100 + n))


def unjoined_organisations(scene, number):
    """Organisations that have no case."""
    for _ in range(number):
        organisation(county=county())


def invited_organisations(scene, number):
    """Organisations that are invited: as many have an official address as have none."""
    for n in range(number):
        for email in ("", f"post{n}@ny.example"):
            invited = organisation(official_email=email)
            make.invitation(invited, scene.invited_to, by=scene.cast.kari)


def kept_documents(scene, number):
    """Papers of Nordvik's."""
    for _ in range(number):
        make.kept_document(scene.nordvik.organisation, by=scene.nordvik.people.orderer)


def evidence_packs(scene, number):
    """Evidence made for Nordvik."""
    for _ in range(number):
        make.evidence_pack(scene.nordvik.organisation, by=scene.nordvik.people.orderer)


def issued_documents(scene, number):
    """Documents issued to Nordvik."""
    for _ in range(number):
        issued.issue(organisation=scene.nordvik.organisation)


def batches(scene, number):
    """Batches of summaries of one framework agreement."""
    for _ in range(number):
        start_batch(
            scene.nordvik.accession.framework,
            as_of=timezone.localdate(),
            by=scene.cast.kari,
            now=timezone.now(),
        )


def true_ups(scene, number):
    """True-ups of an agreement of Nordvik's that wait for an answer."""
    agreement = scene.nordvik.true_up.volume_licence_agreement
    today = timezone.localdate()
    for n in range(number):
        make.true_up(agreement, anniversary=today + timedelta(days=100 + n))


def held_under_true_up(scene, number):
    """Products held under the agreement of Nordvik's true-up."""
    agreement = scene.nordvik.true_up.volume_licence_agreement
    for _ in range(number):
        product = make.product(agreement.accession.framework)
        make.ledger_entry(agreement, product, by=scene.nordvik.people.orderer)


def reforms(scene, number):
    """Drafts of reforms."""
    for n in range(number):
        body = organisation()
        drafted(renumbering(body, f"{9600 + n}", f"{9700 + n}"), by=scene.cast.kari)


def holdings_in_reform(scene, number):
    """Licences of the predecessor in a draft."""
    plan = scene.reforms.drafted
    predecessor = plan.parties.get(role="predecessor").organisation
    agreement = VolumeLicenceAgreement.objects.filter(accession__organisation=predecessor).first()
    for _ in range(number):
        product = make.product(scene.nordvik.accession.framework)
        make.ledger_entry(agreement, product, by=scene.cast.kari)


def price_files(scene, number):
    """Price files of one framework agreement."""
    for n in range(number):
        store_upload(
            scene.nordvik.accession.framework,
            price_file(),
            name=f"priser-{n}.csv",
            valid_from=timezone.localdate() + timedelta(days=1),
            by=scene.cast.kari,
            now=timezone.now(),
        )


def findings(scene, number):
    """Findings about one price file."""
    ImportFinding.objects.bulk_create(
        ImportFinding(price_import=scene.prices_ready, row=n, code="total_skipped")
        for n in range(number)
    )


def changed_products(scene, number):
    """Products that one price file changes, each with what it is support for."""
    framework = scene.prices_ready.framework
    for n in range(number):
        product = make.product(framework, net=None, supports=make.product(framework, net=None))
        staged = StagedProduct.objects.create(
            price_import=scene.prices_ready,
            row=100 + n,
            part_number=product.part_number,
            name=f"{product.name} 2",
            publisher=product.publisher,
            kind=product.kind,
            unit=product.unit,
            purchase_unit=product.purchase_unit,
            change="changed",
            is_created=False,
            before=json.loads(row_as_json(product)),
        )
        StagedPrice.objects.create(product=staged, net=2, points=0, net_before=1, points_before=0)


def row_as_json(product):
    """A product's whole row, as the database writes it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_jsonb(p)::text FROM agreements_product p WHERE id = %s", [product.pk]
        )
        return cursor.fetchone()[0]


def acts(scene, number):
    """Notes in a case, and reminders."""
    for accession in (scene.nordvik.accession, scene.vestvik_accession):
        for n in range(number):
            case_actions.note_in_case(
                accession, note=f"Notat {n}", by=scene.cast.kari, now=timezone.now()
            )


def accessions_for_ks(scene, number):
    """Accessions that wait for KS."""
    for _ in range(number):
        make.signed_accession(organisation(), scene.unjoined, by=scene.chief)


def registry_findings(_scene, number):
    """What the registry says otherwise about as many organisations."""
    for _ in range(number):
        registry_finding(organisation())


def requests_for_ks(scene, number):
    """Requests to be an organisation's first administrator."""
    for n in range(number):
        ask(organisation(), name=f"Første {n}", role=Role.ADMINISTRATOR)


def everything(scene, number):
    """Rows in every table of the admin."""
    for grow in (
        organisations,
        frameworks,
        cases,
        parts_of_framework,
        colleagues,
        everything_at_home,
        mandates,
        cost_sharing_keys,
        dispatches,
        requests_for_ks,
        price_files,
        reforms,
    ):
        grow(scene, number)
    assert LedgerEntry.objects.count() > number
