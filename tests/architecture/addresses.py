"""Every address of the portal, read from the URL resolver."""

from dataclasses import dataclass

from django.urls import URLResolver, get_resolver
from django.urls.resolvers import RoutePattern


@dataclass(frozen=True)
class Address:
    """A URL name and the names of its parameters."""

    name: str
    parameters: frozenset


def addresses(resolver=None, *, namespace="", outer=frozenset()):
    """All of them, those of the admin with their namespace."""
    for entry in (resolver or get_resolver()).url_patterns:
        parameters = outer | names_in(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry, namespace=inner, outer=parameters)
        else:
            yield Address(namespace + (entry.name or "without a name"), parameters)


def names_in(pattern):
    """The parameters that a part of an address takes."""
    taken = pattern.converters if isinstance(pattern, RoutePattern) else pattern.regex.groupindex
    return frozenset(taken)
