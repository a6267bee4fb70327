"""Reading PDFs back: what a person, a search engine or a screen reader finds in them."""

from io import BytesIO

from django.utils import translation
from django.utils.translation import gettext
from pypdf import PdfReader

SPACES = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\n": " "})


def said(sentence, *, language="nb", **values):
    """A sentence of a document in its language, as it is read back."""
    with translation.override(language):
        return plain(gettext(sentence) % values)


def plain(text):
    """Text with one plain space for every kind and number of spaces."""
    return " ".join(text.translate(SPACES).split())


def reader(pdf):
    """The PDF, opened."""
    return PdfReader(BytesIO(pdf))


def pages(pdf):
    """The text of each page on one line, every kind of space as a plain one."""
    return [plain(page.extract_text()) for page in reader(pdf).pages]


def text(pdf):
    """The text of the whole document on one line."""
    return " ".join(pages(pdf))


def fonts(pdf):
    """The fonts as {name without its subset's letters: whether the file holds it}."""
    found = {}
    for page in reader(pdf).pages:
        for font in page["/Resources"]["/Font"].values():
            described = font["/DescendantFonts"][0]["/FontDescriptor"]
            name = font["/BaseFont"].removeprefix("/").partition("+")[2]
            found[name] = "/FontFile2" in described
    return found


def structure(pdf):
    """How often each kind of element stands in the tree that a screen reader walks."""
    counts = {}
    _count(reader(pdf).trailer["/Root"]["/StructTreeRoot"], counts)
    return counts


def _count(element, counts):
    if "/S" in element:
        counts[element["/S"]] = counts.get(element["/S"], 0) + 1
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        resolved = child.get_object()
        if hasattr(resolved, "get"):
            _count(resolved, counts)


def structure_faults(pdf):
    """What a screen reader would stumble over: headings, header cells, and the index of IDs."""
    root = reader(pdf).trailer["/Root"]["/StructTreeRoot"]
    found = list(elements(root))
    return [*heading_faults(found), *header_faults(found), *index_faults(root, found)]


def elements(element):
    """The elements of a structure in reading order."""
    if "/S" in element:
        yield element
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        resolved = child.get_object()
        if hasattr(resolved, "get"):
            yield from elements(resolved)


def heading_faults(elements):
    """Headings that skip a level, and more or fewer than one title."""
    kinds = [str(element["/S"])[1:] for element in elements]
    levels = [int(kind[1:]) for kind in kinds if len(kind) == 2 and kind[0] == "H"]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} titles"
    for before, level in zip([0, *levels], levels, strict=False):
        if level > before + 1:
            yield f"H{level} after H{before}"


def header_faults(elements):
    """Header cells that do not say what they head, and cells whose headers are not there."""
    ids = {element["/ID"] for element in elements if "/ID" in element}
    for element in elements:
        attributes = element.get("/A", {})
        if element["/S"] == "/TH" and attributes.get("/Scope") not in ("/Column", "/Row"):
            yield "TH without scope"
        if element["/S"] == "/TD" and not set(attributes.get("/Headers", [])) <= ids:
            yield "TD of unknown headers"


def index_faults(root, elements):
    """IDs that the index does not find, or finds elsewhere, and an index out of order."""
    named = {element["/ID"]: element for element in elements if "/ID" in element}
    index = root.get("/IDTree", {"/Names": []})["/Names"]
    keys, found = index[::2], [reference.get_object() for reference in index[1::2]]
    if keys != sorted(named):
        yield "the index has other IDs"
    if any(named.get(key) is not element for key, element in zip(keys, found, strict=True)):
        yield "the index leads elsewhere"
