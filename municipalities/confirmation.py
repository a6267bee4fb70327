"""Showing what an act that cannot be undone will do, before somebody does it.

A view builds a Confirmation from the rows as they are at that moment and shows it. The button on
the page posts to the same address, with a hash of what was shown. When the facts have changed in
the meantime, nothing is done: the page comes anew and says so.
"""

from dataclasses import dataclass
from hashlib import sha256

from django.http import HttpRequest
from django.http.response import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from municipalities.texts import Text

SEEN = "seen_sha256"
BACK_TO_FORM = "back_to_form"


@dataclass(frozen=True)
class Fact:
    """A label and its texts, one under another.

    A background fact helps to decide and moves by itself, as what others have ordered: it is
    shown, and a change in it is no reason to ask anew. `url` is the page of what a single text
    names, "" where there is none.
    """

    label: str
    texts: tuple
    is_background: bool = False
    url: str = ""


def fact(label, *texts, is_background=False, url="") -> Fact:
    """A Fact of the texts that are not empty."""
    return Fact(label, tuple(str(text) for text in texts if text), is_background, url)


@dataclass(frozen=True)
class Confirmation:
    """What an act will do: its facts, and what follows in `consequences` (sentences).

    `button` is the verb with its object. `refusals` are the sentences that say why the act would
    be refused as things stand; then there is no button. `is_harmful` colours the button of an act
    that takes something away. `technical` are lines for those who run the portal, folded away.
    """

    heading: Text
    button: Text
    facts: tuple
    consequences: tuple
    refusals: tuple = ()
    is_harmful: bool = False
    technical: tuple = ()

    @property
    def shown_facts(self):
        """The facts that have something to say."""
        return [one for one in self.facts if one.texts]

    @property
    def sha256(self) -> str:
        """What a person has seen before the act, as a hash (hexadecimal)."""
        facts = [(one.label, one.texts) for one in self.shown_facts if not one.is_background]
        return sha256(repr((self.heading, facts, self.consequences)).encode()).hexdigest()

    def is_confirmed_by(self, data):
        """Whether a form's data confirm exactly this, and nothing stands in the way."""
        goes_on = not self.refusals and BACK_TO_FORM not in data
        return goes_on and data.get(SEEN) == self.sha256


def show_confirmation(
    request: HttpRequest, confirmation, *, section, trail, organisation=None, form=None
) -> HttpResponse:
    """The page that shows what will happen, with its button and a way back.

    `trail` is the breadcrumbs as (text, URL); the last leads back. What the person wrote in a
    form before is sent along, and the way back is then to the form, as it was filled in. `form`
    asks above the button for what the act needs besides, as a reason. Answers 409 when the person
    confirmed something that is no longer so.
    """
    has_changed = request.POST.get(SEEN) not in {None, confirmation.sha256}
    refusals = [*confirmation.refusals]
    if has_changed:
        refusals.insert(0, _("This has changed since you opened the page. Look through it again."))
    context = {
        "confirmation": confirmation,
        "refusals": refusals,
        "organisation": organisation,
        "base": "organisation_base.html" if organisation else "ks_base.html",
        "section": section,
        "trail": trail,
        "form": form,
        "written": _written(request.POST, form),
        "seen_name": SEEN,
        "back_name": BACK_TO_FORM,
    }
    status = 422 if form and form.errors else 200
    return render(request, "confirmation.html", context, status=409 if has_changed else status)


def _written(data, form):
    """What was written in a form before, as (name, value): nothing of this page's own fields."""
    own = {SEEN, BACK_TO_FORM, "csrfmiddlewaretoken"}
    own |= {form.add_prefix(name) for name in form.fields} if form else set()
    return [(name, value) for name in data if name not in own for value in data.getlist(name)]
