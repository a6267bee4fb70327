#!/bin/sh
# The same document gives other bytes a second later, when it is set in a variable font.
#
# Expected: same input, same bytes: this document has no date of its own, and nothing in it varies.
# Seen:     the font inside the PDF carries the moment at which it was made static, also where the
#           weight that is asked for is the font's own. With SOURCE_DATE_EPOCH set, or in a font
#           that has no axes, the bytes are the same.
# Versions: weasyprint 70.0, pydyf 0.13.0, fonttools 4.68.0; Pango 1.50. Needs Pango.
# Seen on:  1 December 2026.
# We do:    agreements/documents/fonts.py makes static fonts once, without the clock: an issued
#           document is known by the hash of its bytes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
cd "$folder"
venv/bin/pip install --quiet weasyprint==70.0 pydyf==0.13.0 fonttools==4.68.0

cat >run.py <<'END_OF_PYTHON'
import os
import time
from importlib.metadata import version

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables.TupleVariation import TupleVariation
from weasyprint import HTML

LETTERS = "Avtale"


def make_font(name, *, has_weights):
    """A font of plain boxes; with weights, the boxes grow wider."""
    pen = TTGlyphPen(None)
    for i, point in enumerate([(50, 0), (50, 700), (350, 700), (350, 0)]):
        (pen.lineTo if i else pen.moveTo)(point)
    pen.closePath()
    box = pen.glyph()
    glyphs = {ord(letter): f"uni{ord(letter):04X}" for letter in LETTERS}
    order = [".notdef", *sorted(set(glyphs.values()))]
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder(order)
    font.setupCharacterMap(glyphs)
    font.setupGlyf(dict.fromkeys(order, box))
    font.setupHorizontalMetrics(dict.fromkeys(order, (500, 50)))
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": name, "styleName": "Regular", "psName": name})
    font.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    font.setupPost()
    if has_weights:
        font.setupFvar([("wght", 100, 400, 900, "Weight")], [])
        # The box's four points, then the four that hold its margins
        moves = [(0, 0), (0, 0), (80, 0), (80, 0), (0, 0), (80, 0), (0, 0), (0, 0)]
        font.setupGvar({glyph: [TupleVariation({"wght": (0, 1, 1)}, moves)] for glyph in order})
    font.save(f"{name}.ttf")


def same_a_second_later(font):
    """Whether a document in this font has the same bytes when it is made anew."""
    style = f"@font-face {{ font-family: Shop; src: url({font}.ttf) }} p {{ font-family: Shop }}"
    html = f"<html lang=nb><title>A</title><style>{style}</style><p>{LETTERS}"
    first = HTML(string=html, base_url=".").write_pdf()
    time.sleep(1.1)
    return HTML(string=html, base_url=".").write_pdf() == first


os.environ.pop("SOURCE_DATE_EPOCH", None)
make_font("Static", has_weights=False)
make_font("Variable", has_weights=True)
static, variable = same_a_second_later("Static"), same_a_second_later("Variable")
os.environ["SOURCE_DATE_EPOCH"] = "1700000000"
with_epoch = same_a_second_later("Variable")
print(*(f"{name} {version(name)}" for name in ("weasyprint", "pydyf", "fonttools")))
print(f"same bytes, static font:                      {static}")
print(f"same bytes, variable font:                    {variable}   (expected: True)")
print(f"same bytes, variable font, SOURCE_DATE_EPOCH: {with_epoch}")
assert static and with_epoch, "Changed: more than the clock differs"
assert not variable, "Changed: a variable font leaves no moment in the file"
END_OF_PYTHON
venv/bin/python run.py
