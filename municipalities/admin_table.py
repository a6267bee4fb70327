"""All rules of the admin as one table, for docs/admin.md."""

from typing import Any

from django.contrib import admin

HEADINGS = (
    "Table",
    "When it is added",
    "Until it counts",
    "Counts when",
    "Where it is empty",
    "At any time",
    "Why one may",
    "How the rest changes",
)


def admin_table() -> str:
    """The table as Markdown, a row for each admin class and each of its inline tables."""
    rows = [HEADINGS, ["---"] * len(HEADINGS), *_rows()]
    return "".join(f"| {' | '.join(map(str, row))} |\n" for row in rows)


def _rows():
    screens: list[tuple[Any, Any]] = sorted(
        admin.site._registry.items(), key=lambda screen: screen[0]._meta.label
    )
    for model, screen in screens:
        yield _row(model, screen.rule)
        for inline in screen.inlines:
            if inline.rule.open_fields():
                yield _row(inline.model, inline.rule, within=model)


def _row(model, rule, within=None):
    name = model._meta.verbose_name if within is None else _within(model, within)
    always = [*_names(model, rule.always), *_names(model, rule.administrator, "KS administrator")]
    return (
        str(name).capitalize(),
        _added(model, rule),
        ", ".join(_names(model, rule.until_effective)) or "–",
        rule.effective_when or "–",
        ", ".join(_names(model, rule.once)) or "–",
        ", ".join(always) or "–",
        rule.reason,
        rule.instead or "–",
    )


def _within(model, within) -> str:
    return f"{model._meta.verbose_name} (of a {within._meta.verbose_name})"


def _added(model, rule) -> str:
    if not rule.may_add:
        return "never"
    given = ", ".join(_names(model, rule.given))
    ahead = (
        "only ahead: a row that would count at once is refused"
        if rule.added_before_effect
        else "yes"
    )
    return f"{ahead}; and then never again: {given}" if given else ahead


def _names(model, names, who=""):
    for name in names:
        label = model._meta.get_field(name).verbose_name
        yield f"{label} ({who})" if who else str(label)
