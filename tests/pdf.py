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
