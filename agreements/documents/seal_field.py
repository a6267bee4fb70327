"""The place for the seal in a rendered file: a signature field that is part of its structure.

The library that seals would add the field itself, but outside the structure tree, which PDF/UA
does not allow for a field that PDF/A wants printed.
"""

import pydyf
from pydyf import Dictionary

from agreements.documents.structure import object_at

NAME = "KSLisens"
PRINTED_AND_LOCKED = 4 | 128
OFF_THE_PAGE = [-9999, -9999, -9999, -9999]


def add_seal_field(pdf) -> None:
    """Put an empty signature field, off the page, in the form and the structure of the file."""
    page = pdf.objects[pdf.pages["Kids"][0]]
    field = field_on(page)
    pdf.add_object(field)
    page.setdefault("Annots", pydyf.Array()).append(field.reference)
    form = pydyf.Dictionary({"Fields": pydyf.Array([field.reference])})
    pdf.add_object(form)
    pdf.catalog["AcroForm"] = form.reference
    add_to_structure(pdf, field, page)


def field_on(page) -> Dictionary:
    """The field as a widget of a page."""
    return pydyf.Dictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": pydyf.String(NAME),
            "TU": pydyf.String("KS Lisens"),
            "F": PRINTED_AND_LOCKED,
            "Rect": pydyf.Array(OFF_THE_PAGE),
            "P": page.reference,
        }
    )


def add_to_structure(pdf, field, page) -> None:
    """Name the field as the last thing of the document."""
    root = object_at(pdf, pdf.catalog["StructTreeRoot"])
    whole = object_at(pdf, root["K"][0])
    link = pydyf.Dictionary({"Type": "/OBJR", "Obj": field.reference, "Pg": page.reference})
    element = pydyf.Dictionary(
        {"Type": "/StructElem", "S": "/Form", "P": whole.reference, "K": link}
    )
    pdf.add_object(element)
    whole["K"].append(element.reference)
    numbered = object_at(pdf, root["ParentTree"])["Nums"]
    field["StructParent"] = numbered[-2] + 1
    numbered.extend([field["StructParent"], element.reference])
