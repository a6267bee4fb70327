"""Doing the same for many: what goes wrong with one stops none of the others."""

import logging

logger = logging.getLogger(__name__)


class SomeFailedError(Exception):
    """It went wrong with some; the others are done."""


def for_each(work, things):
    """Do `work` for every thing; returns what each gave.

    Raises SomeFailedError after the last one, which names those that it went wrong with. Each
    should be a transaction of its own.
    """
    results, failed, total = [], [], 0
    for thing in things:
        total += 1
        try:
            results.append(work(thing))
        except Exception as error:
            logger.exception("%s failed.", thing)
            failed.append(f"{thing} ({str(error) or type(error).__name__})")
    if failed:
        raise SomeFailedError(f"{len(failed)} of {total} failed: {'; '.join(failed)}")
    return results
