"""A visitor whose clicks and fields are counted: what a piece of work costs a person."""

from tests.browser.conftest import bokmal


class Counted:
    """A visitor who does one thing at a time; `clicks` and `fields` say how many there were.

    A click is a link, a button, a tick or a choice in a list; a field is something written.
    """

    def __init__(self, visitor):
        self.visitor = visitor
        self.page = visitor.page
        self.clicks = self.fields = 0

    def follow(self, msgid):
        """Follow the first link with this text."""
        self.clicks += 1
        self.visitor.follow(msgid)

    def follow_text(self, text):
        """Follow the first link with a text that is the same in every language."""
        self.clicks += 1
        self.page.get_by_role("link", name=text).first.click()
        self.page.wait_for_load_state()

    def press(self, msgid, **options):
        """Press the button with this label."""
        self.clicks += 1
        self.visitor.press(msgid, **options)

    def confirm(self):
        """Press the button of a page that shows what will happen."""
        self.clicks += 1
        self.visitor.confirm()

    def tick(self, name):
        """Tick the box with this label, as it stands on the page."""
        self.clicks += 1
        self.page.get_by_label(name, exact=True).check()

    def choose(self, name, text="", **option):
        """Choose in the list of this name the option with this text, or with a `value`."""
        self.clicks += 1
        self.page.locator(f"select[name={name}]").select_option(**option or {"label": text})

    def write(self, **fields):
        """Write in fields, by their names."""
        for name, text in fields.items():
            self.fields += 1
            self.page.locator(f"[name='{name}']").fill(text)

    def write_rows(self, *rows):
        """Write in the rows beneath a form, each a dict by the names of its fields."""
        for place, row in enumerate(rows):
            self.write(**{f"rows-{place}-{name}": text for name, text in row.items()})

    def sees(self, text):
        """Whether the page shows this text."""
        return self.visitor.sees(text)

    def sees_msgid(self, msgid):
        """Whether the page shows this sentence in Bokmål."""
        return self.sees(bokmal(msgid))
