"""A kept file that is damaged: a page that says so, and never a wrong file."""

from django.http.response import HttpResponse
from django.shortcuts import render

from agreements.documents.archive import DamagedFileError


class DamagedFiles:
    """Answers for every view that reads from the archive; the log names the file."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception) -> HttpResponse | None:
        """503: the file can come back from a copy."""
        if isinstance(exception, DamagedFileError):
            return render(request, "damaged_file.html", status=503)
        return None
