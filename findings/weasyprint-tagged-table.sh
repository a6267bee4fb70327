#!/bin/sh
# A PDF that is asked for as PDF/UA-1 lacks half of what tells a screen reader about a table.
#
# Expected: data cells name their header cells by ID, and the tree has the IDTree in which IDs are
#           looked up (ISO 32000 demands it where an element has one); <th scope> becomes Scope; one
#           <table> is one table.
# Seen:     IDs and no IDTree, so that no reader finds a header by its ID; no Scope that could help
#           instead; a table over two pages is two tables, and its head is read twice. No warning.
# Versions: weasyprint 70.0, pydyf 0.13.0, pypdf 7.1.0; Pango 1.50. Needs Pango.
# Seen on:  1 December 2026.
# We do:    agreements/documents/structure.py adds scope and IDTree before a document is sealed.
#           That a long table is several is left as it is.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
cd "$folder"
venv/bin/pip install --quiet weasyprint==70.0 pydyf==0.13.0 pypdf==7.1.0

cat >run.py <<'END_OF_PYTHON'
from importlib.metadata import version
from io import BytesIO

from pypdf import PdfReader
from weasyprint import HTML

ROWS = "".join(f"<tr><th scope=row>Vare {n}<td>{n} stk" for n in range(1, 61))
HEAD = "<thead><tr><th scope=col>Vare<th scope=col>Antall</thead>"
PAGE = f"<html lang=nb><title>Varer</title><h1>Varer</h1><table>{HEAD}<tbody>{ROWS}</table>"


def elements(node):
    """Every element of the structure, in the order in which it is read aloud."""
    node = node.get_object()
    if isinstance(node, list):
        for part in node:
            yield from elements(part)
    elif isinstance(node, dict) and "/S" in node:
        yield node
        if "/K" in node:
            yield from elements(node["/K"])


pdf = PdfReader(BytesIO(HTML(string=PAGE).write_pdf(pdf_variant="pdf/ua-1")))
tree = pdf.trailer["/Root"]["/StructTreeRoot"]
found = list(elements(tree["/K"]))
heads = [one for one in found if one["/S"] == "/TH"]
named = [one for one in found if "/Headers" in one.get("/A", {})]
scopes = [one for one in heads if "/Scope" in one.get("/A", {})]
tables = [one for one in found if one["/S"] == "/Table"]
print(*(f"{name} {version(name)}" for name in ("weasyprint", "pydyf", "pypdf")))
print(f"pages {len(pdf.pages)}, header cells {len(heads)}, all with an ID:", end=" ")
print(all("/ID" in one for one in heads))
print(f"data cells that name their headers: {len(named)}")
print(f"header cells with a Scope: {len(scopes)}   (expected: {len(heads)})")
print(f"IDTree: {'/IDTree' in tree}   (expected: True)")
print(f"tables: {len(tables)}   (expected: 1)")
assert len(pdf.pages) == 2 and len(named) == 60 and all("/ID" in one for one in heads), "Changed"
assert not scopes, "Changed: header cells have a Scope"
assert "/IDTree" not in tree, "Changed: the tree has an index of IDs"
assert len(tables) == 2, "Changed: a table over two pages is one table"
END_OF_PYTHON
venv/bin/python run.py
