"""What KS does to a framework agreement before it is announced: a draft is made, piece by piece.

Every act locks the agreement, and refuses one that is announced: from then on dates move by
amendment, and a new text is a new version.
"""

from datetime import datetime
from itertools import count

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from agreements.framework_administration.missing import check_complete
from agreements.frameworks.long_terms import check_long_term
from agreements.frameworks.models import (
    Announcement,
    EligibilityBasis,
    FrameworkAgreement,
    Option,
    TermsVersion,
)
from agreements.frameworks.queries import basis_of
from agreements.price_levels.models import FixedLevel, LevelThreshold
from municipalities import formatting
from municipalities.constraints import broken_constraint
from municipalities.people.models import User
from municipalities.register.models import Organisation

AS_ASCII = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})
MAX_STEM_LENGTH = 27
"""Of a reference that is made of whole words of a name; a number may follow."""
ONE_OF_EACH_FRAMEWORK = {
    "agreements_frameworkagreement_reference_key",
    "framework_contract_number_once",
}
ONE_A_DAY = {
    "terms_version_one_per_day",
    "level_threshold_one_per_day",
    "fixed_level_one_per_day",
}


@transaction.atomic
def create_draft(facts) -> FrameworkAgreement:
    """Store a new framework agreement as a draft.

    `facts` are its name, contract number, supplier, first and last day, and the reason when it is
    long. Until something else is said it can be joined by every kind, for its whole term.
    """
    framework = FrameworkAgreement(
        reference=_free_reference(facts["name"]),
        accession_opens_on=facts["starts_on"],
        accession_closes_on=facts["ends_on"],
        eligible_kinds=list(Organisation.Kind),
        **facts,
    )
    framework.full_clean()
    try:
        with transaction.atomic():
            framework.save()
    except IntegrityError as error:
        if broken_constraint(error) not in ONE_OF_EACH_FRAMEWORK:
            raise
        raise ValidationError(
            _("Another agreement was stored at the same moment. Store the draft again."),
            code="reference_taken",
        ) from error
    return framework


@transaction.atomic
def update_parties(framework: FrameworkAgreement, facts, *, resellers):
    """Write a draft's name, contract number and supplier, and who delivers."""
    framework = _write(locked_draft(framework), facts)
    framework.resellers.set(resellers)
    return framework


@transaction.atomic
def update_dates(framework: FrameworkAgreement, facts, *, options) -> FrameworkAgreement:
    """Write a draft's dates and its options, each {"extends_to": day, "decide_by": day}.

    Terms and levels from its first day follow when that day moves. Raises ValidationError where
    the days do not fit together.
    """
    framework = locked_draft(framework)
    before = framework.first_day
    framework.options.all().delete()
    _write(framework, facts)
    _move_first_day(framework, before)
    Option.objects.bulk_create(_options(framework, options))
    return framework


def _move_first_day(framework: FrameworkAgreement, before) -> None:
    """Let terms and levels from the first day follow it. Raises ValidationError."""
    following = (
        TermsVersion.objects.filter(framework=framework),
        LevelThreshold.objects.filter(price_level__programme__framework=framework),
        FixedLevel.objects.filter(programme__framework=framework),
    )
    try:
        with transaction.atomic():
            for rows in following:
                rows.filter(valid_from=before).update(valid_from=framework.first_day)
    except IntegrityError as error:
        if broken_constraint(error) not in ONE_A_DAY:
            raise
        raise ValidationError(
            _("Terms or price levels begin on %(day)s already. Choose another first day."),
            code="first_day_taken",
            params={"day": formatting.day(framework.first_day)},
        ) from error


def _options(framework: FrameworkAgreement, rows):
    """Options that extend the agreement, all of them within its reason for a long term."""
    for row in rows:
        if row["extends_to"] <= framework.ends_on:
            raise ValidationError(
                _("An option must extend the agreement beyond %(day)s."),
                code="option_extends_nothing",
                params={"day": formatting.day(framework.ends_on)},
            )
        check_long_term(framework.starts_on, row["extends_to"], framework.long_term_reason)
        yield Option(framework=framework, **row)


@transaction.atomic
def record_basis(framework: FrameworkAgreement, facts, *, eligible_kinds) -> EligibilityBasis:
    """Write the notice that a draft rests on, the kinds it covers, and the kinds that may join."""
    framework = _write(locked_draft(framework), {"eligible_kinds": eligible_kinds})
    basis = basis_of(framework) or EligibilityBasis(framework=framework)
    for name, value in facts.items():
        setattr(basis, name, value)
    basis.full_clean()
    basis.save()
    return basis


@transaction.atomic
def add_organisation(framework: FrameworkAgreement, organisation: Organisation) -> None:
    """Add an organisation to those that the notice of a draft names."""
    _basis_to_write(framework).covered_organisations.add(organisation)


@transaction.atomic
def remove_organisation(framework: FrameworkAgreement, organisation: Organisation) -> None:
    """Take an organisation off those that the notice of a draft names."""
    _basis_to_write(framework).covered_organisations.remove(organisation)


def _basis_to_write(framework: FrameworkAgreement) -> EligibilityBasis:
    basis = basis_of(locked_draft(framework))
    if basis is None:
        raise ValidationError(_("Record the notice first."), code="notice_missing")
    return basis


@transaction.atomic
def update_texts(framework: FrameworkAgreement, summaries, *, terms):
    """Write a draft's summaries, and its terms (`version`, `text_nb`, `text_nn`).

    The terms hold from the first day of the agreement. A text may be empty for the time being.
    """
    framework = _write(locked_draft(framework), summaries)
    version = framework.terms_versions.first() or TermsVersion(framework=framework)
    for name, value in terms.items():
        setattr(version, name, value)
    version.valid_from = framework.first_day
    version.full_clean(exclude=["text_nb", "text_nn"])
    version.save()
    return version


@transaction.atomic
def announce_framework(framework: FrameworkAgreement, *, by: User, now: datetime):
    """Make a draft public: from this day everybody sees it. It is never a draft again.

    Raises ValidationError with a sentence for everything that is missing.
    """
    framework = locked_draft(framework)
    today = timezone.localdate(now)
    check_complete(framework, today)
    Announcement.objects.create(framework=framework, announced_at=now, announced_by=by)
    return _write(framework, {"announced_on": today})


def locked_draft(framework: FrameworkAgreement) -> FrameworkAgreement:
    """The agreement as it is now, locked. Raises ValidationError when it is announced."""
    framework = FrameworkAgreement.objects.select_for_update().get(pk=framework.pk)
    if framework.announced_on is not None:
        raise ValidationError(
            _("The agreement is announced. Open its page to see what can be changed."),
            code="not_a_draft",
        )
    return framework


def _write(framework: FrameworkAgreement, facts):
    for name, value in facts.items():
        setattr(framework, name, value)
    framework.full_clean()
    framework.save(update_fields=list(facts))
    return framework


def _free_reference(name: str):
    """A short name for addresses, made from a name, that no agreement has."""
    beginning = slugify(name.lower().translate(AS_ASCII)).strip("-_") or "rammeavtale"
    if len(beginning) > MAX_STEM_LENGTH:
        cut = beginning[: MAX_STEM_LENGTH + 1]
        beginning = cut.rpartition("-")[0] or cut[:MAX_STEM_LENGTH]
    taken = set(
        FrameworkAgreement.objects.filter(reference__startswith=beginning).values_list(
            "reference", flat=True
        )
    )
    if beginning not in taken:
        return beginning
    numbered = (f"{beginning}-{number}" for number in count(2))
    return next(reference for reference in numbered if reference not in taken)
