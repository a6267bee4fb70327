"""Acts on orders, prepared with any number of lines: who acts, and what the form sends."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from agreements.basket.queries import basket_of
from agreements.dispatch.links import make_link
from agreements.models import Order
from agreements.trueups.actions import difference_of
from agreements.trueups.queries import held_under
from tests import agreement_factories as make
from tests.architecture import access_matrix as matrix
from tests.architecture import growth
from tests.architecture.asking import seen_basket
from tests.factories import organisation
from tests.order_responses import line, order_response


@dataclass(frozen=True)
class Request:
    """A form that is about to be sent."""

    url: str
    data: dict


def on_order(address, grow, **data):
    """An act on the newest order of Nordvik's, which `grow` makes."""

    def prepare(scene, number):
        grow(scene, number)
        order = newest(scene)
        values = [scene.nordvik.organisation.organisation_number, order.number]
        return Request(reverse(address, args=values), data)

    return prepare


def confirmed_lines(grow):
    """The reseller's confirmation of every line of a sent order, which `grow` makes."""

    def prepare(scene, number):
        request = on_order("order_confirm", grow)(scene, number)
        lines = newest(scene).lines.all()
        confirmed = {f"confirmed-{line.pk}": abs(line.quantity) for line in lines}
        return Request(request.url, {"reseller_reference": "F-1", "seen_answers": 0, **confirmed})

    return prepare


def newest(scene):
    """The newest order of Nordvik's."""
    return Order.objects.filter(organisation=scene.nordvik.organisation).first()


def filled_basket(scene, number):
    """The basket of Nordvik's orderer with so many lines."""
    home = scene.nordvik
    home.people.orderer.baskets.all().delete()
    lines = {make.product(home.accession.framework): 2 for _ in range(number)}
    make.filled_basket(home.agreement, by=home.people.orderer, lines=lines)
    return [home.organisation.organisation_number, home.agreement.number]


def submitted_basket(scene, number):
    """A basket that is submitted."""
    values = filled_basket(scene, number)
    return Request(reverse("order_submit", args=values), typed(scene, quantity=2))


def updated_basket(scene, number):
    """A basket in which every quantity is typed anew."""
    values = filled_basket(scene, number)
    return Request(reverse("basket", args=values), typed(scene, quantity=3))


def typed(scene, *, quantity):
    """What the page of the basket of Nordvik's orderer sends, with a quantity in every line."""
    home = scene.nordvik
    data = make.submission(home.agreement, by=home.people.orderer)
    lines = basket_of(home.people.orderer, home.agreement).lines.all()
    return data | {f"line-{line.product_id}-quantity": quantity for line in lines}


def basket_as_template(scene, number):
    """A basket that is saved as a template."""
    values = filled_basket(scene, number)
    data = typed(scene, quantity=2) | {"template_name": f"Mal {uuid.uuid4()}"}
    return Request(reverse("basket_save_template", args=values), data)


def order_as_template(scene, number):
    """An order that is saved as a template."""
    name = f"Mal {uuid.uuid4()}"
    return on_order("order_save_template", growth.order_lines, name=name)(scene, number)


def used_template(scene, number):
    """A template that fills a basket."""
    order = growth.order_lines(scene, number)
    template = make.order_template(order, by=order.submitted_by, name=f"Mal {uuid.uuid4()}")
    values = [scene.nordvik.organisation.organisation_number, template.pk]
    return Request(reverse("order_template_use", args=values), replaced(scene))


def ordered_again(scene, number):
    """An order that fills a basket."""
    request = on_order("order_again", growth.order_lines)(scene, number)
    return Request(request.url, replaced(scene))


def replaced(scene):
    """What replaces the basket of Nordvik's orderer."""
    return {"way": "replace", "seen": seen_basket(scene.nordvik)}


def change(scene, number):
    """One fewer of each line of a confirmed order."""
    growth.confirmed_order_lines(scene, number)
    order = newest(scene)
    data = {
        "submission_key": uuid.uuid4(),
        "buyer_reference": "Ole Innkjøp",
        "reason": "Færre ansatte",
        **{f"quantity-{line.pk}": line.quantity - 1 for line in order.lines.all()},
    }
    values = [scene.nordvik.organisation.organisation_number, order.number]
    return Request(reverse("order_change", args=values), data)


