#!/bin/sh
# A PDF prints, and says when it is read aloud or searched, another letter than the text has, when
# two @font-face rules give one family two files, as web fonts cut into latin and latin-ext do.
#
# Expected: as in browsers, each letter comes from the file whose unicode-range has it; the library
#           knows the property.
# Seen:     one file is embedded, and the second file's letter is drawn by its number in the first,
#           which is some other letter's: "Porsaŋgu" became "PorsaPgu". No warning is given. With
#           a family name for each file, both named in font-family, the text is right.
# Versions: weasyprint 70.0, pydyf 0.13.0, fonttools 4.68.0, pypdf 7.1.0; Pango 1.50. Needs Pango.
# Seen on:  1 December 2026.
# We do:    agreements/documents/fonts.py gives each file a family name of its own.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
cd "$folder"
venv/bin/pip install --quiet weasyprint==70.0 pydyf==0.13.0 fonttools==4.68.0 pypdf==7.1.0

cat >run.py <<'END_OF_PYTHON'
from importlib.metadata import version
from io import BytesIO

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pypdf import PdfReader
from weasyprint import HTML

TEXT = "Porsaŋgu"


def make_font(letters, name):
    """A font of plain boxes, one for each letter."""
    pen = TTGlyphPen(None)
    for i, point in enumerate([(50, 0), (50, 700), (450, 700), (450, 0)]):
        (pen.lineTo if i else pen.moveTo)(point)
    pen.closePath()
    box = pen.glyph()
    glyphs = {ord(letter): f"uni{ord(letter):04X}" for letter in letters}
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", *glyphs.values()])
    font.setupCharacterMap(glyphs)
    font.setupGlyf(dict.fromkeys([".notdef", *glyphs.values()], box))
    font.setupHorizontalMetrics(dict.fromkeys([".notdef", *glyphs.values()], (500, 50)))
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": name, "styleName": "Regular", "psName": name})
    font.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    font.setupPost()
    font.save(f"{name}.ttf")


def printed(style):
    """What a PDF of the text says, and how many files of fonts it holds."""
    html = f"<html lang=nb><style>{style}</style><p>{TEXT}"
    page = PdfReader(BytesIO(HTML(string=html, base_url=".").write_pdf())).pages[0]
    return page.extract_text(), len(page["/Resources"]["/Font"])


make_font("Porsagu", "Latin")
make_font("ŋčđ", "LatinExt")
one_family = printed(
    "@font-face { font-family: Shop; src: url(Latin.ttf); unicode-range: U+0000-00FF }"
    "@font-face { font-family: Shop; src: url(LatinExt.ttf); unicode-range: U+0100-024F }"
    "p { font-family: Shop }"
)
two_families = printed(
    "@font-face { font-family: Shop; src: url(Latin.ttf) }"
    "@font-face { font-family: 'Shop Ext'; src: url(LatinExt.ttf) }"
    "p { font-family: Shop, 'Shop Ext' }"
)
print(*(f"{name} {version(name)}" for name in ("weasyprint", "pydyf", "fonttools", "pypdf")))
print(f"text and files, one family:   {one_family}   (expected: {(TEXT, 2)})")
print(f"text and files, two families: {two_families}")
assert two_families == (TEXT, 2), "Changed: two families are no way round any more"
assert one_family == ("PorsaPgu", 1), "Changed: what one family of two files prints"
END_OF_PYTHON
venv/bin/python run.py
