"""What a case officer is shown before products get their lot."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.catalogue.models import Product
from agreements.frameworks.models import FrameworkAgreement
from municipalities import formatting
from municipalities.confirmation import Confirmation, fact

NAMED = 10
"""Products that are named; the others are counted."""


def lot_assignment_confirmation(framework: FrameworkAgreement, choice) -> Confirmation:
    """What giving products a lot does to what is for sale, and to what the lot counts."""
    ordered = choice.ordered
    return Confirmation(
        heading=_("Put products in %(lot)s") % {"lot": choice.lot},
        button=_("Put the products in the lot"),
        facts=(
            fact(_("Framework agreement"), framework.name),
            fact(_("Products"), *_names(choice.product_ids)),
            fact(_("Ordered of them outside all lots"), formatting.kroner(ordered.value)),
            fact(_("Units"), formatting.whole(ordered.quantity)),
        ),
        consequences=(
            _("They can be ordered again where they have a price."),
            _("What is already ordered counts in this lot permanently, also if a product moves."),
        ),
    )


def _names(keys):
    products = Product.objects.filter(pk__in=keys).order_by("name", "part_number")
    for product in products[:NAMED]:
        yield f"{product.part_number} {product.name}"
    if (others := len(keys) - NAMED) > 0:
        yield ngettext("and %(number)s more", "and %(number)s more", others) % {"number": others}
