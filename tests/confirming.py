"""Going past the page that shows what an act will do before it is done."""

import re

from municipalities.confirmation import SEEN

SEEN_FIELD = re.compile(rf'name="{SEEN}" value="(\w+)"')


def seen_in(response):
    """What a confirmation page has shown, as its form sends it back; None on any other page."""
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    shown = SEEN_FIELD.search(response.text) if is_page else None
    return shown and shown.group(1)


def confirm(client, url, data=None, **options):
    """Send a form, look at what will happen, and confirm it."""
    seen = seen_in(client.post(url, data))
    assert seen, "No page showed what would happen."
    return client.post(url, {**(data or {}), SEEN: seen}, **options)
