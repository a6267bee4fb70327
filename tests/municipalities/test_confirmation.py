"""What is shown before an act that cannot be undone, and what counts as having seen it."""

from dataclasses import replace

import pytest
from django.template.loader import render_to_string

from municipalities.confirmation import BACK_TO_FORM, SEEN, Confirmation, fact

SHOWN = Confirmation(
    heading="End the role",
    button="End the role",
    facts=(fact("Whose", "Ole"), fact("Others", "12", is_background=True), fact("Where", "")),
    consequences=("It ends at once.",),
)
OTHER = {
    "another fact": {"facts": (fact("Whose", "Kari"),)},
    "a fact more": {"facts": (*SHOWN.facts, fact("Role", "Approver"))},
    "another consequence": {"consequences": ("It ends tomorrow.",)},
    "another act": {"heading": "Decline the role"},
}


@pytest.mark.parametrize("difference", OTHER.values(), ids=OTHER)
def test_what_was_seen_is_no_longer_enough_when_it_has_changed(difference):
    assert SHOWN.is_confirmed_by({SEEN: SHOWN.sha256})
    assert not replace(SHOWN, **difference).is_confirmed_by({SEEN: SHOWN.sha256})


def test_a_figure_in_the_background_may_move():
    moved = (fact("Whose", "Ole"), fact("Others", "13", is_background=True))
    assert replace(SHOWN, facts=moved).is_confirmed_by({SEEN: SHOWN.sha256})


@pytest.mark.parametrize("data", [{}, {SEEN: ""}, {SEEN: "0" * 64}])
def test_what_was_not_seen_is_not_confirmed(data):
    assert not SHOWN.is_confirmed_by(data)


def test_going_back_confirms_nothing():
    assert not SHOWN.is_confirmed_by({SEEN: SHOWN.sha256, BACK_TO_FORM: "1"})


def test_what_would_be_refused_is_not_confirmed():
    refused = replace(SHOWN, refusals=("The last administrator stays.",))
    assert not refused.is_confirmed_by({SEEN: refused.sha256})


def test_a_fact_with_nothing_to_say_is_left_out():
    assert [fact.label for fact in SHOWN.shown_facts] == ["Whose", "Others"]


@pytest.mark.parametrize("more", [(), ("Bokmål",)])
def test_a_text_of_several_lines_keeps_them(more):
    """Terms whose lines run together can be read by nobody."""
    terms = replace(SHOWN, facts=(fact("Terms", "1. Partene\nEn <avtale>.", *more),))
    page = render_to_string("confirmation.html", {"confirmation": terms, "base": "ks_base.html"})
    assert "1. Partene<br>En &lt;avtale&gt;." in page
