"""The blocks of docs/operations.md: those marked `rehearse=NAME` are run as they stand."""

import re

from kslisens.development.steps import CHECKOUT

HANDBOOK = CHECKOUT / "docs/operations.md"
BLOCK = re.compile(r"^```sh rehearse=(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks():
    """{name: commands} in the order of the handbook."""
    found = BLOCK.findall(HANDBOOK.read_text())
    commands = dict(found)
    if len(commands) != len(found):
        raise ValueError("Two blocks of docs/operations.md have the same name.")
    return commands
