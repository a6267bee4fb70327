"""Where a framework agreement is on a day, and what may be done under it then: the one table."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class FrameworkState(models.TextChoices):
    """Where a framework agreement is, as its dates and suspensions say."""

    DRAFT = "draft", _("Draft")
    ANNOUNCED = "announced", _("Announced")
    OPEN = "open", _("Open for accession")
    IN_FORCE = "in_force", _("In force, open for accession")
    CLOSED = "closed", _("In force, closed for accession")
    SUSPENDED = "suspended", _("Suspended")
    WINDING_DOWN = "winding_down", _("Winding down")
    ENDED = "ended", _("Ended")


class FrameworkAct(models.TextChoices):
    """What may be done under a framework agreement."""

    JOIN = "join", _("join")
    DRAW_UP = "draw_up", _("draw up volume licence agreements")
    ORDER = "order", _("order")
    TRUE_UP = "true_up", _("report the yearly count")
    REDUCE = "reduce", _("reduce")
    TRANSFER = "transfer", _("transfer licences")


WIND_DOWN_ACTS = {FrameworkAct.TRUE_UP, FrameworkAct.REDUCE, FrameworkAct.TRANSFER}
"""Looking after what one has already bought."""

ALLOWED = {
    FrameworkState.DRAFT: set(),
    FrameworkState.ANNOUNCED: set(),
    FrameworkState.OPEN: {FrameworkAct.JOIN, FrameworkAct.DRAW_UP},
    FrameworkState.IN_FORCE: {
        FrameworkAct.JOIN,
        FrameworkAct.DRAW_UP,
        FrameworkAct.ORDER,
        *WIND_DOWN_ACTS,
    },
    FrameworkState.CLOSED: {FrameworkAct.DRAW_UP, FrameworkAct.ORDER, *WIND_DOWN_ACTS},
    FrameworkState.SUSPENDED: WIND_DOWN_ACTS,
    FrameworkState.WINDING_DOWN: WIND_DOWN_ACTS,
    FrameworkState.ENDED: set(),
}
"""By state: what may be done. PDFs can always be printed."""


def framework_state(framework, on: date, *, is_suspended=False, terms_run_until=None):
    """The state on a day.

    `terms_run_until` is the last day of the members' own agreements: after the framework's end
    it is winding down until then.
    """
    if framework.announced_on is None or on < framework.announced_on:
        return FrameworkState.DRAFT
    if on > framework.ends_on:
        runs_on = terms_run_until is not None and on <= terms_run_until
        return FrameworkState.WINDING_DOWN if runs_on else FrameworkState.ENDED
    if is_suspended:
        return FrameworkState.SUSPENDED
    return _state_in_its_time(framework, on)


def _state_in_its_time(framework, on: date):
    """Announced, not over and not suspended: which of its two periods the day is in."""
    is_open = framework.accession_opens_on <= on <= framework.accession_closes_on
    if on < framework.starts_on:
        return FrameworkState.OPEN if is_open else FrameworkState.ANNOUNCED
    return FrameworkState.IN_FORCE if is_open else FrameworkState.CLOSED
