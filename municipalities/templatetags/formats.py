"""Template tags: values as people write them, and the design system's icons."""

from functools import cache

from django import template
from django.conf import settings
from django.utils.safestring import mark_safe

from municipalities import formatting

register = template.Library()

register.filter("organisation_number", formatting.organisation_number)
register.filter("kroner", formatting.kroner)
register.filter("percent", formatting.percent)
register.filter("whole", formatting.whole)
register.filter("day", formatting.day)
register.filter("moment", formatting.moment)


@register.filter
def page_numbers(page):
    """The page numbers to show around a page of a long list, with "…" where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.simple_tag
@cache
def icon(name: str):
    """An icon of the design system, for the eye only: the text beside it must say the same.

    A name that is no icon fails loudly (FileNotFoundError), as a misspelt tag would.
    """
    svg = (settings.ICONS_DIR / f"{name}.svg").read_text()
    attributes = '<svg class="icon" aria-hidden="true" focusable="false"'
    # The file is one of an installed package, named by a template.
    return mark_safe(svg.replace("<svg", attributes, 1).strip())  # noqa: S308
