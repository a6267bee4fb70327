"""The page of a basket as a browser without JavaScript shows it, fills it in and sends it."""

from django.urls import reverse
from lxml import html

ACTIONS = {"update": "", "submit": "send-inn/", "template": "lagre-mal/"}
HIDDEN = {"csrfmiddlewaretoken", "submission_key", "seen_net"}


class BasketPage:
    """What stands on the page; typing changes the screen alone, pressing sends it."""

    def __init__(self, client, agreement):
        self.client = client
        number = agreement.accession.organisation.organisation_number
        self.address = reverse("basket", args=[number, agreement.number])
        self.open()

    def open(self):
        """Open the page anew."""
        return self._show(self.client.get(self.address))

    def type(self, **fields):
        """Write in fields by name."""
        for name, text in fields.items():
            self.form.fields[name] = text
        return self

    def type_quantity(self, product, text):
        """Write in the field of a product's quantity."""
        self.form.fields[f"line-{product.pk}-quantity"] = str(text)
        return self

    def quantity(self, product):
        """What stands in the field of a product's quantity."""
        return self.form.fields[f"line-{product.pk}-quantity"]

    @property
    def sent(self):
        """What the form sends, as lists by name."""
        sent = {}
        for name, text in self.form.form_values():
            sent.setdefault(name, []).append(text)
        return sent

    @property
    def screen(self):
        """The part of it that a person sees."""
        return {name: texts for name, texts in self.sent.items() if name not in HIDDEN}

    @property
    def quantities(self):
        """What stands in the quantities' fields, by the product's key."""
        names = {name: texts[0] for name, texts in self.screen.items() if name.startswith("line-")}
        return {int(name.split("-")[1]): text for name, text in names.items()}

    @property
    def errors(self):
        """The errors beside the fields."""
        return [one.text for one in self.tree.find_class("ds-validation-message")]

    def press(self, act="update", **button):
        """Press a button, by its act or the product that it removes, with its name and value."""
        return self.send(act, self.sent | button)

    def send(self, act, data):
        """Send what a page held, also a page that is not on the screen any more."""
        path = ACTIONS[act] if isinstance(act, str) else f"{act.pk}/fjern/"
        return self._show(self.client.post(self.address + path, data, follow=True))

    def _show(self, response):
        self.response = response
        self.tree = html.document_fromstring(response.content.decode())
        forms = self.tree.xpath(f'//form[@action="{self.address}"]')
        self.form = forms[0] if forms else None
        for field in self.tree.xpath("//input[not(@value)]"):
            field.set("value", "")  # as browsers send it
        return self
