"""Log lines: with the number of the error, without the tokens that stand in addresses."""

import logging

from gunicorn.glogging import Logger

from kslisens.tokens import without_tokens


class LineWithoutTokens(logging.Formatter):
    """Formats a record, tracebacks included, and cuts the tokens out of all that comes of it."""

    def format(self, record) -> str:
        return without_tokens(super().format(record))


class ErrorNumber(logging.Filter):
    """Gives each record `error`: the number that the error page shows, or nothing."""

    def filter(self, record) -> bool:
        number = getattr(getattr(record, "request", None), "error_number", "")
        record.error = f"error {number}: " if number else ""
        return True


class WebServerLog(Logger):
    """Gunicorn's access and error log, which it keeps beside Django's."""

    def _set_handler(self, log, output, fmt, stream=None) -> None:
        line = LineWithoutTokens(fmt._fmt, fmt.datefmt)
        super()._set_handler(log, output, line, stream=stream)
