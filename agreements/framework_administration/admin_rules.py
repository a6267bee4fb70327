"""What one case officer may write about framework agreements in the admin, and why."""

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.frameworks.models import FrameworkAgreement
from municipalities.admin_rules import OfficerRule

ANNOUNCED = _("the framework agreement is announced")
ANNOUNCED_AND_IN_FORCE = _("the agreement is announced and the day has come")
NO_ACT = _("Not at all.")


def is_announced(framework: FrameworkAgreement) -> bool:
    """Whether a framework agreement is a draft no longer."""
    return framework.announced_on is not None


def has_come(framework: FrameworkAgreement, day: date | None):
    """Whether something holds under an announced framework agreement; no day is no longer open."""
    return is_announced(framework) and day is not None and day <= timezone.localdate()


def page_of(framework: FrameworkAgreement) -> str:
    """Where a case officer makes, and later amends, a framework agreement."""
    name = "ks_framework" if is_announced(framework) else "ks_draft"
    return reverse(name, args=[framework.reference])


SUPPLIER = OfficerRule(
    reason=_("They say how to reach the supplier. The organisation number says who it is."),
    instead=_("Another company is another supplier: record a new one."),
    until_effective=("organisation_number",),
    counts=lambda supplier: any(
        is_announced(framework) for framework in supplier.frameworkagreement_set.all()
    ),
    effective_when=_("an announced framework agreement names the supplier"),
    always=("name", "email", "website", "part_number_pattern", "is_active"),
)

SUPPLIER_DOCUMENT = OfficerRule(
    reason=_("They are copied from the supplier's papers. They only remind KS of a coming day."),
    always=("kind", "reference", "issued_on", "expires_on"),
)

RESELLER = OfficerRule(
    reason=_(
        "Each order keeps what held when it was placed. The order address and the organisation "
        "number decide who gets the orders."
    ),
    instead=_("The address that orders go to moves on a page of its own, with a reason."),
    page=lambda reseller: reverse("ks_reseller_address", args=[reseller.pk]),
    given=("email",),
    until_effective=("organisation_number",),
    counts=lambda reseller: any(is_announced(one) for one in reseller.frameworks.all()),
    effective_when=_("the reseller is named in an announced framework agreement"),
    always=("name", "website", "place", "country", "dispatch_by", "answer_within_days")
    + ("is_active",),
)

FRAMEWORK = OfficerRule(
    reason=_(
        "A draft binds nobody. Afterwards only texts for readers, the name and who delivers stay "
        "open: a document keeps what stood in it, and a member chooses its reseller itself."
    ),
    instead=_(
        "A draft is announced in the case work. After that dates move by amendment, with a "
        "reason, and the rest stands as it was announced."
    ),
    page=page_of,
    given=("starts_on", "ends_on", "accession_opens_on", "accession_closes_on"),
    until_effective=("reference", "contract_number", "supplier")
    + ("long_term_reason", "eligible_kinds", "predecessor", "is_demonstration"),
    counts=is_announced,
    effective_when=ANNOUNCED,
    always=("name", "summary_nb", "summary_nn", "resellers"),
)

OPTION = OfficerRule(
    reason=_("A draft binds nobody. Options must stand in the notice."),
    instead=_("An option is exercised on the framework agreement's page, with a reason."),
    added_before_effect=True,
    until_effective=("extends_to", "decide_by"),
    counts=lambda option: is_announced(option.framework),
    effective_when=ANNOUNCED,
)

FRAMEWORK_DISCOUNT = OfficerRule(
    reason=_("It holds from a day to come, and orders keep the discount that they were given."),
    instead=_("Add a row with a later day."),
    added_before_effect=True,
    until_effective=("valid_from", "percent"),
    counts=lambda discount: has_come(discount.framework, discount.valid_from),
    effective_when=ANNOUNCED_AND_IN_FORCE,
)

