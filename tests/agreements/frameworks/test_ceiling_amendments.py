"""A ceiling's maximum moves by a reason and two case officers, whoever writes."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.framework_administration.ceiling_amendments import confirm_ceiling, withdraw_ceiling
from agreements.models import Ceiling, CeilingAmendment
from tests import agreement_factories as make
from tests.confirming import confirm

pytestmark = pytest.mark.django_db

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def ceiling(framework):
    """At most a thousand kroner."""
    return make.ceiling(framework, maximum_value=Decimal(1000))


@pytest.fixture
def proposed(cast, ceiling):
    """Kari proposes ten times as much."""
    return make.ceiling_amendment(ceiling, by=cast.kari, maximum_value=Decimal(10_000))


def maximum(ceiling):
    ceiling.refresh_from_db()
    return ceiling.maximum_value


def refusal_of(act, *args, **kwargs):
    with pytest.raises(ValidationError) as refused:
        act(*args, **kwargs)
    [error] = (
        refused.value.error_list
        if hasattr(refused.value, "error_list")
        else [one for errors in refused.value.error_dict.values() for one in errors]
    )
    return error.code


def test_a_second_case_officer_lets_it_hold(cast, ceiling, proposed):
    assert maximum(ceiling) == 1000
    confirm_ceiling(proposed, by=cast.knut, now=timezone.now())
    assert maximum(ceiling) == 10_000
    row = CeilingAmendment.objects.get()
    assert (row.old_value, row.new_value, row.confirmed_by) == (1000, 10_000, cast.knut)


def test_nobody_confirms_an_own_proposal(cast, ceiling, proposed):
    code = refusal_of(confirm_ceiling, proposed, by=cast.kari, now=timezone.now())
    assert code == "own_proposal"
    assert maximum(ceiling) == 1000


def test_a_proposal_is_decided_once(cast, ceiling, proposed):
    withdraw_ceiling(proposed, by=cast.kari, now=timezone.now())
    for act in (confirm_ceiling, withdraw_ceiling):
        assert refusal_of(act, proposed, by=cast.knut, now=timezone.now()) == "already_decided"
    assert maximum(ceiling) == 1000


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"maximum_value": Decimal(1000)}, "nothing_to_amend"),
        ({"maximum_value": None, "maximum_quantity": 5}, "maximum_missing"),
    ],
)
def test_what_is_proposed_is_looked_at(cast, ceiling, changes, code):
    assert refusal_of(make.ceiling_amendment, ceiling, by=cast.kari, **changes) == code


def test_a_maximum_below_what_is_ordered_is_not_even_proposed(cast, ceiling):
    Ceiling.objects.update(used_value=900)
    with pytest.raises(ValidationError, match="bestilt for mer enn"):
        make.ceiling_amendment(ceiling, by=cast.kari, maximum_value=Decimal(800))


def test_one_maximum_is_proposed_at_a_time(cast, ceiling, proposed):
    code = refusal_of(make.ceiling_amendment, ceiling, by=cast.knut, maximum_value=Decimal(5))
    assert code == "already_proposed"


def test_the_ceiling_of_a_draft_is_changed_in_the_draft(cast):
    ceiling = make.ceiling(make.framework(announced_on=None), maximum_value=1000)
    code = refusal_of(make.ceiling_amendment, ceiling, by=cast.kari, maximum_value=Decimal(5))
    assert code == "is_a_draft"
    assert Ceiling.objects.filter(pk=ceiling.pk).update(maximum_value=5) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"maximum_value": 10**11},
        {"maximum_value": None},
        {"maximum_quantity": 7},
        {"estimated_value": 5},
    ],
    ids=str,
)
def test_the_database_moves_no_ceiling_without_an_amendment(cast, ceiling, proposed, change):
    with pytest.raises(DatabaseError, match="ceiling_moves_by_amendment"), transaction.atomic():
        Ceiling.objects.filter(pk=ceiling.pk).update(**change)


def test_the_database_removes_no_ceiling_that_is_announced(ceiling):
    with pytest.raises(DatabaseError, match="ceiling_moves_by_amendment"):
        Ceiling.objects.filter(pk=ceiling.pk).delete()


def test_an_amendment_moves_a_ceiling_once(cast, ceiling, proposed):
    confirm_ceiling(proposed, by=cast.knut, now=timezone.now())
    back = make.ceiling_amendment(ceiling, by=cast.knut, maximum_value=Decimal(1000))
    confirm_ceiling(back, by=cast.kari, now=timezone.now())
    with pytest.raises(DatabaseError, match="ceiling_moves_by_amendment"):
        Ceiling.objects.update(maximum_value=10_000)


def test_the_database_keeps_the_second_pair_of_eyes(cast, proposed):
    now, rows = timezone.now(), CeilingAmendment.objects.all()
    broken = {
        "second_officer": {"confirmed_at": now, "confirmed_by": cast.kari},
        "decided_in_full": {"confirmed_at": now},
        "decided_once": {"new_value": 10**11},
    }
    for rule, change in broken.items():
        with pytest.raises(DatabaseError, match=rule), transaction.atomic():
            rows.update(**change)
    withdraw_ceiling(proposed, by=cast.knut, now=now)
    with pytest.raises(DatabaseError, match="decided_once"), transaction.atomic():
        rows.update(withdrawn_at=None, withdrawn_by=None)
    with pytest.raises(DatabaseError, match="Cannot delete"):
        rows.delete()


def test_two_officers_move_it_on_the_pages(cast, signed_in, framework, ceiling):
    kari, knut = signed_in(cast.kari), signed_in(cast.knut)
    page = reverse("ks_framework", args=[framework.reference])
    propose = reverse("ks_ceiling_amend", args=[framework.reference, ceiling.pk])
    sent = {"maximum_value": "12 500,50", "reason": "Avtalt med leverandøren"}
    answer = kari.post(propose, sent, follow=True)
    assert "gjelder når en kollega har bekreftet det" in answer.text
    row = CeilingAmendment.objects.get()
    look = reverse("ks_ceiling_amendment", args=[framework.reference, row.pk])
    assert look in kari.get(page).text
    own = kari.get(look)
    assert "En kollega må bekrefte" in own.text
    assert "seen_sha256" not in own.text
    shown = knut.get(look).text
    for text in (f"1{NBSP}000,00{NBSP}kr", f"12{NBSP}500,50{NBSP}kr", "Avtalt med leverandøren"):
        assert text in shown
    confirm(knut, look)
    assert maximum(ceiling) == Decimal("12500.50")
    assert "Bekreftet" in kari.get(page).text


def test_a_proposal_waits_on_the_work_list_until_it_is_decided(cast, signed_in, proposed):
    knut = signed_in(cast.knut)
    look = reverse("ks_ceiling_amendment", args=[proposed.ceiling.framework.reference, proposed.pk])
    assert look in knut.get(reverse("work_list")).text
    back = reverse(
        "ks_ceiling_amendment_withdraw", args=[proposed.ceiling.framework.reference, proposed.pk]
    )
    knut.post(back)
    assert look not in knut.get(reverse("work_list")).text
    assert CeilingAmendment.objects.get().withdrawn_by == cast.knut
