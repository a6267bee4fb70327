"""The code under the QR."""

import pytest

from agreements.documents.codes import ALPHABET, grouped, new_code, qr_code, read_code


def test_codes_are_long_random_and_readable():
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert {len(code) for code in codes} == {16}
    assert set("".join(codes)) == set(ALPHABET)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0123456789ABCDEF", "0123456789ABCDEF"),
        ("0123-4567-89AB-CDEF", "0123456789ABCDEF"),
        (" 0123 4567 89ab cdef ", "0123456789ABCDEF"),
        ("OIL3-4567-89AB-CDEF", "0113456789ABCDEF"),
        ("0123-4567-89AB-CDE", ""),
        ("0123-4567-89AB-CDEU", ""),
        ("٠١٢٣-4567-89AB-CDEF", ""),
        ("", ""),
        ("\x00" * 16, ""),
    ],
)
def test_a_typed_code_is_read_as_it_was_meant(typed, code):
    assert read_code(typed) == code


def test_a_code_is_printed_in_groups_of_four():
    assert grouped("0123456789ABCDEF") == "0123-4567-89AB-CDEF"
    assert read_code(grouped("0123456789ABCDEF")) == "0123456789ABCDEF"


def test_the_qr_of_an_address_is_always_the_same_picture():
    address = "https://kslisens.example/verifiser/0123-4567-89AB-CDEF/"
    assert qr_code(address) == qr_code(address) != qr_code(address + "x")
    assert qr_code(address).startswith(b'<?xml version="1.0" encoding="utf-8"?>\n<svg xmlns=')
