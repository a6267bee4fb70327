"""What KS writes into a draft about buying: lots and ceilings, programmes and price levels."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from agreements.framework_administration.drafts import locked_draft
from agreements.frameworks.models import Ceiling, FrameworkAgreement, Lot
from agreements.price_levels.models import LevelThreshold, PriceLevel, Programme
from municipalities import formatting

CEILING_COLUMNS = ["maximum_value", "estimated_value", "maximum_quantity"]
"""What a notice states, by column of Ceiling."""


@transaction.atomic
def update_ceilings(framework: FrameworkAgreement, whole, lots) -> FrameworkAgreement:
    """Write the ceiling of a draft as a whole, and its lots with theirs; other lots go.

    `whole` is {column of Ceiling: value}; each of `lots` holds its `number` and `name`, in
    `ceiling` such columns, and in `pk` the key of a stored lot, or None for a new one: a lot keeps
    its products when its number changes. Products of a lot that goes are left without one.
    Raises ValidationError where something does not fit, or where a price file names a lot that
    goes.
    """
    framework = locked_draft(framework)
    for lot in lots:
        _check_within(whole, lot)
    _check_estimates(framework, whole, lots)
    _delete_lots(framework, framework.lots.exclude(pk__in=[lot["pk"] for lot in lots if lot["pk"]]))
    Ceiling.objects.update_or_create(framework=framework, lot=None, defaults=whole)
    stored = _write_lots(framework, lots)
    Ceiling.objects.bulk_create(
        [
            Ceiling(framework=framework, lot=lot, **row["ceiling"])
            for lot, row in zip(stored, lots, strict=True)
        ],
        update_conflicts=True,
        unique_fields=["lot"],
        update_fields=CEILING_COLUMNS,
    )
    return framework


def _check_within(whole, lot: dict) -> None:
    """Refuse a lot with more room than the agreement as a whole."""
    most, of_lot = whole["maximum_value"], lot["ceiling"]["maximum_value"]
    if most is not None and of_lot is not None and of_lot > most:
        raise ValidationError(
            _("The lot %(name)s has a higher maximum than the whole agreement."),
            code="lot_above_whole",
            params={"name": lot["name"]},
        )


def _check_estimates(framework: FrameworkAgreement, whole, lots) -> None:
    """Refuse a maximum below the estimated quantity that is stored beside it."""
    written = {lot["pk"]: lot["ceiling"] for lot in lots if lot["pk"]} | {None: whole}
    for ceiling in framework.ceilings.exclude(estimated_quantity=None):
        most = written.get(ceiling.lot_id, {}).get("maximum_quantity")
        if most is not None and ceiling.estimated_quantity > most:
            raise ValidationError(
                _("The estimate of %(count)s units is above the maximum quantity."),
                code="estimate_too_high",
                params={"count": formatting.whole(ceiling.estimated_quantity)},
            )


def _write_lots(framework: FrameworkAgreement, lots):
    """Store each lot under its own key; the lots in the same order."""
    known = framework.lots.in_bulk()
    stored = [known.get(lot["pk"]) or Lot(framework=framework) for lot in lots]
    for lot, written in zip(stored, lots, strict=True):
        lot.number, lot.name = written["number"], written["name"]
    # In one statement, after which the numbers are compared: two lots may change places
    Lot.objects.bulk_update([lot for lot in stored if lot.pk], ["number", "name"])
    Lot.objects.bulk_create(lot for lot in stored if lot.pk is None)
    return stored


def _delete_lots(framework: FrameworkAgreement, lots) -> None:
    with _refused_in_use(_("A price file names a lot that you remove. Give it another name.")):
        framework.products.filter(lot__in=lots).update(lot=None)
        Ceiling.objects.filter(lot__in=lots).delete()
        lots.delete()


@transaction.atomic
def save_programme(framework: FrameworkAgreement, programme: Programme, levels):
    """Store a programme of a draft with its price levels; levels that are not named go.

    `levels` is {code: the lowest number at the level}; they hold from the agreement's first day.
    Levels of single pools stay: they are not among these.
    Raises ValidationError where something does not fit, or where a level that goes is in use.
    """
    framework = locked_draft(framework)
    programme.framework = framework
    programme.full_clean()
    programme.save()
    unnamed = programme.price_levels.exclude(code__in=levels)
    LevelThreshold.objects.filter(price_level__in=unnamed, pool="").delete()
    _delete_levels(unnamed.filter(thresholds=None))
    stored = PriceLevel.objects.bulk_create(
        [PriceLevel(programme=programme, code=code) for code in levels],
        update_conflicts=True,
        unique_fields=["programme", "code"],
        update_fields=["code"],
    )
    LevelThreshold.objects.bulk_create(
        [
            LevelThreshold(price_level=level, valid_from=framework.first_day, minimum=minimum)
            for level, minimum in zip(stored, levels.values(), strict=True)
        ],
        update_conflicts=True,
        unique_fields=["price_level", "pool", "valid_from"],
        update_fields=["minimum"],
    )
    return programme


@transaction.atomic
def remove_programme(framework: FrameworkAgreement, programme: Programme) -> None:
    """Take a programme out of a draft, with its levels. Raises ValidationError when it is used."""
    locked_draft(framework)
    programme.fixed_levels.all().delete()
    programme.levels_ends.all().delete()
    _delete_levels(programme.price_levels.all())
    programme.delete()


def _delete_levels(levels) -> None:
    in_use = _("A price level that you remove is in use: in a price list, or fixed for everybody.")
    with _refused_in_use(in_use):
        LevelThreshold.objects.filter(price_level__in=levels).delete()
        levels.delete()


@contextmanager
def _refused_in_use(sentence):
    """Say in a sentence that what is deleted is referred to by something else."""
    try:
        yield
    except ProtectedError as error:
        raise ValidationError(sentence, code="in_use") from error
