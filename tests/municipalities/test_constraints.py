"""The name of what refused a row, as the driver has it."""

import pytest
from django.db import IntegrityError, connection, transaction

from municipalities.constraints import broken_constraint, filled

pytestmark = pytest.mark.django_db

BROKEN = {
    "a check": "INSERT INTO told VALUES (0, 1)",
    "a unique constraint": "INSERT INTO told VALUES (1, 1), (2, 1)",
    "a trigger": "DELETE FROM told",
}
NAMES = {
    "a check": "told_is_above_nothing",
    "a unique constraint": "told_once",
    "a trigger": "told_is_never_deleted",
}


@pytest.fixture
def told():
    with connection.cursor() as cursor:
        cursor.execute(
            """
            CREATE TEMPORARY TABLE told (
                amount integer CONSTRAINT told_is_above_nothing CHECK (amount > 0),
                number integer CONSTRAINT told_once UNIQUE
            );
            CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'told_is_never_deleted' USING ERRCODE = 'check_violation';
            END $$;
            CREATE TRIGGER refuse BEFORE DELETE ON told EXECUTE FUNCTION pg_temp.refuse();
            """
        )


@pytest.mark.parametrize("broken", BROKEN)
def test_the_name_of_what_refused(told, broken):
    with (
        pytest.raises(IntegrityError) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(BROKEN[broken])
    assert broken_constraint(refused.value) == NAMES[broken]


def test_a_column_that_is_never_empty_is_its_value():
    assert filled(0) == 0
    assert filled("") == ""


def test_a_column_that_is_empty_all_the_same_stops_what_is_under_way():
    with pytest.raises(ValueError, match="empty"):
        filled(None)
