"""Inter for PDFs: the front end's variable WOFF2 files, made once into static TTF files.

Unpacking and fixing the weight for every document would take most of its time, and would stamp
the clock into the file. Two family names, because one family of two files prints Sámi letters as
arrows: "Inter" holds the common letters, "Inter Ext" those of the Sámi languages.
"""

import tempfile
from hashlib import sha256
from itertools import product
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FAMILIES = {
    "Inter": "inter-latin-wght-normal.woff2",
    "Inter Ext": "inter-latin-ext-wght-normal.woff2",
}
WEIGHTS = [400, 600]


def fonts_folder():
    """Where the finished fonts are kept; it may be deleted at any time."""
    return settings.LOCAL_DIR / "fonts"


def font_faces() -> str:
    """The @font-face rules of every family and weight, for files that exist when this returns."""
    rules = [
        f'@font-face {{ font-family: "{family}"; font-weight: {weight};'
        f' src: url("{static_font(name, weight=weight).as_uri()}") }}'
        for (family, name), weight in product(FAMILIES.items(), WEIGHTS)
    ]
    return "\n".join(rules)


def static_font(name: str, *, weight):
    """The TTF of one weight of a variable WOFF2 file, made if missing.

    Its name carries the hash of its source, so that a new version of Inter is made anew.
    """
    packed = packed_font(name)
    digest = sha256(packed.read_bytes()).hexdigest()[:16]
    font = fonts_folder() / f"{packed.stem}-{weight}-{digest}.ttf"
    if not font.exists():
        make_static(packed, font, weight=weight)
    return font


def packed_font(name: str):
    """The WOFF2 file: from the front end's packages, or where collectstatic has put it."""
    found = finders.find(f"inter/{name}")
    return Path(found) if found else Path(settings.STATIC_ROOT) / "inter" / name


def make_static(packed, font, *, weight) -> None:
    """Write the TTF under a name of its own, then put it in place in one step.

    Two processes that do it at once do it twice and harm nobody; nobody reads half a font.
    """
    static = instantiateVariableFont(TTFont(packed, recalcTimestamp=False), {"wght": weight})
    static.flavor = None
    font.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=font.parent, suffix=".part", delete=False) as part:
        static.save(part)
    made = Path(part.name)
    made.chmod(0o644)
    made.replace(font)
