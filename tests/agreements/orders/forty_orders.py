"""Forty orders of all kinds: each a mixture of what an order may hold, the same in every run."""

import random
from datetime import timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from agreements.basket.actions import set_co_termination
from agreements.dispatch.sending import approve_order
from agreements.kept_documents.actions import withdraw_document
from agreements.models import KeptDocument, Reseller
from agreements.orders.queries import orders_in_full
from agreements.orders.states import OrderKind
from tests import agreement_factories as make
from tests.factories import organisation

ORDERS = 40
FEATURES = (
    "true_up",
    "co_term",
    "segment",
    "mandate",
    "shares",
    "paper",
    "two_papers",
    "withdrawn_paper",
    "large_paper",
    "free_alone",
    "requisition",
    "delivery",
    "delivery_wish",
    "no_cost_centre",
    "long_names",
    "foreign_reseller",
)
"""What an order may have beside its lines; each order has some."""

LONG = "Kárášjohka & <Porsáŋgu>: lisens med oppgradering, støtte og opplæring for skole og helse "


class Scene:
    """Nordvik's agreement, what is for sale under it, and everything orders may refer to."""

    def __init__(self, cast, agreement, framework):
        self.cast, self.agreement = cast, agreement
        self.home = cast.nordvik.organisation
        self.products = [
            make.product(framework, name="Kontorpakke", net="99.95"),
            make.product(framework, name="Årsabonnement", net="1200.00", term_months=12),
            make.product(framework, name="Treårsabonnement", net="33.33", term_months=36),
            make.product(framework, name="Konsulent", net="1234.57", unit="hour"),
        ]
        self.free = make.product(framework, name="Debian GNU/Linux", net="0.00")
        self.long = make.product(framework, name=(LONG * 3)[:200].strip(), net="0.01")
        self.school = make.segment(self.home, name="Skole & <oppvekst>")
        self.mandate = make.mandate(self.home, cast.sorvag.organisation, by=cast.nordvik.signatory)
        sharers = [self.home, cast.sorvag.organisation, organisation(name="Ålvik kommune")]
        percents = [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]
        self.key = make.cost_sharing_key(
            self.home,
            by=cast.nordvik.administrator,
            shares=dict(zip(sharers, percents, strict=True)),
        )
        self.days = count(60)


def forty_orders(cast, agreement, framework):
    """The orders as (features, order in full), approved."""
    scene = Scene(cast, agreement, framework)
    dice = random.Random(14)  # noqa: S311 - not for secrets
    for number in range(ORDERS):
        features = {FEATURES[number % len(FEATURES)], *dice.sample(FEATURES, k=dice.randint(0, 5))}
        yield features, place(scene, features, dice)


def place(scene, features, dice):
    """Place and approve an order of some features."""
    orderer = scene.cast.nordvik.orderer
    if "mandate" in features:
        orderer = scene.cast.sorvag.orderer
    country = "SE" if "foreign_reseller" in features else "NO"
    Reseller.objects.filter(pk=scene.agreement.reseller_id).update(country=country)
    scene.agreement.reseller.refresh_from_db()
    basket = make.filled_basket(scene.agreement, by=orderer, lines=lines(scene, features, dice))
    if "co_term" in features:
        today = timezone.localdate()
        set_co_termination(basket, last_day=today + timedelta(days=next(scene.days)), today=today)
    papers = list(attached(scene, features))
    order = make.order(
        scene.agreement, by=orderer, lines={}, **wishes(scene, features), attachments=papers
    )
    approve_order(order, by=scene.cast.nordvik.approver, now=timezone.now())
    if "withdrawn_paper" in features:
        by = scene.cast.nordvik.orderer
        withdraw_document(papers[0], by=by, reason="Feil fil", now=timezone.now())
    return orders_in_full().get(pk=order.pk)


def lines(scene, features, dice):
    """Products and quantities."""
    if "free_alone" in features:
        return {scene.free: dice.randint(1, 9)}
    chosen = dice.sample(scene.products, k=dice.randint(1, len(scene.products)))
    chosen += [scene.long] if "long_names" in features else []
    chosen += [scene.free] if dice.random() < 0.5 else []
    return {product: dice.choice([1, 3, 7, 250, 12_345]) for product in chosen}


def wishes(scene, features):
    """What the submission says beside the basket."""
    today = timezone.localdate()
    said = {
        "true_up": {"kind": OrderKind.TRUE_UP},
        "segment": {"segment": scene.school},
        "mandate": {"mandate": scene.mandate},
        "shares": {"cost_sharing_key": scene.key},
        "requisition": {"requisition_number": "REK-2026/17 & 18"},
        "delivery": {
            "delivery_contact": "Ánne Sárá",
            "delivery_email": "lisenser@nordvik.example.no",
        },
        "delivery_wish": {
            "requested_delivery_from": today + timedelta(days=5),
            "requested_delivery_to": today + timedelta(days=30),
        },
        "no_cost_centre": {"cost_centre": ""},
        "long_names": {"buyer_reference": ("Innkjøp " * 13)[:100].strip()},
    }
    return {name: value for one in features for name, value in said.get(one, {}).items()}


def attached(scene, features):
    """The papers; the withdrawn one first."""
    by = scene.cast.nordvik.orderer
    if "withdrawn_paper" in features:
        yield make.kept_document(scene.home, by=by, title="Trukket tegning")
    if features & {"paper", "two_papers"}:
        yield make.kept_document(scene.home, by=by, title="Volumlisensavtale")
    if "two_papers" in features:
        yield make.kept_document(
            scene.home, by=by, title="Kart & <plan>", original_name="blå kart.png"
        )
    if "large_paper" in features:
        large = make.kept_document(scene.home, by=by, title="Stort kart", size=7_000_001)
        yield KeptDocument.objects.get(pk=large.pk)
