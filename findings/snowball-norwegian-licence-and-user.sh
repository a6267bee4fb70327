#!/bin/sh
# Searched with the Norwegian stemmer, one licence is not found among licences, nor a user among
# users: the words that such a catalogue is full of.
#
# Expected: a stemmer gives a noun one stem, whatever its ending: avtale, avtaler, avtalen -> avtal.
# Seen:     a noun that ends in s or r loses it only where nothing follows. lisens -> lis, but
#           lisenser -> lisens; bruker -> bruk, but brukere -> bruker; so with kurs and ressurs.
#           PostgreSQL's configuration "norwegian" holds the same algorithm.
# Versions: snowballstemmer 3.1.1; PostgreSQL 15.18 gives the same stems.
# Seen on:  1 December 2026.
# We do:    the catalogue is searched by trigrams (agreements/catalogue/filters.py), not by stems.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
cd "$folder"
venv/bin/pip install --quiet snowballstemmer==3.1.1

cat >run.py <<'END_OF_PYTHON'
from importlib.metadata import version

from snowballstemmer import stemmer

stem = stemmer("norwegian").stemWord
MEET = {"avtale": "avtaler", "rabatt": "rabatter", "versjon": "versjoner", "pris": "priser"}
SURPRISES = {
    ("lisens", "lisenser"): ("lis", "lisens"),
    ("bruker", "brukere"): ("bruk", "bruker"),
    ("ressurs", "ressurser"): ("ressur", "ressurs"),
    ("kurs", "kurser"): ("kur", "kurs"),
}

print("snowballstemmer", version("snowballstemmer"))
for one, many in MEET.items():
    print(f"{one}, {many}: {stem(one)}, {stem(many)}")
    assert stem(one) == stem(many), f"Changed: {one} and {many} do not meet"
for (one, many), seen in SURPRISES.items():
    print(f"{one}, {many}: {stem(one)}, {stem(many)}   (expected: the same stem)")
    assert (stem(one), stem(many)) == seen, f"Changed: the stems of {one} and {many}"
END_OF_PYTHON
venv/bin/python run.py
