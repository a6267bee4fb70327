"""Date rules as a table: end, notice, tacit renewal, 29 February, month ends, moved dates."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements.accessions.drawing_up import give_notice
from agreements.accessions.terms import last_day_after_notice, term_on
from agreements.framework_administration.actions import (
    amend_framework,
    exercise_option,
    resume_framework,
)
from agreements.framework_administration.alerts import due_alerts, send_alerts
from agreements.frameworks.states import (
    ALLOWED,
    FrameworkAct,
    FrameworkState,
    framework_state,
)
from agreements.models import Amendment, Option
from agreements.one_by_one import SomeFailedError
from agreements.periods import notice_deadline, renewed_last_day
from municipalities.models import OutgoingMessage, User
from tests import agreement_factories as make

NOTICE = [
    # the term ends, months of notice, the last day to give it
    (date(2028, 12, 31), 3, date(2028, 9, 30)),
    (date(2028, 11, 30), 3, date(2028, 8, 31)),
    (date(2027, 2, 28), 12, date(2026, 2, 28)),
    (date(2028, 2, 29), 12, date(2027, 2, 28)),
    (date(2029, 2, 28), 12, date(2028, 2, 29)),
    (date(2026, 5, 30), 1, date(2026, 4, 29)),
    (date(2026, 5, 30), 3, date(2026, 2, 27)),
    (date(2026, 3, 30), 1, date(2026, 2, 27)),
    (date(2026, 12, 31), 0, date(2026, 12, 31)),
]


@pytest.mark.parametrize(("last_day", "months", "expected"), NOTICE)
def test_whole_months_lie_between_notice_and_end(last_day, months, expected):
    assert notice_deadline(last_day, months=months) == expected


RENEWAL = [
    # the first term ends, renewed for months, the day, the last day of the term then
    (date(2026, 12, 31), 12, date(2026, 12, 31), date(2026, 12, 31)),
    (date(2026, 12, 31), 12, date(2027, 1, 1), date(2027, 12, 31)),
    (date(2026, 12, 31), 12, date(2031, 6, 1), date(2031, 12, 31)),
    (date(2024, 2, 28), 12, date(2025, 2, 27), date(2025, 2, 27)),
    (date(2024, 2, 28), 12, date(2025, 2, 28), date(2026, 2, 27)),
    (date(2024, 2, 29), 12, date(2025, 2, 1), date(2025, 2, 28)),
    (date(2024, 2, 29), 12, date(2028, 2, 29), date(2028, 2, 29)),
    (date(2026, 1, 30), 1, date(2026, 2, 15), date(2026, 2, 27)),
    (date(2026, 1, 30), 1, date(2026, 3, 15), date(2026, 3, 30)),
    (date(2026, 1, 31), 1, date(2026, 2, 10), date(2026, 2, 28)),
    (date(2026, 1, 31), 1, date(2026, 4, 10), date(2026, 4, 30)),
]


@pytest.mark.parametrize(("first", "months", "on", "expected"), RENEWAL)
def test_a_term_renews_itself_from_where_the_first_one_ended(first, months, on, expected):
    assert renewed_last_day(first, months=months, on=on) == expected


def agreement(**fields):
    """An agreement whose first term ends in 2026, renewed by the year with 3 months' notice."""
    given = {
        "ends_on": date(2026, 12, 31),
        "renewal_months": 12,
        "notice_months": 3,
        "notice_given_at": None,
    }
    return SimpleNamespace(**given | fields)


@pytest.mark.parametrize(
    ("day", "ends_on", "notice_by"),
    [
        (date(2026, 5, 1), date(2026, 12, 31), date(2026, 9, 30)),
        (date(2026, 12, 31), date(2026, 12, 31), date(2026, 9, 30)),
        # After tacit renewal the notice date moves on with the term
        (date(2027, 1, 1), date(2027, 12, 31), date(2027, 9, 30)),
        (date(2029, 7, 1), date(2029, 12, 31), date(2029, 9, 30)),
    ],
)
def test_the_notice_date_follows_the_term_that_runs(day, ends_on, notice_by):
    term = term_on(agreement(), day)
    assert (term.ends_on, term.notice_by) == (ends_on, notice_by)