RESELLER_MARKUP = OfficerRule(
    reason=_("It holds from a day to come, and orders keep the mark-up that they were given."),
    instead=_("Add a row with a later day."),
    added_before_effect=True,
    until_effective=("reseller", "valid_from", "percent"),
    counts=lambda markup: has_come(markup.framework, markup.valid_from),
    effective_when=ANNOUNCED_AND_IN_FORCE,
)

ELIGIBILITY_BASIS = OfficerRule(
    reason=_("It is copied from the notice, and a draft binds nobody."),
    instead=_("Letting one organisation in beside the notice is an override in its case."),
    given=("framework",),
    until_effective=("notice_reference", "notice_date", "covered_kinds", "covered_organisations"),
    counts=lambda basis: is_announced(basis.framework),
    effective_when=ANNOUNCED,
)

LOT = OfficerRule(
    reason=_("A lot without a ceiling changes nothing that can be ordered."),
    instead=_("Record a new lot."),
    given=("framework",),
    until_effective=("number", "name"),
    counts=lambda lot: is_announced(lot.framework),
    effective_when=ANNOUNCED,
)

CEILING = OfficerRule(
    reason=_("A new ceiling can only lower what may be ordered."),
    instead=_(
        "A maximum moves on the framework agreement's page: one case officer proposes it with a "
        "reason, and another confirms it."
    ),
    page=lambda ceiling: page_of(ceiling.framework),
    given=("framework", "lot"),
    until_effective=("estimated_value", "maximum_value", "estimated_quantity")
    + ("maximum_quantity",),
    counts=lambda ceiling: is_announced(ceiling.framework),
    effective_when=ANNOUNCED,
)

TERMS_VERSION = OfficerRule(
    reason=_("Nothing: terms are published on a page of their own, and never rewritten."),
    instead=_("A new text is a new version."),
    page=lambda version: reverse("ks_framework_terms", args=[version.framework.reference]),
    may_add=False,
)

PROGRAMME = OfficerRule(
    reason=_("Nobody has an agreement under it yet. What is proposed to buyers they may change."),
    instead=_("Record a new programme. Agreements that are drawn up keep theirs."),
    given=("framework",),
    until_effective=("name", "term_months", "level_measure", "pools_volume", "has_true_up")
    + ("allows_subscription_decrease", "renewal_months", "notice_months"),
    counts=lambda programme: programme.volume_licence_agreements.exists(),
    effective_when=_("a volume licence agreement is drawn up under it"),
    always=("counting_basis",),
)

PRICE_LEVEL = OfficerRule(
    reason=_("A level without thresholds, prices and agreements gives nobody a price."),
    instead=_("Record a new level."),
    given=("programme",),
    until_effective=("code",),
    counts=lambda level: is_announced(level.programme.framework),
    effective_when=ANNOUNCED,
)

LEVEL_THRESHOLD = OfficerRule(
    reason=_("It holds from a day to come, and orders keep the level that they were given."),
    instead=_("Add a row with a later day."),
    added_before_effect=True,
    until_effective=("pool", "valid_from", "minimum"),
    counts=lambda row: has_come(row.price_level.programme.framework, row.valid_from),
    effective_when=ANNOUNCED_AND_IN_FORCE,
)

FIXED_LEVEL = OfficerRule(
    reason=LEVEL_THRESHOLD.reason,
    instead=LEVEL_THRESHOLD.instead,
    added_before_effect=True,
    until_effective=("pool", "valid_from", "price_level"),
    counts=lambda row: has_come(row.programme.framework, row.valid_from),
    effective_when=ANNOUNCED_AND_IN_FORCE,
)

LEVELS_END = OfficerRule(
    reason=LEVEL_THRESHOLD.reason,
    instead=NO_ACT,
    added_before_effect=True,
    until_effective=("product_kind", "ended_from"),
    counts=lambda row: has_come(row.programme.framework, row.ended_from),
    effective_when=ANNOUNCED_AND_IN_FORCE,
)

NEGOTIATION = OfficerRule(
    reason=_("It records how negotiations went. Nothing is joined, ordered or paid by it."),
    always=("supplier_name", "outcome", "ended_on", "ended_on_is_month", "reason_nb")
    + ("reason_nn", "source", "framework"),
)
