"""What the architecture tests look at: two organisations with rows of every kind.

Whatever Nordvik has, Sørvåg has too, so that what leaks would show. Vestvik has nobody in charge:
its rows wait for KS.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.test import override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from agreements.accessions.issuing import issue_declaration
from agreements.accessions.models import Accession, VolumeLicenceAgreement
from agreements.approvals.actions import ask_about_order
from agreements.catalogue.models import Product
from agreements.counts.models import LicenceCount
from agreements.dispatch import sending
from agreements.dispatch.holds import hold_dispatch
from agreements.dispatch.links import make_link
from agreements.dispatch.sending import mark_sent
from agreements.documents.models import IssuedDocument
from agreements.exchange.order_response import Response
from agreements.exchange.response_lines import LineAnswer
from agreements.frameworks.models import CeilingAmendment, FrameworkAgreement, Negotiation
from agreements.holdings.models import LedgerEntry
from agreements.models import (
    ApprovalDelegation,
    Dispatch,
    EvidencePack,
    KeptDocument,
    Mandate,
    Order,
    OrderAttachment,
    OrderTemplate,
    Proposal,
    Segment,
    TrueUp,
)
from agreements.opening_balances.models import OpeningBalance
from agreements.price_imports.actions import store_upload
from agreements.price_imports.models import PriceImport
from agreements.reports.batches import start_batch
from agreements.reports.models import SummaryBatch
from agreements.reseller_answers.responses import answer_by_link
from municipalities.models import (
    Invitation,
    Membership,
    Organisation,
    OutgoingMessage,
    RegistryFinding,
    User,
    WorkerHeartbeat,
)
from municipalities.people import actions as people
from municipalities.people.models import Role
from tests import agreement_factories as make
from tests import cast as cast_of
from tests.cast import Cast, Team
from tests.factories import county, organisation, registry_finding
from tests.price_files import price_file
from tests.reforms import Reforms, reforms

QUICK = {"PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"]}


@dataclass(frozen=True)
class Home:
    """An organisation, its people, and one row of everything it can have."""

    people: Team
    accession: Accession
    declaration: IssuedDocument
    evidence: EvidencePack
    agreement: VolumeLicenceAgreement
    unused: VolumeLicenceAgreement
    in_basket: Product
    ordered: Product
    asked_about: Order
    submitted: Order
    sent: Order
    link: str
    attached: KeptDocument
    change: Proposal
    confirmed: Order
    stuck: Dispatch
    held: Dispatch
    segment: Segment
    delegation: ApprovalDelegation
    template: OrderTemplate
    paper: KeptDocument
    entry: LedgerEntry
    true_up: TrueUp
    count: LicenceCount
    undecided: OpeningBalance
    unposted: OpeningBalance
    posted: OpeningBalance
    mandate: Mandate
    request: Membership
    invitation: Invitation

    @property
    def organisation(self):
        return self.people.organisation


@dataclass(frozen=True)
class Scene:
    """Everybody, and everything they have."""

    cast: Cast
    chief: User
    representative: Team
    nordvik: Home
    sorvag: Home
    vestvik: Organisation
    vestvik_request: Membership
    vestvik_accession: Accession
    vestvik_approved: Accession
    unreached: Accession
    invited_to: FrameworkAgreement
    suspended: FrameworkAgreement
    batch: SummaryBatch
    finding: RegistryFinding
    stuck_message: OutgoingMessage
    failed_task: DBTaskResult
    reforms: Reforms
    prices_ready: PriceImport
    prices_in_effect: PriceImport
    prices_left: PriceImport
    outside_lots: Product
    invitation_to_ulrik: Invitation
    draft: FrameworkAgreement
    ceiling_amendment: CeilingAmendment
    unjoined: FrameworkAgreement
    joined_by_sorvag: FrameworkAgreement


def build():
    """Put the scene in the database."""
    with override_settings(**QUICK):
        cast = cast_of.assemble()
        chief = cast_of.user(
            "sjef@ks.example",
            name="Sjef Sjefsen",
            is_case_officer=True,
            is_staff=True,
            is_superuser=True,
        )
    now = timezone.now()
    WorkerHeartbeat.objects.create(worker_id="w", started_at=now, seen_at=now + timedelta(hours=1))
    by_mandate = representative(confirmed_by=cast.kari)
    cast.knut.is_staff = True
    cast.knut.save()
    framework, theirs, unjoined, invited_to, suspended = (
        make.framework(name=name)
        for name in ("Felles", "Den andre", "Den tredje", "Den fjerde", "Den femte")
    )
    make.option(framework)
    ceiling = make.ceiling(framework, maximum_value=1_000_000_000, lot=make.lot(framework))
    make.ceiling_override(ceiling, by=cast.kari)
    gone = cast_of.user("forrige@ks.example", name="Frida Forrige")
    ceiling_amendment = make.ceiling_amendment(
        ceiling, by=gone, maximum_value=Decimal(2_000_000_000)
    )
    make.ceiling(framework, maximum_value=3_000_000_000)
    make.amendment(framework, by=cast.kari)
    make.suspension(suspended, by=cast.kari)
    make.announcement(invited_to, by=cast.kari)
    make.order_address(invited_to.resellers.get(), "ny@forhandler.example", by=cast.kari)
    price_file_left_by_a_worker(framework)
    nordvik = home(cast.nordvik, framework, officer=cast.kari, representative=by_mandate)
    sorvag = home(
        cast.sorvag, framework, officer=cast.kari, representative=by_mandate, orders_before=7
    )
    order_for_another(nordvik, signatory=chief, officer=cast.kari)
    join(cast.sorvag, theirs, officer=cast.kari)
    Negotiation.objects.create(supplier_name="Sommerfuglen AS")
    for team in (cast.nordvik, cast.sorvag):
        make.invitation(team.organisation, invited_to, by=cast.kari)
    vestvik = organisation(name="Vestvik kommune", county=county())
    make.override(vestvik, theirs, by=cast.kari)
    return Scene(
        cast=cast,
        chief=chief,
        ceiling_amendment=ceiling_amendment,
        representative=by_mandate,
        nordvik=nordvik,
        sorvag=sorvag,
        vestvik=vestvik,
        vestvik_request=ask(vestvik, role=Role.ADMINISTRATOR, name="Vera Vestvik"),
        vestvik_accession=make.signed_accession(vestvik, framework, by=chief),
        vestvik_approved=make.approved_accession(vestvik, theirs, by=chief, officer=cast.kari),
        unreached=make.invitation(organisation(name="Austvik kommune"), invited_to, by=cast.kari),
        invited_to=invited_to,
        suspended=suspended,
        reforms=reforms(framework, vestvik, cast=cast),
        finding=registry_finding(vestvik),
        stuck_message=make.stuck_message(),
        failed_task=make.failed_task(),
        batch=start_batch(framework, as_of=timezone.localdate(), by=cast.kari, now=timezone.now()),
        outside_lots=make.product(framework, net=None, lot=None),
        prices_ready=price_file_with_everything(invited_to),
        prices_in_effect=make.prices_in_effect(
            suspended, price_file(), valid_from=timezone.localdate()
        ),
        prices_left=price_file_left_by_a_worker(unjoined),
        invitation_to_ulrik=invite(cast.nordvik, email=cast.ulrik.email),
        draft=make.draft(name="Hemmelig utkast"),
        unjoined=unjoined,
        joined_by_sorvag=theirs,
    )


def representative(*, confirmed_by):
    """An inter-municipal company that orders on Nordvik's behalf, and nothing for itself."""
    return cast_of.team(
        organisation(name="Fjordregionen IKT IKS", organisation_form="IKS"),
        domain="fjordregionen.example",
        names=["Live Les", "Mona Mandat", "Geir Godkjenn", "Sara Signer", "Adam Admin"],
        confirmed_by=confirmed_by,
    )