def true_up(scene, number):
    """A true-up with one more of so many products."""
    home = scene.nordvik
    agreement = make.volume_licence_agreement(home.accession, by=home.people.orderer)
    today = timezone.localdate()
    for _ in range(number):
        product = make.product(home.accession.framework)
        make.ledger_entry(agreement, product, by=home.people.orderer)
    asked = make.true_up(agreement, anniversary=today + timedelta(days=200))
    held = held_under(agreement, today)
    counts = {row.product.pk: row.quantity + 1 for row in held}
    data = {
        **{f"counted-{pk}": quantity for pk, quantity in counts.items()},
        "buyer_reference": "Ole Innkjøp",
        "seen_net": difference_of(asked, held, counts).net,
        "shown_sha256": make.shown_counts(asked, counts, on=today).sha256,
    }
    values = [home.organisation.organisation_number, asked.pk]
    return Request(reverse("true_up_order", args=values), data)


def reseller_accepts(scene, number):
    """A sent order that its reseller accepts by the link."""
    growth.sent_order_lines(scene, number)
    link = make_link(newest(scene), by=None, now=timezone.now())
    token = link.rstrip("/").rpartition("/")[2]
    return Request(reverse("reseller_accept", args=[token]), {"reference": "F-1"})


def revoked_mandate(scene, number):
    """A mandate of Nordvik's on which so many orders rest."""
    home = scene.nordvik
    mandate = make.mandate(home.organisation, organisation(), by=home.people.signatory)
    product = make.product(home.accession.framework)
    for _ in range(number):
        make.order(home.agreement, by=home.people.signatory, lines={product: 1}, mandate=mandate)
    address = reverse("mandate_revoke", args=[home.organisation.organisation_number, mandate.pk])
    return Request(address, {"reason": "Vi bestiller selv"})


def answered_lines(status, **said):
    """A file that answers every line of a sent order with a status."""

    def prepare(scene, number):
        growth.sent_order_lines(scene, number)
        order = newest(scene)
        lines = [line(one.position, status, **said) for one in order.lines.all()]
        content = order_response(order, code="CA", lines=lines, number=f"SVAR-{uuid.uuid4()}")
        values = [scene.nordvik.organisation.organisation_number]
        file = SimpleUploadedFile("svar.xml", content)
        return Request(reverse("order_response", args=values), {"file": file})

    return prepare


ACTS = {
    "mandate_revoke": (matrix.SIGNATORY, revoked_mandate),
    "order_again": (matrix.ORDERER, ordered_again),
    "basket": (matrix.ORDERER, updated_basket),
    "order_save_template": (matrix.ORDERER, order_as_template),
    "order_template_use": (matrix.ORDERER, used_template),
    "basket_save_template": (matrix.ORDERER, basket_as_template),
    "order_submit": (matrix.ORDERER, submitted_basket),
    "order_approve": (matrix.APPROVER, on_order("order_approve", growth.order_lines)),
    "order_return": (
        matrix.APPROVER,
        on_order("order_return", growth.order_lines, reason="Feil antall"),
    ),
    "order_withdraw": (matrix.ORDERER, on_order("order_withdraw", growth.order_lines)),
    "order_stop": (
        matrix.ORDERER,
        on_order("order_stop", growth.held_order_lines, reason="Avtalen er slutt"),
    ),
    "order_confirm": (matrix.ORDERER, confirmed_lines(growth.sent_order_lines)),
    "order_confirm, of a change": (matrix.ORDERER, confirmed_lines(growth.sent_change_lines)),
    "order_response": (matrix.ORDERER, answered_lines("5")),
    "order_response, of a proposal": (matrix.ORDERER, answered_lines("3", price="1.00")),
    "order_change": (matrix.ORDERER, change),
    "reseller_accept": (matrix.NOBODY, reseller_accepts),
    "true_up_order": (matrix.ORDERER, true_up),
}
"""Who does it, and how it is prepared for a number of lines."""
