"""Opening a file that an access point hands over: XML read safely, out of its envelope if any.

Over the Peppol network a document travels in a Standard Business Document (SBDH), whose sender and
receiver are the endpoints of the document (Peppol compliance, v3.0.14).
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from lxml import etree
from lxml.etree import _Element as Element

from agreements.exchange.order_file import CAC, CBC

SBDH = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
NAMESPACES = {"cac": CAC, "cbc": CBC, "sbdh": SBDH}
MAX_SIZE = 2 * 1024 * 1024
"""Bytes of the largest file that is read."""


@dataclass(frozen=True)
class Envelope:
    """Who a file was sent from and to, as scheme:value (0192:974760673); empty without an SBDH."""

    sender: str = ""
    receiver: str = ""


def open_envelope(content: bytes) -> tuple[Element, Envelope]:
    """The root element of the document in a file, and its Envelope. Raises ValidationError.

    Comments and processing instructions may stand inside values (XML 1.0): both are left out, so
    that a value is read whole.
    """
    root = _root(content)
    if root.tag != f"{{{SBDH}}}StandardBusinessDocument":
        return root, Envelope()
    documents = [child for child in root if etree.QName(child).namespace != SBDH]
    if len(documents) != 1:
        raise ValidationError(
            _("The envelope (SBDH) holds no document, or more than one."),
            code="envelope_unreadable",
        )
    head = "sbdh:StandardBusinessDocumentHeader/sbdh:{}/sbdh:Identifier"
    sender, receiver = (text(root, head.format(party)) for party in ("Sender", "Receiver"))
    return documents[0], Envelope(sender=sender, receiver=receiver)


def text(element: Element, path: str) -> str:
    """The text at a path with single spaces; empty where there is nothing."""
    return " ".join((element.findtext(path, "", NAMESPACES) or "").split())


def _root(content: bytes) -> Element:
    if len(content) > MAX_SIZE:
        raise ValidationError(
            _("The file is too large to be an order response."), code="response_too_large"
        )
    # A document type could name files and addresses, or grow without end: none is let in.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    unreadable = ValidationError(_("The file is no readable XML."), code="response_unreadable")
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise unreadable from error
    if root.getroottree().docinfo.doctype:
        raise unreadable
    return root