@pytest.mark.parametrize(
    ("given", "last_day"),
    [
        (datetime(2026, 9, 30, 21, 59, tzinfo=UTC), date(2026, 12, 31)),  # 23.59 in Norway
        (datetime(2026, 9, 30, 22, 0, tzinfo=UTC), date(2027, 12, 31)),  # the day after
        (datetime(2028, 1, 5, 12, tzinfo=UTC), date(2028, 12, 31)),
        (datetime(2028, 12, 5, 12, tzinfo=UTC), date(2029, 12, 31)),
    ],
)
def test_notice_in_time_ends_this_term_and_late_notice_the_next(given, last_day):
    under_notice = agreement(notice_given_at=given)
    assert last_day_after_notice(under_notice) == last_day
    assert term_on(under_notice, date(2035, 1, 1)).ends_on == last_day


def test_without_renewal_the_end_is_the_end():
    term = term_on(agreement(renewal_months=None), date(2030, 1, 1))
    assert (term.ends_on, term.notice_by) == (date(2026, 12, 31), None)


MAY_2026 = datetime(2026, 5, 4, 11, tzinfo=UTC)
"""A moment on an ordinary day while the framework agreement is open."""


@pytest.fixture
def framework(db):
    """In force 2026 to 2028, open for accession to the end of June 2027."""
    return make.framework(accession_closes_on=date(2027, 6, 30))


@pytest.fixture
def drawn_up(cast, framework):
    """Nordvik's volume licence agreement from May 2026."""
    nordvik = cast.nordvik
    people = {"by": nordvik.signatory, "officer": cast.kari}
    accession = make.accession(nordvik.organisation, framework, **people, now=MAY_2026)
    return make.volume_licence_agreement(accession, by=nordvik.orderer, now=MAY_2026)


def test_notice_is_given_once(cast, drawn_up):
    give_notice(drawn_up, by=cast.nordvik.signatory, now=MAY_2026)
    with pytest.raises(ValidationError):
        give_notice(drawn_up, by=cast.nordvik.signatory, now=MAY_2026)


STATES = [
    (date(2025, 11, 30), FrameworkState.DRAFT),
    (date(2025, 12, 1), FrameworkState.ANNOUNCED),
    (date(2025, 12, 31), FrameworkState.ANNOUNCED),
    (date(2026, 1, 1), FrameworkState.IN_FORCE),
    (date(2027, 6, 30), FrameworkState.IN_FORCE),
    (date(2027, 7, 1), FrameworkState.CLOSED),
    (date(2028, 12, 31), FrameworkState.CLOSED),
    (date(2029, 1, 1), FrameworkState.WINDING_DOWN),
    (date(2029, 2, 28), FrameworkState.WINDING_DOWN),
    (date(2029, 3, 1), FrameworkState.ENDED),
]


@pytest.mark.parametrize(("day", "state"), STATES)
def test_the_state_of_a_framework_follows_from_its_dates(framework, day, state):
    assert framework_state(framework, day, terms_run_until=date(2029, 2, 28)) == state


def test_open_before_in_force(framework):
    framework.accession_opens_on = date(2025, 12, 15)
    assert framework_state(framework, date(2025, 12, 20)) == FrameworkState.OPEN


def test_without_terms_that_run_it_is_over_at_once(framework):
    assert framework_state(framework, date(2029, 1, 1)) == FrameworkState.ENDED


def test_winding_down_leaves_care_and_takes_orders():
    allowed = ALLOWED[FrameworkState.WINDING_DOWN]
    assert allowed == {FrameworkAct.TRUE_UP, FrameworkAct.REDUCE, FrameworkAct.TRANSFER}
    assert ALLOWED.keys() == set(FrameworkState)


def amend(framework, cast, **dates):
    return amend_framework(
        framework, dates, reason="Avtalt i møte", by=cast.kari, now=timezone.now()
    )


