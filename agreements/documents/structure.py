"""What the library leaves out of a document's structure: it names headers, and no way to find them.

Every header cell has an ID, and every cell the IDs of its headers. PDF/UA-1 also wants the IDs in
a tree at the root (14.7.2 of PDF 1.7), and of a header cell whether it heads a column or a row
(14.8.5.7): many screen readers look at that alone.
"""

import pydyf


def complete_structure(_document, pdf) -> None:
    """WeasyPrint's finisher: header cells with their scope, and the index of all IDs."""
    elements = [element for element in pdf.objects if is_structure(element)]
    for element in elements:
        if element["S"] == "/TH":
            scope = "/Column" if is_in_table_head(pdf, element) else "/Row"
            element.setdefault("A", pydyf.Dictionary({"O": "/Table"}))["Scope"] = scope
    add_id_tree(pdf, [element for element in elements if "ID" in element])


def is_structure(element):
    """Whether an object of the file is an element of its structure."""
    return isinstance(element, pydyf.Dictionary) and element.get("Type") == "/StructElem"


def is_in_table_head(pdf, cell):
    """Whether a header cell stands in the head of its table."""
    row = object_at(pdf, cell["P"])
    return object_at(pdf, row["P"])["S"] == "/THead"


def add_id_tree(pdf, named) -> None:
    """List the elements that have an ID, by their IDs."""
    if not named:
        return
    names = pydyf.Array()
    for element in sorted(named, key=lambda element: element["ID"].string):
        names.extend([element["ID"], element.reference])
    tree = pydyf.Dictionary({"Names": names})
    pdf.add_object(tree)
    object_at(pdf, pdf.catalog["StructTreeRoot"])["IDTree"] = tree.reference


def object_at(pdf, reference: bytes):
    """The object behind a reference."""
    return pdf.objects[int(reference.split()[0])]
