"""The headers of what is for the reader alone, set in one place for every answer."""

from django.conf import settings
from django.utils.cache import patch_vary_headers

from kslisens.tokens import has_token

PRIVATE = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex, nofollow"}


def private_answers(get_response):
    """Let nobody keep or index an answer to a session, or at an address with a token.

    Whatever its status, and also when the answer begins or ends the session. Other pages differ by
    the cookies (of language, of messages), and say so. Static files are left alone.
    """

    def answer(request):
        response = get_response(request)
        if not request.path.startswith(settings.STATIC_URL):
            patch_vary_headers(response, ["Cookie"])
            if is_private(request, response):
                for name, value in PRIVATE.items():
                    response.headers[name] = value
        return response

    return answer


def is_private(request, response) -> bool:
    """Whether an answer is for the reader alone. Asks cookies, so that no database is needed."""
    session = settings.SESSION_COOKIE_NAME
    return session in request.COOKIES or session in response.cookies or has_token(request.path)
