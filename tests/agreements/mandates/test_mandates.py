"""Giving and revoking mandates, and what the database holds about them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from agreements.mandates.actions import Signed, give_mandate, revoke_mandate
from agreements.mandates.documents import mandate_offer
from agreements.mandates.queries import in_force_for
from agreements.mandates.states import MandateState, mandate_state
from agreements.mandates.triggers import IN_FORCE_FOR
from agreements.models import Mandate, MandateFramework, Signature
from municipalities.models import Organisation
from tests import agreement_factories as make
from tests.races import at_once, first_code

pytestmark = pytest.mark.django_db


def refused(code):
    return pytest.raises(ValidationError, check=lambda refusal: first_code(refusal) == code)


def refused_by(name):
    """Expect the database to refuse, by this name, at the end of the transaction at the latest."""
    return pytest.raises((IntegrityError, DatabaseError), match=name)


def give(cast, **overrides):
    facts = {"by": cast.nordvik.signatory} | overrides
    return make.mandate(cast.nordvik.organisation, cast.sorvag.organisation, **facts)


def check_now():
    """Look at what is otherwise looked at when the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def test_a_mandate_says_who_what_when_and_by_whom(cast, framework):
    mandate = give(cast, frameworks=[framework], powers="order_and_approve")
    mandate = Mandate.objects.get(pk=mandate.pk)
    assert mandate.owner == cast.nordvik.organisation
    assert list(mandate.frameworks.all()) == [framework]
    assert mandate.given_by == cast.nordvik.signatory
    assert mandate.roles == {"orderer", "approver"}
    assert not mandate.covers_all_frameworks
    check_now()


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 2, 28), MandateState.COMING),
        (date(2026, 3, 1), MandateState.IN_FORCE),
        (date(2026, 3, 31), MandateState.IN_FORCE),
        (date(2026, 4, 1), MandateState.OVER),
    ],
)
def test_a_mandate_holds_from_its_first_day_to_its_last(day, state):
    parties = {"owner": Organisation(), "representative": Organisation()}
    mandate = Mandate(starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 31), **parties)
    assert mandate_state(mandate, day) == state


def test_a_mandate_can_be_signed_in_the_portal(cast, framework):
    facts = {
        "representative": cast.sorvag.organisation,
        "powers": "order",
        "starts_on": timezone.localdate(),
        "ends_on": timezone.localdate(),
        "frameworks": [framework],
        "document": None,
    }
    owner, by = cast.nordvik.organisation, cast.nordvik.signatory
    offer = mandate_offer(owner, facts, language="nb")
    assert framework.name in offer.text
    signed = Signed(offer.sha256, "nb", make.proof(by))
    mandate = give_mandate(owner, facts, by=by, now=timezone.now(), signed=signed)
    assert mandate.signature.document_sha256 == offer.sha256
    revoke_mandate(mandate, by=by, reason="Slutt", now=timezone.now())
    wider = facts | {"powers": "order_and_approve"}
    with refused("mandate_changed"):
        give_mandate(owner, wider, by=by, now=timezone.now(), signed=signed)
    assert Signature.objects.filter(signed_by=by, document_sha256=offer.sha256).count() == 1


def test_a_mandate_needs_a_paper_or_a_signature(cast):
    with pytest.raises(ValidationError):
        give(cast, document=None)


def test_a_mandate_is_not_given_by_another_organisations_paper_or_a_withdrawn_one(cast):
    theirs = make.kept_document(cast.sorvag.organisation, by=cast.sorvag.signatory)
    with refused("not_your_paper"):
        give(cast, document=theirs)
    with refused_by("mandate_paper_is_the_owners"), transaction.atomic():
        raw(cast, document=theirs)


def test_a_mandate_is_not_given_for_days_that_are_over(cast):
    yesterday = timezone.localdate() - timedelta(days=1)
    with refused("days_are_over"):
        give(cast, starts_on=yesterday, ends_on=yesterday)


def test_a_dissolved_organisation_gives_and_gets_no_mandate(cast):
    type(cast.sorvag.organisation).objects.filter(pk=cast.sorvag.organisation.pk).update(
        dissolved_on=timezone.localdate()
    )
    cast.sorvag.organisation.refresh_from_db()
    with refused("organisation_is_dissolved"):
        give(cast)


@pytest.mark.parametrize("gone", ["nordvik", "sorvag"])
def test_who_is_deleted_in_the_registry_gives_and_gets_no_mandate(cast, gone):
    organisation = getattr(cast, gone).organisation
    organisation.registry_status = "removed"
    organisation.save()
    with refused("mandate_party_deregistered"):
        give(cast)


GONE = [
    ("registered", None, True),
    ("unknown", None, False),
    ("removed", None, False),
    ("removed", 0, False),
    ("deleted", 0, False),
    ("deleted", 1, True),
]
"""What the registry says, in how many days from today, and whether the organisation is there."""


