"""How a form is sent once."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Form:
    """Who sends a form, from which page, and what is seen afterwards.

    `page` is the name of the address where the form stands, for the row that asking.py gives to
    the form's own address; `at(scene)` is its URL where that does not do. `fill(scene)` is what is
    filled in: asking.payload unless it is given. `button` is the (name, value) of the one that is
    pressed, where it has a name. `prepare(scene)` adds what the scene lacks, and `first` names the
    form that leads to the page. `answers` is 200 where no other page follows.
    """

    who: str
    page: str
    sees: str
    fill: Callable | None = None
    button: tuple = ("", "")
    at: Callable | None = None
    prepare: Callable | None = None
    first: str = ""
    answers: int = 302
    stores: bool = True


def address_of(name):
    """The name of a form's address, from its name in the tables: "basket, to the catalogue"."""
    return name.partition(",")[0]
