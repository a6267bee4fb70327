"""What KS writes into a draft about buying: lots and ceilings, programmes and price levels."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from agreements.frameworks.drafts import locked_draft
from agreements.frameworks.models import Ceiling, LevelThreshold, Lot, PriceLevel

CEILING_COLUMNS = ["maximum_value", "estimated_value", "maximum_quantity"]
"""What a notice states, by column of Ceiling."""


@transaction.atomic
def update_ceilings(framework, whole, lots):
    """Write the ceiling of a draft as a whole, and its lots with theirs; other lots go.

    `whole` is {column of Ceiling: value}; each of `lots` holds its `number` and `name`, and in
    `ceiling` such columns. Raises ValidationError where something does not fit, or where products
    belong to a lot that goes.
    """
    framework = locked_draft(framework)
    for lot in lots:
        _check_within(whole, lot)
    gone = framework.lots.exclude(number__in=[lot["number"] for lot in lots])
    _delete_lots(gone)
    Ceiling.objects.update_or_create(framework=framework, lot=None, defaults=whole)
    stored = Lot.objects.bulk_create(
        [Lot(framework=framework, number=lot["number"], name=lot["name"]) for lot in lots],
        update_conflicts=True,
        unique_fields=["framework", "number"],
        update_fields=["name"],
    )
    Ceiling.objects.bulk_create(
        [
            Ceiling(framework=framework, lot=lot, **row["ceiling"])
            for lot, row in zip(stored, lots, strict=True)
        ],
        update_conflicts=True,
        unique_fields=["lot"],
        update_fields=CEILING_COLUMNS,
    )


def _check_within(whole, lot):
    """Refuse a lot with more room than the agreement as a whole."""
    most, of_lot = whole["maximum_value"], lot["ceiling"]["maximum_value"]
    if most is not None and of_lot is not None and of_lot > most:
        raise ValidationError(
            _("The lot %(name)s has a higher maximum than the whole agreement."),
            code="lot_above_whole",
            params={"name": lot["name"]},
        )


def _delete_lots(lots):
    with _refused_in_use(_("Products belong to a lot that you remove. Move them first.")):
        Ceiling.objects.filter(lot__in=lots).delete()
        lots.delete()


@transaction.atomic
def save_programme(framework, programme, levels):
    """Store a programme of a draft with its price levels; levels that are not named go.

    `levels` is {code: the lowest number at the level}; they hold from the agreement's first day.
    Raises ValidationError where something does not fit, or where a level that goes is in use.
    """
    framework = locked_draft(framework)
    programme.framework = framework
    programme.full_clean()
    programme.save()
    _delete_levels(programme.price_levels.exclude(code__in=levels))
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
def remove_programme(framework, programme):
    """Take a programme out of a draft, with its levels. Raises ValidationError when it is used."""
    locked_draft(framework)
    programme.fixed_levels.all().delete()
    programme.levels_ends.all().delete()
    _delete_levels(programme.price_levels.all())
    programme.delete()


def _delete_levels(levels):
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
