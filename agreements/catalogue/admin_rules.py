"""What one case officer may write about products and VAT in the admin, and why."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from municipalities.admin_rules import OfficerRule

PRODUCT = OfficerRule(
    reason=_(
        "Nobody has the product yet. What ties it to others may be filled in where it is not "
        "known, and texts and the end of sale change nothing that is owned."
    ),
    instead=_("Names come with a price file. Something else is a new product, which replaces it."),
    page="ks_frameworks",
    given=("framework",),
    until_effective=("part_number", "name", "publisher", "family", "kind", "unit", "pool")
    + ("purchase_unit", "offering", "term_months", "lot"),
    counts=lambda product: product.is_in_use,
    effective_when=_("an order, the ledger or a count points to it"),
    once=("counting_basis", "supports", "edition", "steps_up_from"),
    always=("description_nb", "description_nn", "sold_until", "replaced_by"),
)

EDITION = OfficerRule(
    reason=_("No product is tied to it yet."),
    instead=_("Record a new edition."),
    given=("framework",),
    until_effective=("name",),
    counts=lambda edition: edition.products.exists() or edition.step_ups.exists(),
    effective_when=_("a product is tied to it"),
)

PRICES = OfficerRule(
    reason=_("Nothing: a price list comes from a price file, looked through before it holds."),
    instead=_("Upload a new price file on the framework agreement's page."),
    page="ks_frameworks",
    may_add=False,
)

VAT_RATE = OfficerRule(
    reason=_("It is fixed by Parliament, and holds from a day to come."),
    instead=_("A rate that has held never changes. Add a row with a later day."),
    added_before_effect=True,
    until_effective=("valid_from", "percent"),
    counts=lambda rate: rate.valid_from is not None and rate.valid_from <= timezone.localdate(),
    effective_when=_("its day has come"),
)