def price_file_with_everything(framework):
    """A price file that changes a product and its support, and has something to tell."""
    supported = make.product(framework, net=None)
    make.product(framework, part_number="269-00002", supports=supported)
    header = "part_number;name;publisher;kind;unit;price;remark"
    return make.read_prices(framework, price_file(header=header))


def price_file_left_by_a_worker(framework):
    """A price file that has been read for far too long."""
    return store_upload(
        framework,
        price_file(),
        name="priser.csv",
        valid_from=timezone.localdate() + timedelta(days=1),
        by=None,
        now=timezone.now() - timedelta(hours=1),
    )


def home(people, framework, *, officer, representative, orders_before=0):
    """One row of everything for an organisation; its order numbers begin after `orders_before`."""
    accession, agreement = join(people, framework, officer=officer)
    in_basket = make.product(framework)
    ordered = make.product(framework, edition=make.edition(framework))
    place = [order(people, agreement, ordered) for _ in range(orders_before + 7)]
    confirmed, asked_about, submitted, sent, changed, stuck, held = place[-7:]
    OrderAttachment.objects.create(
        order=sent, document=make.kept_document(people.organisation, by=people.orderer)
    )
    make.confirm(confirmed, by=people.orderer, approver=people.approver)
    ask_about_order(asked_about, question="Alle?", by=people.approver, now=timezone.now())
    for one in (sent, changed):
        mark_sent(claimed(one, by=people.approver), by=None, now=timezone.now())
    make.filled_basket(agreement, by=people.orderer, lines={in_basket: 2})
    make.cost_sharing_key(people.organisation, by=people.administrator)
    return Home(
        people=people,
        accession=accession,
        declaration=issue_declaration(accession, now=timezone.now()),
        agreement=agreement,
        unused=make.volume_licence_agreement(accession, by=people.orderer),
        in_basket=in_basket,
        ordered=ordered,
        asked_about=asked_about,
        submitted=submitted,
        sent=sent,
        link=make_link(sent, by=None, now=timezone.now()),
        change=proposed(changed),
        confirmed=confirmed,
        stuck=failed(claimed(stuck, by=people.approver)),
        held=held_back(claimed(held, by=people.approver)),
        segment=make.segment(people.organisation),
        delegation=make.delegation(people),
        template=make.order_template(submitted, by=people.orderer),
        attached=sent.attachments.get().document,
        paper=make.kept_document(
            people.organisation, by=people.orderer, access="withheld", legal_basis="13"
        ),
        evidence=make.evidence_pack(people.organisation, by=people.orderer),
        true_up=true_up_to_answer(accession, ordered, by=people.orderer),
        entry=make.ledger_entry(agreement, ordered, by=people.orderer),
        count=make.licence_count(people.organisation, ordered, by=people.orderer),
        undecided=make.opening_balance(agreement, f";{ordered.name};2", by=people.orderer),
        unposted=make.opening_balance(agreement, f"{ordered.part_number};;3", by=people.orderer),
        posted=make.posted_balance(agreement, f"{ordered.part_number};;4", by=people.orderer),
        mandate=make.mandate(
            people.organisation,
            representative.organisation,
            by=people.signatory,
            frameworks=[framework],
            powers="order_and_approve",
            document=make.kept_document(people.organisation, by=people.signatory),
        ),
        request=ask(people.organisation, name=f"Nye {people.organisation}"),
        invitation=invite(people, email=f"invitert@{people.organisation.pk}.example"),
    )


