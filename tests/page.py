"""A page as a browser without JavaScript shows it: fields to write in and buttons to press."""

import re
from urllib.parse import urljoin

from lxml import html


def squeezed(markup):
    """Markup with no space around its tags: how a template is set out does not matter then."""
    return re.sub(r"\s*(<[^>]*?)\s*(/?>)\s*", r"\1\2", " ".join(markup.split()))


class Page:
    """Writing changes the screen alone; a button sends its form, with all that stands in it."""

    def __init__(self, client, address):
        self.client = client
        self._show(client.get(address), address)

    def write(self, name, text):
        """Write in the field of a name."""
        field = self._field(name)
        if field.tag == "textarea":
            field.text = text
        else:
            field.set("value", text)
        return self

    def field(self, name):
        """What stands in the field of a name; None where the page has no such field."""
        found = self._fields(name)
        if not found:
            return None
        is_text = found[0].tag == "textarea"
        return (found[0].text or "").removeprefix("\n") if is_text else found[0].get("value", "")

    def press(self, words):
        """Press the first button that says the words, and come to the page that answers."""
        button = next(one for one in self.tree.iter("button") if words in one.text_content())
        form = next(one for one in button.iterancestors("form"))
        sent = {}
        for name, text in form.form_values():
            # An element of lxml's own keeps the first line break of a text area, a browser drops it
            sent.setdefault(name, []).append((text or "").removeprefix("\n"))
        if button.get("name"):
            sent[button.get("name")] = [button.get("value")]
        action = button.get("formaction") or form.get("action") or self.address
        address = urljoin(self.address, action)
        return self._show(self.client.post(address, sent, follow=True), address)

    def link(self, words):
        """Where the first link that says the words leads."""
        return next(one.get("href") for one in self.tree.iter("a") if words in one.text_content())

    @property
    def text(self):
        """All that can be read on the page."""
        return " ".join(self.tree.text_content().split())

    @property
    def status(self):
        """The status of the answer."""
        return self.response.status_code

    def _fields(self, name):
        return self.tree.xpath("//form//*[@name=$name]", name=name)

    def _field(self, name):
        [field] = self._fields(name)
        return field

    def _show(self, response, address):
        self.response = response
        redirects = getattr(response, "redirect_chain", None)
        self.address = redirects[-1][0] if redirects else address
        self.tree = html.document_fromstring(response.content.decode())
        for field in self.tree.xpath("//input[not(@value)]"):
            field.set("value", "")  # as browsers send it
        return self
