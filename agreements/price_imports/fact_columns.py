"""The plain facts of products as columns in the statements that stage and write them."""

from django.db import connection

from agreements.catalogue.models import FACTS

USUAL_PAYMENT = """CASE
    WHEN r.unit IN ('user_year', 'device_year', 'server_year') THEN 'year'
    WHEN r.term_months = '1' THEN 'month'
    WHEN r.term_months = '12' THEN 'year'
    WHEN r.term_months = '36' THEN 'three_years'
    ELSE 'once' END"""
WHEN_NEW = {"purchase_unit": USUAL_PAYMENT}
"""What a fact of a new product is that the file leaves out, where that is not just empty."""


def with_facts(statement: str) -> str:
    """A statement with the columns of all plain facts in place of the words in braces.

    The tables are called as in staging.py and effect.py: r is what was read, p the product, s and
    c what is staged, b the product before.
    """
    names = [field.name for field in FACTS]
    return statement.format(
        names=", ".join(names),
        read=", ".join(_read(field) for field in FACTS),
        before=", ".join(f"(product).{name}" for name in names),
        staged=", ".join(f"c.{name}" for name in names),
        from_file=", ".join(f"{name} = s.{name}" for name in names),
        as_before=", ".join(
            f"{name} = CASE WHEN p.{name} IS NOT DISTINCT FROM s.{name}"
            f" THEN b.{name} ELSE p.{name} END"
            for name in names
        ),
        needed=", ".join(f"('{name}', r.{name})" for name in _needed()),
    )


def _needed():
    """The facts that a product which is new must have."""
    return [field.name for field in FACTS if not field.blank and not field.has_default()]


def _read(field):
    """A fact as the file has it; left out, as it was; of a new product, its default."""
    name, kind = field.name, field.db_type(connection)
    if field.null:
        return (
            f"CASE WHEN r.{name} IS NULL THEN p.{name} ELSE NULLIF(r.{name}, '')::{kind} END"
            f" AS {name}"
        )
    default = WHEN_NEW.get(name, "''" if field.blank else "NULL")
    return f"COALESCE(r.{name}, p.{name}, {default}) AS {name}"
