"""Who changed what, from which page."""

from pghistory.middleware import HistoryMiddleware

from kslisens.tokens import without_tokens


class HistoryWithoutTokens(HistoryMiddleware):
    """Writes the address of the request beside each change, without the token in it."""

    def get_context(self, request):
        return super().get_context(request) | {"url": without_tokens(request.path)}
