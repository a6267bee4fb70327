"""The countries of ISO 3166-1, as two letters: what an order file may name a country by.

Source: ISO 3166-1 alpha-2, the 249 codes officially assigned (ISO Online Browsing Platform, read
in 2026). UK and EL, which people write for the United Kingdom and Greece, are not among them.
"""

SECOND_LETTERS = {
    "A": "DEFGILMOQRSTUWXZ",
    "B": "ABDEFGHIJLMNOQRSTVWYZ",
    "C": "ACDFGHIKLMNORUVWXYZ",
    "D": "EJKMOZ",
    "E": "CEGHRST",
    "F": "IJKMOR",
    "G": "ABDEFGHILMNPQRSTUWY",
    "H": "KMNRTU",
    "I": "DELMNOQRST",
    "J": "EMOP",
    "K": "EGHIMNPRWYZ",
    "L": "ABCIKRSTUVY",
    "M": "ACDEFGHKLMNOPQRSTUVWXYZ",
    "N": "ACEFGILOPRUZ",
    "O": "M",
    "P": "AEFGHKLMNRSTWY",
    "Q": "A",
    "R": "EOSUW",
    "S": "ABCDEGHIJKLMNORSTVXYZ",
    "T": "CDFGHJKLMNORTVWZ",
    "U": "AGMSYZ",
    "V": "ACEGINU",
    "W": "FS",
    "Y": "ET",
    "Z": "AMW",
}
"""By the first letter of a code: every second letter that makes it a country."""

ALPHA_2 = [first + second for first, seconds in SECOND_LETTERS.items() for second in seconds]
"""Every code, in alphabetical order."""
