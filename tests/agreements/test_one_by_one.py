"""What goes wrong with one stops none of the others."""

import pytest

from agreements.one_by_one import SomeFailedError, for_each


def test_the_others_are_done_and_the_failed_are_named():
    done = []

    def invert(number):
        done.append(1 / number)

    with pytest.raises(SomeFailedError, match=r"1 of 3 failed: 0 \(division by zero\)"):
        for_each(invert, [1, 0, 2])
    assert done == [1, 0.5]


def test_what_each_gave_is_returned():
    assert for_each(abs, [-1, 2]) == [1, 2]