@pytest.mark.parametrize(("status", "days", "is_there"), GONE)
@pytest.mark.parametrize("gone", ["nordvik", "sorvag"])
def test_a_mandate_holds_while_the_registry_has_both(cast, agreement, gone, status, days, is_there):
    """The query, the page and the database say the same."""
    today = timezone.localdate()
    mandate = make.mandate(
        cast.nordvik.organisation, cast.sorvag.organisation, by=cast.nordvik.signatory
    )
    day = None if days is None else today + timedelta(days=days)
    Organisation.objects.filter(pk=getattr(cast, gone).organisation.pk).update(
        registry_status=status, deregistered_on=day
    )
    mandate = Mandate.objects.get(pk=mandate.pk)
    assert in_force_for(cast.nordvik.organisation, today).exists() == is_there
    assert (mandate_state(mandate, today) == MandateState.IN_FORCE) == is_there
    condition = IN_FORCE_FOR.format(owner="%s", moment="now()", agreement="%s")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT FROM agreements_mandate m WHERE {condition})",  # noqa: S608
            [cast.nordvik.organisation.pk, agreement.pk],
        )
        assert cursor.fetchone() == (is_there,)


@pytest.mark.parametrize("first", ["named", "all"])
@pytest.mark.parametrize("second", ["named", "all"])
def test_two_mandates_do_not_overlap_for_the_same_pair_and_agreement(
    cast, framework, first, second
):
    named = {"named": [framework], "all": []}
    give(cast, frameworks=named[first])
    with refused("mandate_overlaps"):
        give(cast, frameworks=named[second])


def test_mandates_lie_side_by_side_for_other_agreements_days_and_parties(cast, framework):
    mandate = give(cast, frameworks=[framework])
    give(cast, frameworks=[make.framework()])
    day = mandate.ends_on + timedelta(days=1)
    give(cast, frameworks=[framework], starts_on=day, ends_on=day)
    make.mandate(
        cast.sorvag.organisation,
        cast.nordvik.organisation,
        by=cast.sorvag.signatory,
        frameworks=[framework],
    )
    check_now()


def test_a_revoked_mandate_makes_room_for_another(cast, framework):
    revoke_mandate(
        give(cast, frameworks=[framework]),
        by=cast.nordvik.administrator,
        reason="Vi bestiller selv",
        now=timezone.now(),
    )
    give(cast, frameworks=[framework])
    check_now()


def test_a_mandate_is_revoked_once(cast):
    mandate = give(cast)
    details = {"by": cast.nordvik.signatory, "reason": "Slutt", "now": timezone.now()}
    revoke_mandate(mandate, **details)
    with refused("mandate_is_revoked"):
        revoke_mandate(mandate, **details)
    with refused_by("mandate_is_revoked_once"), transaction.atomic():
        Mandate.objects.update(revoked_reason="Noe annet")


# Round the forms and the acts


def raw(cast, *, frameworks=(), **overrides):
    """A mandate written straight into its table."""
    owner, by = cast.nordvik.organisation, cast.nordvik.signatory
    fields = {
        "representative": cast.sorvag.organisation,
        "powers": "order",
        "framework_count": len(frameworks),
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 12, 31),
        "given_at": timezone.now(),
        "given_by": by,
    } | overrides
    if "document" not in fields:
        fields["document"] = make.kept_document(owner, by=by)
    mandate = Mandate.objects.create(owner=owner, **fields)
    for framework in frameworks:
        MandateFramework.objects.create(mandate=mandate, framework=framework)
    return mandate


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"ends_on": date(2025, 12, 31)}, "mandate_ends_after_it_starts"),
        ({"powers": "sign"}, "mandate_powers_are_known"),
        ({"document": None}, "mandate_has_one_proof"),
        ({"revoked_at": timezone.now()}, "mandate_revoked_in_full"),
    ],
)
def test_the_database_refuses(cast, fields, name):
    with refused_by(name), transaction.atomic():
        raw(cast, **fields)


def test_the_database_refuses_a_mandate_to_oneself(cast):
    with refused_by("mandate_is_to_someone_else"), transaction.atomic():
        raw(cast, representative=cast.nordvik.organisation)


def test_the_database_refuses_two_that_overlap(cast, framework):
    raw(cast, frameworks=[framework])
    with refused_by("mandate_no_overlap"), transaction.atomic():
        raw(cast, frameworks=[framework, make.framework()])
        check_now()


def test_the_database_refuses_a_mandate_with_other_frameworks_than_it_was_given_for(
    cast, framework
):
    with refused_by("mandate_names_all_its_frameworks"), transaction.atomic():
        raw(cast, frameworks=[framework], framework_count=2)
        check_now()
    mandate = give(cast, frameworks=[framework])
    check_now()
    with refused_by("mandate_names_all_its_frameworks"), transaction.atomic():
        MandateFramework.objects.create(mandate=mandate, framework=make.framework())
        check_now()


@pytest.mark.parametrize(
    "change",
    [{"powers": "order_and_approve"}, {"ends_on": date(2040, 1, 1)}, {"framework_count": 0}],
)
def test_what_was_given_is_frozen(cast, framework, change):
    give(cast, frameworks=[framework])
    with refused_by("mandate_is_frozen"), transaction.atomic():
        Mandate.objects.update(**change)


def test_neither_a_mandate_nor_what_it_names_is_deleted(cast, framework):
    mandate = give(cast, frameworks=[framework])
    for rows in (mandate.named.all(), Mandate.objects.all()):
        with refused_by("mandate"), transaction.atomic():
            rows._raw_delete(rows.db)


@pytest.mark.django_db(transaction=True)
def test_of_two_alike_given_at_once_one_is(cast, framework):
    paper = make.kept_document(cast.nordvik.organisation, by=cast.nordvik.signatory)

    def act():
        give(cast, frameworks=[framework], document=paper)
        return "given"

    assert sorted(at_once(act, act, act)) == ["given", "mandate_overlaps", "mandate_overlaps"]