def test_a_moved_date_keeps_what_it_was_and_why(cast, framework):
    amend(framework, cast, ends_on=date(2028, 6, 30), starts_on=date(2026, 1, 1))
    moved = Amendment.objects.get()
    assert (moved.field, moved.old_value, moved.new_value, moved.reason, moved.amended_by) == (
        "ends_on",
        date(2028, 12, 31),
        date(2028, 6, 30),
        "Avtalt i møte",
        cast.kari,
    )


@pytest.mark.parametrize(
    "dates",
    [
        {"ends_on": date(2025, 12, 31)},
        {"ends_on": date(2027, 6, 29)},
        {"ends_on": date(2030, 1, 1)},
        {"accession_opens_on": date(2027, 7, 1)},
        {"ends_on": date(2028, 12, 31)},
    ],
)
def test_dates_that_do_not_fit_together_move_nothing(cast, framework, dates):
    with pytest.raises(ValidationError):
        amend(framework, cast, **dates)
    framework.refresh_from_db()
    assert (framework.ends_on, Amendment.objects.count()) == (date(2028, 12, 31), 0)


def test_options_are_taken_in_order_and_in_time(cast, framework):
    first = make.option(framework, extends_to=date(2029, 6, 30), decide_by=date(2028, 9, 30))
    second = make.option(framework, extends_to=date(2029, 12, 31), decide_by=date(2029, 3, 31))
    for option, now, code in [
        (second, datetime(2028, 9, 1, tzinfo=UTC), "not_next_option"),
        (first, datetime(2028, 10, 1, 12, tzinfo=UTC), "option_too_late"),
    ]:
        with pytest.raises(ValidationError) as refused:
            exercise_option(option, reason="Lenger", by=cast.kari, now=now)
        assert refused.value.code == code
    exercise_option(first, reason="Lenger", by=cast.kari, now=datetime(2028, 9, 30, 12, tzinfo=UTC))
    framework.refresh_from_db()
    assert (framework.ends_on, Amendment.objects.get().new_value) == (date(2029, 6, 30),) * 2
    with pytest.raises(ValidationError):
        exercise_option(
            first, reason="Lenger", by=cast.kari, now=datetime(2028, 9, 30, 12, tzinfo=UTC)
        )


def test_options_count_among_the_four_years(framework):
    with pytest.raises(Exception, match="option_four_years_or_reason"):
        Option.objects.create(
            framework=framework, extends_to=date(2030, 1, 1), decide_by=date(2028, 1, 1)
        )


def test_nobody_orders_under_a_suspended_agreement(cast, framework, drawn_up):
    order = {"by": cast.nordvik.orderer, "lines": {make.product(framework): 1}, "now": MAY_2026}
    make.suspension(framework, by=cast.kari, now=MAY_2026)
    with pytest.raises(ValidationError) as refused:
        make.filled_basket(drawn_up, **order)
    assert refused.value.code == "framework_suspended"
    resume_framework(framework, by=cast.kari, now=MAY_2026)
    make.filled_basket(drawn_up, **order)


def told():
    return OutgoingMessage.objects.count()


def on(day):
    return datetime(day.year, day.month, day.day, 7, tzinfo=UTC)


def test_a_date_waits_where_there_is_no_case_officer_to_tell(cast, framework):
    first_day = on(framework.ends_on - timedelta(days=180))
    User.objects.filter(is_case_officer=True).update(is_active=False)
    with pytest.raises(SomeFailedError, match="no active case officer"):
        send_alerts(first_day)
    User.objects.update(is_active=True)
    assert send_alerts(first_day) == 1


def test_each_coming_date_is_notified_once_and_again_when_it_moves(cast, framework):
    officers = 2
    first_day = framework.ends_on - timedelta(days=180)
    assert send_alerts(on(first_day - timedelta(days=1))) == 0
    assert (send_alerts(on(first_day)), told()) == (1, officers)
    assert (send_alerts(on(first_day)), told()) == (0, officers)
    amend(framework, cast, ends_on=framework.ends_on - timedelta(days=10))
    assert (send_alerts(on(first_day)), told()) == (1, 2 * officers)


def test_what_is_over_is_not_told(framework):
    framework.refresh_from_db()
    assert due_alerts(framework, framework.ends_on + timedelta(days=1)) == []