def true_up_to_answer(accession, product, *, by):
    """A true-up of an agreement beside the one with the basket, under which something is held."""
    agreement = make.volume_licence_agreement(accession, by=by)
    make.ledger_entry(agreement, product, by=by)
    return make.true_up(agreement)


def order_for_another(home, *, signatory, officer):
    """An order that an organisation places for another, which has joined the same agreement."""
    owner = organisation()
    framework = home.accession.framework
    accession = make.accession(owner, framework, by=signatory, officer=officer)
    agreement = make.volume_licence_agreement(accession, by=signatory)
    mandate = make.mandate(owner, home.organisation, by=signatory, frameworks=[framework])
    lines = {home.ordered: 1}
    return make.order(agreement, by=home.people.orderer, lines=lines, mandate=mandate)


def join(people, framework, *, officer):
    """An accession in force and an agreement under it."""
    accession = make.accession(people.organisation, framework, by=people.signatory, officer=officer)
    return accession, make.volume_licence_agreement(accession, by=people.orderer)


def order(people, agreement, product):
    """A submitted order that carries the organisation's name."""
    reference = f"Innkjøp {people.organisation}"
    return make.order(agreement, by=people.orderer, lines={product: 3}, buyer_reference=reference)


def claimed(order, *, by):
    """The dispatch of an order that is approved and being sent."""
    dispatch = sending.approve_order(order, by=by, now=timezone.now())
    Dispatch.objects.filter(pk=dispatch.pk).update(claimed_at=timezone.now())
    return dispatch


def proposed(order, **change):
    """A change that the reseller proposes on the order's page: fewer, or another one."""
    order.refresh_from_db()
    make_link(order, by=None, now=timezone.now())
    change = change or {"quantity": 2, "note": "Resten kommer i januar"}
    facts = {"number": "", "order_number": "", "buyers": (), "sellers": (), "note": ""}
    answer = Response(code="CA", lines=(LineAnswer(line="1", status="3", **change),), **facts)
    return answer_by_link(order.links.get(), answer, now=timezone.now()).proposal


def failed(dispatch):
    """A dispatch that did not reach the reseller."""
    Dispatch.objects.filter(pk=dispatch.pk).update(failed_at=timezone.now(), error="No route")
    return dispatch


def held_back(dispatch):
    """A dispatch that was held back, for a reason that is gone."""
    hold_dispatch(dispatch, reason="Avtalen er suspendert", now=timezone.now())
    return dispatch


def ask(organisation, *, name, role=Role.READER):
    """A newcomer's request for a role."""
    person = User.objects.create(email=f"ny@{organisation.pk}.example", name=name)
    return people.request_roles(person, organisation, roles=[role], now=timezone.now())[0]


def invite(team, *, email):
    """An invitation to read."""
    return people.invite(
        team.organisation,
        email=email,
        role=Role.READER,
        by=team.administrator,
        now=timezone.now(),
    )
