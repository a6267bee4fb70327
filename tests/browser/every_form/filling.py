"""Finding a form on a page by where it leads, filling it in, and pressing its button.

Nothing is done that a person could not do: what is hidden keeps the value that the page gave it,
and what is folded away is opened first.
"""

from dataclasses import dataclass

from django.urls import Resolver404, resolve

BUTTONS = """() => [...document.forms].flatMap((form, at) => [...form.elements].flatMap(
    (control, place) => {
        if (control.type !== "submit" && control.type !== "image") return [];
        if (control.getAttribute("aria-hidden")) return [];
        const own = name => control.getAttribute("form" + name) || form.getAttribute(name);
        if ((own("method") || "get").toLowerCase() !== "post") return [];
        const hx = control.getAttribute("hx-post") || form.getAttribute("hx-post");
        const url = new URL(hx || own("action") || location.href, location.href);
        const {name, value} = control;
        return [{at, place, name, value, path: url.pathname, isSwapped: Boolean(hx)}];
    }
))"""
CONTROLS = "([at, name]) => [...document.forms[at].elements].filter(one => one.name === name)"
OUTERMOST_FOLD = """element => {
    let fold = null;
    for (let one = element.parentElement; one; one = one.parentElement)
        if (one.matches("details:not([open])") && !element.matches("summary")) fold = one;
    return fold && fold.querySelector("summary");
}"""


class Fault(AssertionError):
    """What is wrong with a form in a browser."""


@dataclass(frozen=True)
class Button:
    """A button that sends a form with POST: which form, which control of it, and where it leads."""

    at: int
    place: int
    name: str
    value: str
    path: str
    isSwapped: bool

    @property
    def pressed(self):
        """What the button itself sends."""
        return self.name, self.value

    @property
    def leads_to(self):
        """The name of the address; None for one that is not the portal's."""
        try:
            return resolve(self.path).view_name
        except Resolver404:
            return None


def buttons_of(page):
    """The buttons of a page that send a form with POST."""
    return [Button(**found) for found in page.evaluate(BUTTONS)]


def find_button(page, address, *, path, pressed):
    """The button of an address that sends what is asked for; what is confirmed has one alone."""
    to_it = [one for one in buttons_of(page) if one.leads_to == address]
    found = [one for one in to_it if path in {None, one.path}]
    named = [one for one in found if one.pressed == pressed]
    if not found:
        raise Fault(f"{page.url} has no form for {address} ({path})")
    return (named or found)[0]


def fill(page, button, data):
    """Write, choose and tick what the data say."""
    for name, value in data.items():
        if name == button.name:
            continue
        handle = page.evaluate_handle(CONTROLS, [button.at, name])
        controls = [one.as_element() for one in handle.get_properties().values()]
        if not controls:
            raise Fault(f"{page.url} has no field {name}")
        shown = [one for one in controls if one.get_attribute("type") != "hidden"]
        if shown:
            fill_in(shown, value)


def fill_in(controls, value):
    """Give the controls of one name their value or values."""
    first = controls[0]
    kind = first.evaluate("one => one.type")
    for control in controls:
        unfold(control)
    if kind in {"checkbox", "radio"}:
        wanted = {str(one) for one in (value if isinstance(value, list) else [value])}
        chosen = [one for one in controls if one.evaluate("one => one.value") in wanted]
        if len(chosen) != len(wanted):
            raise Fault(f"There is no {wanted} to choose")
        for control in chosen:
            control.check()
    elif first.get_attribute("data-ajax--url"):
        look_up(first, value)
    elif kind.startswith("select"):
        first.select_option(value=str(value))
    elif kind == "file":
        content = {"name": value.name, "mimeType": "application/octet-stream"}
        first.set_input_files([content | {"buffer": value.read()}])
    else:
        first.fill(str(value))


def look_up(select, words):
    """Choose in a field of the admin that asks for the rows while one writes."""
    page = select.owner_frame().page
    select.evaluate_handle("one => one.nextElementSibling").as_element().click()
    page.locator(".select2-search__field").last.fill(words)
    page.locator(".select2-results__option", has_text=words).first.click()


def unfold(element):
    """Open what an element is folded into, from the outside in."""
    while summary := element.evaluate_handle(OUTERMOST_FOLD).as_element():
        summary.click()


def press(page, button):
    """Press the button; the answer to the POST and the page that one comes to."""
    element = page.evaluate_handle(
        "([at, place]) => document.forms[at].elements[place]", [button.at, button.place]
    ).as_element()
    unfold(element)
    if button.isSwapped:
        with page.expect_response(lambda answer: answer.request.method == "POST") as caught:
            element.click()
        return caught.value, caught.value
    with page.expect_navigation() as arrived:
        element.click()
    came_to = arrived.value
    sent = came_to.request
    while sent.redirected_from:
        sent = sent.redirected_from
    if sent.method != "POST":
        raise Fault(f"The button sent a {sent.method}")
    return sent.response(), came_to
